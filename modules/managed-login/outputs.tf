output "managed_login_branding_ids" {
  description = "ID of each style, by the key of its client."
  value       = { for key, style in aws_cognito_managed_login_branding.this : key => style.managed_login_branding_id }
}
