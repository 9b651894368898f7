# A module that has nothing to do with Cognito, tested with the plugin as its author would.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100"
    }
  }
}

variable "bucket" {
  description = "Name of the bucket."
  type        = string

  validation {
    condition     = length(var.bucket) <= 63
    error_message = "A bucket's name has at most 63 characters."
  }
}

variable "owner" {
  description = "Team that pays for the bucket, as a tag."
  type        = string
  default     = "none"
}

variable "expire_after" {
  description = "Number of days after which objects expire, as text. Empty: never."
  type        = string
  default     = ""
}

variable "register_as" {
  description = "Name under which the bucket is registered. A later bucket with the same name replaces it."
  type        = string
  default     = ""
}

locals {
  # Not validated on purpose: the error of a function does not name the caller.
  expire_after = var.expire_after == "" ? null : tonumber(format("%d", var.expire_after))
}

resource "aws_s3_bucket" "this" {
  bucket = var.bucket
  tags   = { owner = var.owner, expire = local.expire_after }

  lifecycle {
    precondition {
      condition     = var.owner != "root"
      error_message = "The root user owns no buckets."
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "s3:*"
      Resource  = "${aws_s3_bucket.this.arn}/*"
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

resource "aws_ssm_parameter" "register" {
  for_each = toset(var.register_as == "" ? [] : [var.register_as])

  name      = "/buckets/${each.key}"
  type      = "String"
  value     = aws_s3_bucket.this.id
  overwrite = true
}

check "owned" {
  assert {
    condition     = var.owner != "none"
    error_message = "The bucket has no owner."
  }
}

output "arn" {
  description = "ARN of the bucket."
  value       = aws_s3_bucket.this.arn
}

output "name" {
  description = "Name of the bucket."
  value       = var.bucket
}
