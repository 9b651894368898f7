# Who may send from the identities besides roles of this account, whose own policies are enough.
# Source: AWS End User Messaging SMS User Guide, "Working with shared resources", and the AWS blog "A guide to the new
# resource policies for SMS origination identities": SNS needs a policy for identities that were created after
# September 24, 2024. Neither documents condition keys for SNS, so its statement has none.

locals {
  statements_for_sns = [for principal in ["sns.amazonaws.com"] : {
    Sid       = "SNS"
    Effect    = "Allow"
    Principal = { Service = principal }
    Action    = "sms-voice:SendTextMessage"
  } if var.allow_sns]

  statements_for_roles = [for roles in [sort(var.allowed_roles)] : {
    Sid       = "Roles"
    Effect    = "Allow"
    Principal = { AWS = roles }
    Action    = "sms-voice:SendTextMessage"
  } if length(roles) > 0]

  # SNS chooses among the numbers and sender IDs, and knows no pools.
  statements = {
    identity = concat(local.statements_for_sns, local.statements_for_roles)
    pool     = local.statements_for_roles
  }
}
