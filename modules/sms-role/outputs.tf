output "arn" {
  description = "ARN of the role. Whatever uses it comes after the role's policy and is destroyed before it."
  value       = aws_iam_role.this.arn

  # Cognito tries the role when it takes it, so the role without its policy is of no use to anyone.
  depends_on = [aws_iam_role_policy.publish]
}

output "name" {
  description = "Name of the role."
  value       = aws_iam_role.this.name
}

output "external_id" {
  description = "External ID that the user pool must present."
  value       = local.external_id
}
