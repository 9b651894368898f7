# The same for the submodules that need version 6 of the AWS provider. A test compares it with their inputs.

module "log_delivery" {
  source = "../../../modules/log-delivery"

  user_pool_id = "eu-west-1_AbCdEfGhI"

  name = "customers"

  retention_in_days = 90

  user_notifications = {
    log_group_arn = "arn:aws:logs:eu-west-1:123456789012:log-group:cognito-messages"
  }

  user_activity = { bucket_arn = "arn:aws:s3:::sign-ins-of-customers" }

  tags = { team = "identity" }
}

module "managed_login" {
  source = "../../../modules/managed-login"

  user_pool_id = "eu-west-1_AbCdEfGhI"

  clients = { web = { client_id = "1example23456789" } }
}
