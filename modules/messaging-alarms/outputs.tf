output "alarm_arns" {
  description = "ARNs of the alarms, by what they watch."
  value       = { for key, alarm in aws_cloudwatch_metric_alarm.this : key => alarm.arn }
}

output "topic_arn" {
  description = "ARN of the SNS topic that alarms go to."
  value       = local.topic_arn
}

output "dashboard_name" {
  description = "Name of the dashboard; null without one."
  value       = one([for dashboard in aws_cloudwatch_dashboard.this : dashboard.dashboard_name])
}

output "manual_steps" {
  description = "What is left for a person to do."
  value       = var.topic != null ? [] : ["Subscribe someone to the SNS topic ${local.slug}-messaging-alarms in ${local.region}: the alarms go there."]
}
