variable "alarms" {
  description = <<-EOT
    CloudWatch alarms on what ends messaging, with a dashboard. Left out, none; `{}` takes all defaults. They watch the region's whole account, not this pool alone.
    - `topic`: SNS topic that alarms go to, `{ arn = … }`. Default: one is created.
    - `kms_key_arn`: key that encrypts the created topic; its policy must let `cloudwatch.amazonaws.com` use it. Default: none.
    - `email`: with `email.identity` only: `bounce_rate` (default: 0.05) and `complaint_rate` (default: 0.001), where SES begins a review; `daily_quota` of messages, with an alarm at `quota_share` (default: 0.8) of it.
    - `sms`: with `sms` only: `success_rate` (default: 0.9); `monthly_spend_limit` in US dollars, with an alarm at `spend_share` (default: 0.8) of it.
    - `sign_ups`: whether throttled sign-ups raise one, for each client. Default: true.
    - `dashboard`: whether a dashboard shows it all. Default: true.
  EOT
  type = object({
    topic       = optional(object({ arn = string }))
    kms_key_arn = optional(string)
    email = optional(object({
      bounce_rate    = optional(number, 0.05)
      complaint_rate = optional(number, 0.001)
      daily_quota    = optional(number)
      quota_share    = optional(number, 0.8)
    }), {})
    sms = optional(object({
      monthly_spend_limit = optional(number)
      spend_share         = optional(number, 0.8)
      success_rate        = optional(number, 0.9)
    }), {})
    sign_ups  = optional(bool, true)
    dashboard = optional(bool, true)
  })
  default = null
}

variable "amplify_client" {
  description = "Key of the client that the output `amplify_outputs` is for. Default: `web`, or the first by name without a secret."
  type        = string
  default     = null

  validation {
    condition     = var.amplify_client == null || try(!var.clients[var.amplify_client].generate_secret, false)
    error_message = "amplify_client must be the key of a client without a secret: Amplify runs where users could read it."
  }
}
