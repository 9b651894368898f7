output "arn" {
  description = "ARN of the identity. What uses it comes after the identity's policy and, with `until_verified` `FAIL` or `WAIT`, after its verification."
  value       = aws_sesv2_email_identity.this.arn
  depends_on  = [terraform_data.verified, aws_ses_domain_identity_verification.this, aws_sesv2_email_identity_policy.pools]
}

output "verified" {
  description = "Whether SES lets the identity send, as of this plan."
  value       = local.verified
}

output "configuration_set" {
  description = "Name of the created configuration set; null without one."
  value       = one([for set in aws_sesv2_configuration_set.this : set.configuration_set_name])
}

output "feedback_topic_arn" {
  description = "ARN of the SNS topic that is told of bounces and complaints; null without one."
  value       = local.topic_arn
}

output "dns_records" {
  description = "Records that the sender's domain needs: `name`, `type`, `value`, `ttl` in seconds, `purpose`. With `route53` they are published already."
  value       = values(local.records)
}

output "manual_steps" {
  description = "What is left for a person to do before SES sends from this identity."
  value = concat(
    length(local.records) == 0 || var.route53 != null ? [] : local.verified && length(local.mail_from_records) + length(local.dmarc_record) == 0 ? [] : [
      "Publish the records of the output dns_records in the DNS of ${local.is_domain ? var.domain : "the address's domain"}; SES (${local.region}) verifies the domain once it sees them.",
    ],
    local.is_domain || local.verified ? [] : [
      "Click the link in the message that Amazon Web Services has sent to ${coalesce(var.address, "the address")}; SES (${local.region}) verifies the address by it.",
    ],
    length(local.created_topics) == 0 ? [] : [
      "Subscribe someone to the SNS topic ${var.configuration_set.name}-feedback in ${local.region}: it is told of bounces and complaints.",
    ],
  )
}
