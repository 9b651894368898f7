# The same for the submodules that need version 6 of the AWS provider. A test compares it with their inputs.

module "log_delivery" {
  source = "../../../modules/log-delivery"

  user_pool_id = "eu-west-1_AbCdEfGhI"

  name = "customers"

  retention_in_days = 400

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

module "sms_pool" {
  source = "../../../modules/sms-pool"

  phone_numbers = {
    us = { country = "US", type = "TOLL_FREE" }
    se = { arn = "arn:aws:sms-voice:eu-west-1:123456789012:phone-number/phone-0123456789abcdef" }
  }

  sender_ids = { de = { sender_id = "EXAMPLE", country = "DE" } }

  message_type = "TRANSACTIONAL"

  opt_out_list = "customers"

  shared_routes = false

  deletion_protection = true

  allow_sns = true

  allowed_roles = ["arn:aws:iam::210987654321:role/customers-sms"]

  tags = { team = "identity" }
}
