# What surrounds the pool: domain, groups, scopes, identity providers, web ACL, identity pool.

variable "domain" {
  description = <<-EOT
    Domain of the hosted sign-in pages and the OAuth endpoints; exactly one of
    - `prefix`: of `PREFIX.auth.REGION.amazoncognito.com`.
    - `name`: a domain of your own, with `certificate_arn` of an ACM certificate for it in us-east-1. Its parent domain must have an A record.

    And `managed_login_version`: 1 (classic pages) or 2 (managed login; tier `ESSENTIALS` or `PLUS`). Default: 1.
  EOT
  type = object({
    prefix                = optional(string)
    name                  = optional(string)
    certificate_arn       = optional(string)
    managed_login_version = optional(number, 1)
  })
  default = null

  validation {
    condition     = var.domain == null || try((var.domain.prefix == null) != (var.domain.name == null), true)
    error_message = "domain needs exactly one of prefix (under amazoncognito.com) and name (your own)."
  }

  validation {
    condition     = try(var.domain.prefix, null) == null || can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.domain.prefix))
    error_message = "domain.prefix must have 1 to 63 letters in lower case, digits or hyphens, and no hyphen at either end."
  }

  validation {
    condition     = !can(regex("aws|amazon|cognito", try(coalesce(var.domain.prefix), "")))
    error_message = "domain.prefix may not contain \"aws\", \"amazon\" or \"cognito\"; Cognito keeps these words for itself. Choose another."
  }

  validation {
    condition     = try(var.domain.name, null) == null || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.){2,}[a-z0-9-]{2,63}$", var.domain.name))
    error_message = "domain.name must be a subdomain of yours in lower case, for instance \"auth.example.com\"."
  }

  validation {
    condition     = var.domain == null || try((var.domain.name == null) == (var.domain.certificate_arn == null), true)
    error_message = "domain.name needs domain.certificate_arn, and only a domain of your own takes one."
  }

  validation {
    condition     = try(var.domain.certificate_arn, null) == null || can(regex("^arn:aws(-[a-z]+)*:acm:(us-east-1|us-gov-[a-z]+-\\d|cn-[a-z]+-\\d):\\d{12}:certificate/[\\w-]+$", var.domain.certificate_arn))
    error_message = "domain.certificate_arn must be the ARN of an ACM certificate in us-east-1, whatever the pool's region: arn:aws:acm:us-east-1:ACCOUNT:certificate/ID."
  }

  validation {
    condition     = contains([1, 2], try(var.domain.managed_login_version, 1))
    error_message = "domain.managed_login_version must be 1 or 2."
  }

  validation {
    condition     = try(var.domain.managed_login_version, 1) == 1 || coalesce(var.tier, "ESSENTIALS") != "LITE"
    error_message = "domain.managed_login_version 2 needs tier \"ESSENTIALS\" or \"PLUS\"."
  }
}

variable "ui_customization" {
  description = "Look of the classic hosted pages, by key of a client, or `ALL` for the clients without one of their own: `css`, and `image_file`, a logo in Base64 (`filebase64(\"logo.png\")`). Needs `domain`."
  type = map(object({
    css        = optional(string)
    image_file = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = length(var.ui_customization) == 0 || var.domain != null
    error_message = "ui_customization needs a domain: write domain = { prefix = \"…\" }."
  }

  validation {
    condition     = length(setsubtract(keys(var.ui_customization), concat(["ALL"], keys(var.clients)))) == 0
    error_message = "ui_customization has a key that is neither \"ALL\" nor the key of a client."
  }

  validation {
    condition     = alltrue([for ui in var.ui_customization : ui.css != null || ui.image_file != null])
    error_message = "ui_customization needs css, image_file or both in each entry."
  }
}

variable "groups" {
  description = <<-EOT
    Groups of users, by name: adding, removing or reordering them touches no other group.
    - `description`: Default: none.
    - `precedence`: which group's role counts if a user is in several; the lowest number wins. Default: none.
    - `role_arn`: IAM role of the group's users in an identity pool. Default: none.
  EOT
  type = map(object({
    description = optional(string)
    precedence  = optional(number)
    role_arn    = optional(string)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.groups) : can(regex("^[\\pL\\pM\\pS\\pN\\pP]{1,128}$", name))])
    error_message = "A group's name has 1 to 128 characters and no space."
  }

  validation {
    condition     = alltrue([for g in var.groups : g.precedence == null || try(g.precedence >= 0 && floor(g.precedence) == g.precedence, true)])
    error_message = "groups: precedence must be a whole number from 0."
  }

  validation {
    condition     = alltrue([for g in var.groups : length(coalesce(g.description, "-")) <= 2048])
    error_message = "groups: a description has at most 2048 characters."
  }

  validation {
    condition     = alltrue([for g in var.groups : g.role_arn == null || can(regex(local.patterns.iam_role_arn, g.role_arn))])
    error_message = "groups: role_arn must be the ARN of an IAM role: arn:aws:iam::ACCOUNT:role/NAME."
  }
}

variable "resource_servers" {
  description = "APIs that clients ask OAuth scopes for, by identifier (for instance `https://api.example.com`): `name` (default: the identifier, with `-` for what a name cannot have) and `scopes`, descriptions by scope name. A client names a scope as `IDENTIFIER/SCOPE`."
  type = map(object({
    name   = optional(string)
    scopes = optional(map(string), {})
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for id in keys(var.resource_servers) : can(regex("^[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,256}$", id))])
    error_message = "A resource server's identifier has 1 to 256 characters, without spaces, quotes or backslashes."
  }

  validation {
    condition     = alltrue([for r in var.resource_servers : r.name == null || can(regex("^[\\w\\s+=,.@-]{1,256}$", r.name))])
    error_message = "resource_servers: a name has 1 to 256 letters, digits, spaces or +=,.@_-."
  }

  validation {
    condition     = alltrue(flatten([for r in var.resource_servers : [for scope in keys(r.scopes) : can(regex("^[\\x21\\x23-\\x2E\\x30-\\x5B\\x5D-\\x7E]{1,256}$", scope))]]))
    error_message = "resource_servers: a scope's name has 1 to 256 characters, without spaces, quotes, slashes or backslashes."
  }

  validation {
    condition     = alltrue([for r in var.resource_servers : length(r.scopes) <= 100])
    error_message = "resource_servers: a resource server has at most 100 scopes."
  }
}

variable "identity_providers" {
  description = <<-EOT
    Other identity providers, by name. A client names them in `supported_identity_providers`.
    - `type`: `Google`, `Facebook`, `LoginWithAmazon`, `SignInWithApple`, `OIDC` or `SAML`. The first four have their type as name.
    - `details`: what the type needs. Google, Facebook, LoginWithAmazon: `client_id`, `client_secret`, `authorize_scopes`. SignInWithApple: `client_id`, `team_id`, `key_id`, `private_key`, `authorize_scopes`. OIDC: `client_id`, `authorize_scopes`, `oidc_issuer`, `attributes_request_method`, usually `client_secret`. SAML: `MetadataURL` or `MetadataFile`.
    - `attribute_mapping`: the provider's attribute, by the pool's. Default: `username` by the provider's user ID.
    - `idp_identifiers`: domains or names that lead to this provider. Default: none.
  EOT
  type = map(object({
    type              = string
    details           = map(string)
    attribute_mapping = optional(map(string))
    idp_identifiers   = optional(list(string))
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for p in var.identity_providers : contains(["Google", "Facebook", "LoginWithAmazon", "SignInWithApple", "OIDC", "SAML"], p.type)])
    error_message = "identity_providers: type must be \"Google\", \"Facebook\", \"LoginWithAmazon\", \"SignInWithApple\", \"OIDC\" or \"SAML\"."
  }

  validation {
    condition     = alltrue([for name, p in var.identity_providers : !contains(["Google", "Facebook", "LoginWithAmazon", "SignInWithApple"], p.type) || name == p.type])
    error_message = "identity_providers: Google, Facebook, LoginWithAmazon and SignInWithApple have their type as key, for instance { Google = { type = \"Google\", … } }."
  }

  validation {
    condition     = alltrue([for name in keys(var.identity_providers) : can(regex("^[^_\\s]{1,32}$", name)) && (length(name) >= 3)])
    error_message = "identity_providers: a name has 3 to 32 characters, without spaces or underscores."
  }

  validation {
    condition = alltrue([for p in var.identity_providers : length(setsubtract(lookup({
      Google          = ["client_id", "client_secret", "authorize_scopes"]
      Facebook        = ["client_id", "client_secret", "authorize_scopes"]
      LoginWithAmazon = ["client_id", "client_secret", "authorize_scopes"]
      SignInWithApple = ["client_id", "team_id", "key_id", "authorize_scopes"]
      OIDC            = ["client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"]
    }, p.type, []), keys(p.details))) == 0])
    error_message = "identity_providers: details lacks a key that the type needs; the variable's description lists them."
  }

  validation {
    condition     = alltrue([for p in var.identity_providers : p.type != "SAML" || length(setintersection(["MetadataURL", "MetadataFile"], keys(p.details))) == 1])
    error_message = "identity_providers: SAML needs MetadataURL or MetadataFile in details, one of them."
  }
}

variable "web_acl" {
  description = "Firewall in front of the pool's public endpoints: `arn` of a regional AWS WAF web ACL in the pool's region. Open sign-up with SMS should have one, against SMS pumping."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.web_acl == null || can(regex("^arn:aws(-[a-z]+)*:wafv2:[a-z0-9-]+:\\d{12}:regional/webacl/[^/]+/[^/]+$", var.web_acl.arn))
    error_message = "web_acl.arn must be the ARN of a regional AWS WAF web ACL: arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/NAME/ID."
  }
}

variable "identity_pool" {
  description = <<-EOT
    Identity pool that gives AWS credentials to the users, with a role for users who have signed in and one for guests, as Amplify expects. The roles can do nothing until you attach policies to them. Left out, none is created.
    - `allow_guests`: whether who has not signed in gets credentials too. Default: false.
    - `allow_classic_flow`: whether the older flow works, which lets clients choose the role. Default: false.
    - `client_keys`: which of `clients` may use it. Default: all without a secret.
  EOT
  type = object({
    allow_guests       = optional(bool, false)
    allow_classic_flow = optional(bool, false)
    client_keys        = optional(set(string))
  })
  default = null

  validation {
    condition     = var.identity_pool == null || length(var.clients) > 0
    error_message = "identity_pool needs a client: write clients = { web = {} }."
  }

  validation {
    condition     = length(setsubtract(try(coalesce(var.identity_pool.client_keys), []), keys(var.clients))) == 0
    error_message = "identity_pool.client_keys has a key that is not in clients."
  }
}
