# The role that Cognito assumes to publish SMS: created here, or given.

locals {
  # Decided by what the caller wrote, as in email.tf.
  creates_role = var.sms == null ? false : var.sms.role == null ? true : (
    var.sms.role.name != null || var.sms.role.path != null || var.sms.role.permissions_boundary != null
  )
  given_role_arn = var.sms == null ? null : var.sms.role == null ? null : var.sms.role.arn

  # In the names that CloudFormation and CDK's `cfnUserPool` use. The ARN of a created role comes only
  # after its policy, so the pool is made after both and destroyed before.
  sms_configuration = var.sms == null ? null : {
    externalId   = local.creates_role ? module.sms_role["this"].external_id : var.sms.external_id
    snsCallerArn = local.creates_role ? module.sms_role["this"].arn : local.given_role_arn
    snsRegion    = local.sns_region
  }
}
