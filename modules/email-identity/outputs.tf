output "arn" {
  description = "ARN of the identity. With `until_verified = \"FAIL\"` nothing that uses it is made before SES has verified the sender."
  value       = aws_sesv2_email_identity.this.arn
  depends_on  = [terraform_data.verified]
}

output "verified" {
  description = "Whether SES lets the identity send, as of this plan."
  value       = local.verified
}

output "dns_records" {
  description = "Records to publish: `name`, `type`, `value`, `ttl` in seconds, `purpose`."
  value       = local.dkim_records
}

output "manual_steps" {
  description = "What is left for a person to do before SES sends from this identity."
  value = local.verified ? [] : local.is_domain ? [
    "Publish the records of the output dns_records in the DNS of ${var.domain}; SES (${local.region}) verifies the domain once it sees them.",
    ] : [
    "Click the link in the message that Amazon Web Services has sent to ${coalesce(var.address, "the address")}; SES (${local.region}) verifies the address by it.",
  ]
}
