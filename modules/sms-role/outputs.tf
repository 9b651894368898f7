output "arn" {
  description = "ARN of the role. It depends on the policy of the role, so resources that use it are created after the policy and destroyed before it."
  value       = aws_iam_role.this.arn

  # Cognito tests the role when the pool is configured, so the role must have its policy by then.
  depends_on = [aws_iam_role_policy.publish]
}

output "name" {
  description = "Name of the role."
  value       = aws_iam_role.this.name
}

output "external_id" {
  description = "External ID that Cognito must present when it assumes the role."
  value       = local.external_id
}
