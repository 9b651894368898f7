# A user pool with safe defaults: sign-in by email, Cognito's own sender, and one client for Amplify.

module "auth" {
  source = "../../"

  name    = "minimal"
  clients = { web = {} }

  # Only to try it out. Remove it in production.
  deletion_protection = false
}

output "user_pool_id" {
  description = "ID of the user pool."
  value       = module.auth.user_pool_id
}

output "client_ids" {
  description = "IDs of the app clients."
  value       = module.auth.client_ids
}
