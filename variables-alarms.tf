variable "alarms" {
  description = <<-EOT
    CloudWatch alarms and a dashboard for conditions that stop messaging, such as bounces, quotas and spending. Default: none; `{}` creates all with their defaults. The alarms on SES and SNS watch the entire account in the region, not only this pool.
    - `topic`: SNS topic that the alarms notify, `{ arn = … }`. Default: the module creates one.
    - `kms_key_arn`: key that encrypts the created topic; its policy must let `cloudwatch.amazonaws.com` use it. Default: none.
    - `email`: thresholds for SES, used only with `email.identity`: `bounce_rate` (default: 0.05) and `complaint_rate` (default: 0.001), the rates at which SES reviews an account; `daily_quota`, the number of messages a day that SES allows, with an alarm at `quota_share` (default: 0.8) of it.
    - `sms`: thresholds for SNS, used only with `sms`: `success_rate` (default: 0.9); `monthly_spend_limit` in US dollars, with an alarm at `spend_share` (default: 0.8) of it.
    - `sign_ups`: whether to create an alarm on throttled sign-ups for each client. Default: true.
    - `dashboard`: whether to create a dashboard of all these metrics. Default: true.
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
  description = "Key of the client that the output `amplify_outputs` describes. Default: `web`, or else the first client without a secret, by name."
  type        = string
  default     = null

  validation {
    condition     = var.amplify_client == null || try(!var.clients[var.amplify_client].generate_secret, false)
    error_message = "amplify_client must be the key of a client without a secret: Amplify runs on the user's device, which cannot keep one."
  }
}
