variable "domain" {
  description = "Domain to send from, for instance `example.com`. SES verifies it by DNS records. Give this or `address`."
  type        = string
  default     = null

  validation {
    condition     = var.domain == null || can(regex("^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z][A-Za-z0-9-]{0,61}[A-Za-z0-9]$", var.domain))
    error_message = "domain is not a domain name. Write it as \"example.com\": no scheme, no @, no dot at the end, and international names in Punycode (xn--…)."
  }
}

variable "address" {
  description = "Single email address to send from. SES verifies it by a link that it mails there. Give this or `domain`."
  type        = string
  default     = null

  validation {
    condition     = var.address == null || can(regex("^[^\\s@<>,;\"()]+@([A-Za-z0-9_-]+\\.)+[A-Za-z0-9-]+$", var.address))
    error_message = "address is not an email address. Write it as \"no-reply@example.com\", without a display name."
  }

  validation {
    condition     = (var.address == null) != (var.domain == null)
    error_message = "Give either domain or address, exactly one of them."
  }
}

variable "until_verified" {
  description = "What to do while SES has not verified the sender: `COGNITO_DEFAULT` goes on with `verified = false`, `FAIL` stops and says what is missing."
  type        = string
  default     = "COGNITO_DEFAULT"
  nullable    = false

  validation {
    condition     = contains(["COGNITO_DEFAULT", "FAIL"], var.until_verified)
    error_message = "until_verified must be \"COGNITO_DEFAULT\" (send from Cognito's own address until SES has verified the sender) or \"FAIL\" (stop and say what is missing)."
  }
}

variable "tags" {
  description = "Tags of the identity."
  type        = map(string)
  default     = {}
  nullable    = false
}
