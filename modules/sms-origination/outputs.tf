output "phone_numbers" {
  description = "The leased numbers in E.164 format, by the keys of `phone_numbers`."
  value       = { for key, number in aws_pinpointsmsvoicev2_phone_number.this : key => number.phone_number }
}

output "phone_number_arns" {
  description = "ARNs of the numbers, leased or taken by ARN, by the keys of `phone_numbers`."
  value = merge(
    { for key, number in aws_pinpointsmsvoicev2_phone_number.this : key => number.arn },
    { for key, number in var.phone_numbers : key => number.arn if nonsensitive(number.country == null) },
  )
}

output "opt_out_list_arn" {
  description = "ARN of the created opt-out list; null if there is none."
  value       = one([for list in aws_pinpointsmsvoicev2_opt_out_list.this : list.arn])
}
