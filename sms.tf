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
    snsRegion    = local.sns_region
  }
}
