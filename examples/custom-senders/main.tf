# A Lambda function that sends the messages of a user pool in place of Cognito: with limits for each user
# and destination, a second route if the first one fails, and texts in the language of the user. README.md
# has the commands, function/ the code.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

provider "aws" {
  alias  = "second"
  region = var.second_region
}

# The sender of the first route, and the same sender in the region of the second one.

module "identity" {
  source = "../../modules/email-identity"

  domain            = var.domain
  configuration_set = { name = var.name }
}

module "second_identity" {
  source    = "../../modules/email-identity"
  providers = { aws = aws.second }

  domain            = var.domain
  configuration_set = { name = var.name }
}

module "auth" {
  source = "../../"

  name = var.name

  # Cognito requires SMS settings even though the function sends the SMS.
  sms = {}

  custom_senders = {
    kms_key_arn = aws_kms_key.codes.arn
    email       = { lambda_arn = aws_lambda_function.sender.arn }
    sms         = { lambda_arn = aws_lambda_function.sender.arn }
  }

  clients = { web = {} }

  deletion_protection = var.deletion_protection
}
