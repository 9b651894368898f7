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

  # As Cognito names them: with a prefix, unless they are standard attributes.
  attribute_names = concat(local.standard_attributes, ["email_verified", "phone_number_verified"], flatten([
    for name, a in local.attributes : a.developer_only ? ["custom:${name}", "dev:custom:${name}"] : ["custom:${name}"]
    if !contains(local.standard_attributes, name)
  ]))
  required_attributes = [for name, a in local.attributes : name if a.required]
}
