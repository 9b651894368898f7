terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source = "hashicorp/aws"

      # aws_cognito_log_delivery_configuration exists since version 6 of the provider; hence a separate module.
      version = ">= 6.2"
    }
  }
}
