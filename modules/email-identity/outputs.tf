output "arn" {
  description = "ARN of the identity. It depends on the policy of the identity and, with `until_verified` `FAIL` or `WAIT`, on its verification."
  value       = aws_sesv2_email_identity.this.arn
  depends_on  = [terraform_data.verified, aws_ses_domain_identity_verification.this, aws_sesv2_email_identity_policy.pools]
}

output "verified" {
  description = "Whether SES has verified the identity for sending, as of this plan. Always true with `until_verified` `FAIL` or `WAIT`."
  value       = local.verified
}

output "configuration_set" {
  description = "Name of the created configuration set; null if there is none."
  value       = one([for set in aws_sesv2_configuration_set.this : set.configuration_set_name])
}

output "feedback_topic_arn" {
  description = "ARN of the SNS topic for bounces and complaints; null if there is none."
  value       = local.topic_arn
}

output "dedicated_ip_pool" {
  description = "Name of the created pool of dedicated IP addresses; null if there is none."
  value       = one([for pool in aws_sesv2_dedicated_ip_pool.this : pool.pool_name])
}

output "dns_records" {
  description = "DNS records for the domain of the sender: `name`, `type`, `value`, `ttl` in seconds, `purpose`. With `route53` the module publishes them."
  value       = values(local.records)
}

output "manual_steps" {
  description = "Manual steps that remain before SES sends from this identity."
  value = concat(
    length(local.records) == 0 || var.route53 != null ? [] : local.verified && var.mail_from == null && var.dmarc == null && length(local.tracking_records) == 0 ? [] : [
      "Publish the records of the output dns_records in the DNS of ${local.is_domain ? var.domain : "the address's domain"}; SES (${local.region}) verifies the domain once it finds them.",
    ],
    local.is_domain || local.verified ? [] : [
      "Click the link in the email that Amazon Web Services has sent to ${coalesce(var.address, "the address")}; SES (${local.region}) then verifies the address.",
    ],
    length(local.created_topics) == 0 ? [] : [
      "Subscribe to the SNS topic ${var.configuration_set.name}-feedback in ${local.region}: SES publishes bounces and complaints there.",
    ],
    [for tracking in local.trackings : (
      tracking.https_policy == "OPTIONAL" ?
      "Point ${tracking.domain} to ${local.tracking_host} by a CNAME record: SES counts opens and clicks there." :
      "Point ${tracking.domain} to a CDN that serves HTTPS for it and forwards each request to ${local.tracking_host}: SES counts opens and clicks there."
    ) if length(local.tracking_records) == 0],
    [for key, pool in local.created_pools :
      "Request dedicated IP addresses in ${local.region} by a support case, and move them into the pool ${aws_sesv2_dedicated_ip_pool.this[key].pool_name}: a standard pool is empty at first, and SES sends only from the addresses in it."
    if nonsensitive(pool.scaling_mode == "STANDARD")],
  )
}
