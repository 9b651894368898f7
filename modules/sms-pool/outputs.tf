output "pool_arn" {
  description = "ARN of the pool, for `EumsSms.OriginationIdentity` of a user pool; null until the pool has an active number or a sender ID."
  value       = one([for pool in aws_pinpointsmsvoicev2_pool.this : pool.arn])
}

output "phone_numbers" {
  description = "The leased numbers, by the keys of `phone_numbers`: `number` in E.164 format, `id`, `arn` and `status`."
  value = { for key, number in aws_pinpointsmsvoicev2_phone_number.this : key => {
    number = number.phone_number
    id     = number.id
    arn    = number.arn
    status = number.status
  } }
}

output "sender_id_arns" {
  description = "ARNs of the sender IDs, by the keys of `sender_ids`."
  value       = { for key, sender in aws_pinpointsmsvoicev2_sender_id.this : key => sender.arn }
}

output "manual_steps" {
  description = "What remains to be done by hand, in order: the registration of numbers that are not active yet."
  value = [for key in local.waiting :
    aws_pinpointsmsvoicev2_phone_number.this[key].status == "ACTIVE"
    ? "Set phone_numbers.${key}.active = true: the number is active, and can be in the pool."
    : "Register the number ${aws_pinpointsmsvoicev2_phone_number.this[key].id} in the console, and set phone_numbers.${key}.active = true once it is ACTIVE, which takes days to weeks."
  ]
}
