# The pool and its related resources used to be in a submodule. These blocks move the old addresses in a
# state to the current ones, so that Terraform destroys and replaces nothing.

moved {
  from = module.user_pool.aws_cognito_user_pool.this
  to   = aws_cognito_user_pool.this
}

moved {
  from = module.user_pool.aws_cognito_user_pool_client.this
  to   = aws_cognito_user_pool_client.this
}

moved {
  from = module.user_pool.aws_cognito_user_pool_domain.this
  to   = aws_cognito_user_pool_domain.this
}

moved {
  from = module.user_pool.aws_cognito_user_pool_ui_customization.this
  to   = aws_cognito_user_pool_ui_customization.this
}

moved {
  from = module.user_pool.aws_cognito_user_group.this
  to   = aws_cognito_user_group.this
}

moved {
  from = module.user_pool.aws_cognito_resource_server.this
  to   = aws_cognito_resource_server.this
}

moved {
  from = module.user_pool.aws_cognito_identity_provider.this
  to   = aws_cognito_identity_provider.this
}

moved {
  from = module.user_pool.aws_cognito_identity_pool.this
  to   = aws_cognito_identity_pool.this
}

moved {
  from = module.user_pool.aws_cognito_identity_pool_roles_attachment.this
  to   = aws_cognito_identity_pool_roles_attachment.this
}

moved {
  from = module.user_pool.aws_iam_role.identity_pool
  to   = aws_iam_role.identity_pool
}

moved {
  from = module.user_pool.aws_lambda_permission.cognito
  to   = aws_lambda_permission.cognito
}

moved {
  from = module.user_pool.aws_cognito_risk_configuration.this
  to   = aws_cognito_risk_configuration.this
}

moved {
  from = module.user_pool.aws_wafv2_web_acl_association.this
  to   = aws_wafv2_web_acl_association.this
}

# A pool could have only one domain before. Nobody knows here whether it was a prefix, which is more common:
# before the first plan, move a domain of your own with `terraform state mv`.
moved {
  from = aws_cognito_user_pool_domain.this["this"]
  to   = aws_cognito_user_pool_domain.this["prefix"]
}

# Its checks are preconditions of the pool now.
removed {
  from = terraform_data.regions

  lifecycle {
    destroy = false
  }
}
