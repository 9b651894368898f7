variable "name" {
  description = "Name of the user pool."
  type        = string
  default     = "complete"
}

variable "domain" {
  description = "Domain that email is sent from. An account can have one SES identity for it in a region."
  type        = string
  default     = "example.com"
}

variable "deletion_protection" {
  description = "Whether Cognito refuses to delete the pool. Before you destroy it, apply with `false`."
  type        = bool
  default     = true
}
