# The role that Cognito assumes to send SMS: created by the module, or an existing one.

locals {
  # These depend only on which attributes are set, as in email.tf. A value may be sensitive; that it is set is not.
  sends_sms = nonsensitive(var.sms != null)
  creates_role = nonsensitive(var.sms == null ? false : var.sms.role == null ? true : (
    var.sms.role.name != null || var.sms.role.path != null || var.sms.role.permissions_boundary != null
  ))
  given_role_arn = var.sms == null ? null : var.sms.role == null ? null : var.sms.role.arn

  # With the attribute names of CloudFormation and CDK's `cfnUserPool`. The ARN of a created role depends on
  # its policy, so Terraform creates the pool after both and destroys it before them.
  sms_configuration = var.sms == null ? null : {
    externalId   = local.creates_role ? module.sms_role["this"].external_id : var.sms.external_id
    snsCallerArn = local.creates_role ? module.sms_role["this"].arn : local.given_role_arn
    snsRegion    = var.sms.no_sns_region ? null : local.sns_region
  }
}

# Cognito prefers the first entry, and does not use the next one if the SMS fails.
check "recovery_by_phone_can_send" {
  assert {
    condition     = local.sends_sms || nonsensitive(local.custom_sms_sender != null) || !contains(coalesce(var.account_recovery, []), "verified_phone_number")
    error_message = "account_recovery has \"verified_phone_number\", but the pool cannot send SMS, so that users with a verified phone number may be unable to reset their password. Write sms = {}, or remove it."
  }
}
