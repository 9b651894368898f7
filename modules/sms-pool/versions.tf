terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source = "hashicorp/aws"

      # The oldest version that is known to have pools, sender IDs, resource policies and `wait_for_active`; hence a
      # separate module.
      version = ">= 6.62"
    }
  }
}
