output "alarm_arns" {
  description = "ARNs of the alarms, by the condition that they watch."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}

output "topic_arn" {
  description = "ARN of the SNS topic that the alarms notify."
  value       = local.topic_arn
}

output "dashboard_name" {
  description = "Name of the dashboard; null if there is none."
  value       = one([for dashboard in aws_cloudwatch_dashboard.this : dashboard.dashboard_name])
}

output "manual_steps" {
  description = "Manual steps that remain."
  value       = var.topic != null ? [] : ["Subscribe to the SNS topic ${local.slug}-messaging-alarms in ${local.region}: the alarms notify it."]
}
