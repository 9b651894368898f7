variable "name" {
  description = "Name of the user pool."
  type        = string
  default     = "complete"
}

variable "domain" {
  description = "Domain that mail is sent from. Each account can have it once."
  type        = string
  default     = "example.com"
}

variable "deletion_protection" {
  description = "Whether Cognito refuses to delete the pool. Apply once with `false` before you destroy it."
  type        = bool
  default     = true
}
