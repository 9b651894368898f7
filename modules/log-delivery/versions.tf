terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source = "hashicorp/aws"

      # aws_cognito_log_delivery_configuration came with version 6; hence a module of its own.
      version = ">= 6.2"
    }
  }
}
