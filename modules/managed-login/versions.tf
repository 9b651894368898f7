terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source = "hashicorp/aws"

      # aws_cognito_managed_login_branding exists since this version of the provider; hence a separate module.
      version = ">= 6.12"
    }
  }
}
