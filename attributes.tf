# The schema of the pool as it is, if others may add attributes to it. Not the pool of this module by reference: the
# schema must be known at the plan.
data "aws_cognito_user_pool" "elsewhere" {
  for_each = var.managed_elsewhere.attributes_of == null ? {} : { this = var.managed_elsewhere.attributes_of }

  user_pool_id = each.value
}

locals {
  # Source: Cognito Developer Guide, "Working with user attributes"; DescribeUserPool of a new pool.
  standard_attributes = [
    "address", "birthdate", "email", "family_name", "gender", "given_name", "locale", "middle_name", "name",
    "nickname", "phone_number", "picture", "preferred_username", "profile", "sub", "updated_at", "website", "zoneinfo",
  ]

  # All others are a String.
  standard_types = { updated_at = "Number", email_verified = "Boolean", phone_number_verified = "Boolean" }

  # The attribute that users sign in with is required at sign-up, unless var.attributes defines it otherwise.
  attributes = {
    for name, a in merge(
      { for name in local.username_attributes : name => {
        type       = "String", required = true, mutable = true, developer_only = false
        min_length = null, max_length = null, default_limits = true, min_value = null, max_value = null
      } if length(local.username_attributes) == 1 },
      var.attributes,
      ) : name => {
      type           = lookup(local.standard_types, name, a.type)
      required       = a.required
      mutable        = a.mutable
      developer_only = a.developer_only
      min_length     = a.min_length != null || !a.default_limits ? a.min_length : name == "birthdate" ? 10 : 0
      max_length     = a.max_length != null || !a.default_limits ? a.max_length : name == "birthdate" ? 10 : 2048
      min_value      = name == "updated_at" && a.min_value == null ? 0 : a.min_value
      max_value      = a.max_value
    }
  }

  # Custom attributes that others have added, as AWS shows them: with the limits that they have, or none.
  attributes_elsewhere = merge([for pool in data.aws_cognito_user_pool.elsewhere : {
    for a in pool.schema_attributes : trimprefix(trimprefix(a.name, "dev:"), "custom:") => {
      type           = a.attribute_data_type
      required       = a.required
      mutable        = a.mutable
      developer_only = a.developer_only_attribute
      string_limits  = [for limits in a.string_attribute_constraints == null ? [] : a.string_attribute_constraints : { min = limits.min_length == "" ? null : limits.min_length, max = limits.max_length == "" ? null : limits.max_length }]
      number_limits  = [for limits in a.number_attribute_constraints == null ? [] : a.number_attribute_constraints : { min = limits.min_value == "" ? null : limits.min_value, max = limits.max_value == "" ? null : limits.max_value }]
    } if startswith(a.name, "custom:") || startswith(a.name, "dev:")
  }]...)

  # Without the limits of its type, AWS returns default ones, and the provider reports a change that it cannot make
  # (terraform-provider-aws#21654). Limits that are null mean that there are none.
  schema = merge(local.attributes_elsewhere, { for name, a in local.attributes : name => merge(a, {
    string_limits = [for limits in [{ min = a.min_length, max = a.max_length }] : limits if a.type == "String"]
    number_limits = [for limits in [{ min = a.min_value, max = a.max_value }] : limits if a.type == "Number"]
  }) })

  # As Cognito names them: with a prefix, unless they are standard attributes.
  attribute_names = concat(local.standard_attributes, ["email_verified", "phone_number_verified"], flatten([
    for name, a in local.attributes : a.developer_only ? ["custom:${name}", "dev:custom:${name}"] : ["custom:${name}"]
    if !contains(local.standard_attributes, name)
  ]), flatten([for pool in data.aws_cognito_user_pool.elsewhere : [for a in pool.schema_attributes : a.name]]))
  required_attributes = [for name, a in local.attributes : name if a.required]
}
