# Inputs for the domain, groups, OAuth scopes, identity providers, web ACL and identity pool.

variable "domain" {
  description = <<-EOT
    Domain of the hosted sign-in pages and the OAuth endpoints. Default: none, which turns both off. Set one of `prefix` and `name`, or both: the pages are then at both addresses, and adding or removing one does not affect the other.
    - `prefix`: the first part of `PREFIX.auth.REGION.amazoncognito.com`.
    - `name`: your own domain. Also set `certificate_arn`. Its parent domain must have an A record. The name must be known at the plan.
    - `certificate_arn`: an ACM certificate in us-east-1 for `name`.
    - `managed_login_version`: 1 (classic pages) or 2 (managed login; needs tier `ESSENTIALS` or `PLUS`, and a branding style for each client, which `manual_steps` shows), for both domains. Default: 1.
  EOT
  type = object({
    prefix                = optional(string)
    name                  = optional(string)
    certificate_arn       = optional(string)
    managed_login_version = optional(number, 1)
  })
  default = null

  validation {
    condition     = var.domain == null || try(var.domain.prefix != null || var.domain.name != null, true)
    error_message = "domain needs prefix (a subdomain of amazoncognito.com), name (your own domain) or both."
  }

  validation {
    condition     = try(var.domain.prefix, null) == null || can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.domain.prefix))
    error_message = "domain.prefix must have 1 to 63 lowercase letters, digits or hyphens, and must not start or end with a hyphen."
  }

  validation {
    condition     = !can(regex("aws|amazon|cognito", try(coalesce(var.domain.prefix), "")))
    error_message = "domain.prefix must not contain \"aws\", \"amazon\" or \"cognito\": Cognito reserves these words. Choose another prefix."
  }

  validation {
    condition     = try(var.domain.name, null) == null || can(regex("^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.){2,}[a-z0-9-]{2,63}$", var.domain.name))
    error_message = "domain.name must be a subdomain that you own, in lowercase, for instance \"auth.example.com\"."
  }

  validation {
    condition     = var.domain == null || try((var.domain.name == null) == (var.domain.certificate_arn == null), true)
    error_message = "domain.name needs domain.certificate_arn, and a prefix alone must not have one. Set both, or remove both."
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
  description = "Styles of the classic hosted pages, by the key of a client, or `ALL` for all other clients: `css`, and `image_file`, a logo in Base64 (`filebase64(\"logo.png\")`). Needs `domain`. Default: Cognito's styles."
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
    User groups, by name. Adding or removing one does not affect the others. Default: none.
    - `description`: Default: none.
    - `precedence`: rank of the group if a user is in several: the role of the group with the lowest number is used. Default: none.
    - `role_arn`: IAM role of the group's users in an identity pool. Default: none.
    - `create_role`: whether the module creates this role; needs `identity_pool`, and excludes `role_arn`. The role has no permissions until you attach policies to it (output `group_roles`). Default: false.
  EOT
  type = map(object({
    description = optional(string)
    precedence  = optional(number)
    role_arn    = optional(string)
    create_role = optional(bool, false)
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for name in keys(var.groups) : can(regex("^[\\pL\\pM\\pS\\pN\\pP]{1,128}$", name))])
    error_message = "A group's name must have 1 to 128 characters and no space."
  }

  validation {
    condition     = alltrue([for g in var.groups : g.precedence == null || try(g.precedence >= 0 && floor(g.precedence) == g.precedence, true)])
    error_message = "groups: precedence must be a whole number, 0 or more."
  }

  validation {
    condition     = alltrue([for g in var.groups : length(coalesce(g.description, "-")) <= 2048])
    error_message = "groups: description must have at most 2048 characters."
  }

  validation {
    condition     = alltrue([for g in var.groups : g.role_arn == null || can(regex(local.patterns.iam_role_arn, g.role_arn))])
    error_message = "groups: role_arn must be the ARN of an IAM role: arn:aws:iam::ACCOUNT:role/NAME."
  }

  validation {
    condition     = alltrue([for g in var.groups : !g.create_role || g.role_arn == null])
    error_message = "groups: create_role creates the role of the group, so it excludes role_arn. Remove one of them."
  }

  validation {
    condition     = var.identity_pool != null || alltrue([for g in var.groups : !g.create_role])
    error_message = "groups: create_role needs an identity pool, which gives users the role of their group: write identity_pool = {}."
  }
}

variable "resource_servers" {
  description = "APIs that define custom OAuth scopes, by identifier (for instance `https://api.example.com`): `name` (default: the identifier, with invalid characters replaced by `-`) and `scopes`, a map from scope name to description. A client refers to a scope as `IDENTIFIER/SCOPE`. Default: none."
  type = map(object({
    name   = optional(string)
    scopes = optional(map(string), {})
  }))
  default  = {}
  nullable = false

  validation {
    condition     = alltrue([for id in keys(var.resource_servers) : can(regex("^[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,256}$", id))])
    error_message = "A resource server's identifier must have 1 to 256 characters, without spaces, quotes or backslashes."
  }

  validation {
    condition     = alltrue([for r in var.resource_servers : r.name == null || can(regex("^[\\w\\s+=,.@-]{1,256}$", r.name))])
    error_message = "resource_servers: name must have 1 to 256 letters, digits, spaces or +=,.@_-."
  }

  validation {
    condition     = alltrue(flatten([for r in var.resource_servers : [for scope in keys(r.scopes) : can(regex("^[\\x21\\x23-\\x2E\\x30-\\x5B\\x5D-\\x7E]{1,256}$", scope))]]))
    error_message = "resource_servers: a scope's name must have 1 to 256 characters, without spaces, quotes, slashes or backslashes."
  }

  validation {
    condition     = alltrue(flatten([for r in var.resource_servers : [for text in values(r.scopes) : length(text) >= 1 && length(text) <= 256]]))
    error_message = "resource_servers: a scope's description must have 1 to 256 characters."
  }

  validation {
    condition     = alltrue([for r in var.resource_servers : length(r.scopes) <= 100])
    error_message = "resource_servers: a resource server can have at most 100 scopes."
  }
}

variable "identity_providers" {
  description = <<-EOT
    External identity providers, by name. List the name in a client's `supported_identity_providers` to use it. Default: none.
    - `type`: `Google`, `Facebook`, `LoginWithAmazon`, `SignInWithApple`, `OIDC` or `SAML`. The name of the first four must be their type.
    - `details`: settings that the type requires. Google, Facebook, LoginWithAmazon: `client_id`, `client_secret`, `authorize_scopes`. SignInWithApple: `client_id`, `team_id`, `key_id`, `authorize_scopes`, `private_key`, the text of Apple's file (it is sent when the provider is created or `details` changes, because AWS does not return it; it can be removed from then on). Facebook: also `api_version` (default: `v17.0`). OIDC: `client_id`, `authorize_scopes`, `oidc_issuer`, `attributes_request_method`, and usually `client_secret`. SAML: `MetadataURL` or `MetadataFile`.
    - `attribute_mapping`: map from an attribute of the pool to an attribute of the provider. Default: `username` is the provider's user ID.
    - `idp_identifiers`: domains or names that select this provider at sign-in. Default: none.
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
    error_message = "identity_providers: Google, Facebook, LoginWithAmazon and SignInWithApple must have their type as key, for instance { Google = { type = \"Google\", … } }."
  }

  validation {
    condition     = alltrue([for name in nonsensitive(keys(var.identity_providers)) : can(regex("^[^_\\pZ][\\pL\\pM\\pS\\pN\\pP][^_\\pZ]+$", name)) && length(name) <= 32])
    error_message = "identity_providers: a name must have 3 to 32 characters, without spaces or underscores."
  }

  validation {
    condition = alltrue([for p in var.identity_providers : length(setsubtract(lookup({
      Google          = ["client_id", "client_secret", "authorize_scopes"]
      Facebook        = ["client_id", "client_secret", "authorize_scopes"]
      LoginWithAmazon = ["client_id", "client_secret", "authorize_scopes"]
      SignInWithApple = ["client_id", "team_id", "key_id", "authorize_scopes"]
      OIDC            = ["client_id", "authorize_scopes", "oidc_issuer", "attributes_request_method"]
    }, p.type, []), keys(p.details))) == 0])
    error_message = "identity_providers: details lacks a key that the type requires. The variable's description lists the keys of each type."
  }

  validation {
    condition     = alltrue([for p in var.identity_providers : p.type != "SAML" || length(setintersection(["MetadataURL", "MetadataFile"], keys(p.details))) == 1])
    error_message = "identity_providers: SAML needs exactly one of MetadataURL and MetadataFile in details."
  }

  # API, CreateIdentityProvider, ProviderDetails: they are in the answer of a description only.
  validation {
    condition     = alltrue([for p in var.identity_providers : p.type != "SAML" || length(setintersection(["ActiveEncryptionCertificate", "SLORedirectBindingURI", "SSORedirectBindingURI"], keys(p.details))) == 0])
    error_message = "identity_providers: AWS takes SSORedirectBindingURI, SLORedirectBindingURI and ActiveEncryptionCertificate from the metadata of a SAML provider. Remove them from details."
  }

  validation {
    condition     = alltrue([for p in var.identity_providers : can(regex("^\\s*<[\\s\\S]*EntityDescriptor[\\s>]", try(p.details.MetadataFile, "<EntityDescriptor>")))])
    error_message = "identity_providers: details.MetadataFile must be the SAML metadata itself, an XML document with an EntityDescriptor. Write file(\"metadata.xml\"), or use MetadataURL."
  }

  validation {
    condition     = alltrue([for p in var.identity_providers : alltrue([for id in coalesce(p.idp_identifiers, []) : can(regex("^[\\w\\s+=.@-]{1,40}$", id))])])
    error_message = "identity_providers: idp_identifiers must have 1 to 40 letters, digits, spaces or +=.@_- each."
  }
}

variable "managed_elsewhere" {
  description = <<-EOT
    What another configuration, or a person, has created in this pool. Default: none.
    - `identity_providers`: names of identity providers, for `supported_identity_providers`.
    - `oauth_scopes`: scopes of resource servers as `IDENTIFIER/SCOPE`, for `allowed_oauth_scopes`.
    - `attributes_of`: the ID of this pool once it exists, if others add custom attributes to it. The module then reads them at each plan and keeps them, so that they are no change; without it the plan would remove them, which AWS cannot do. Attributes that the module itself adds belong in `attributes`. Remove it before you replace the pool.
  EOT
  type = object({
    identity_providers = optional(set(string), [])
    oauth_scopes       = optional(set(string), [])
    attributes_of      = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.managed_elsewhere.attributes_of == null || can(regex("^[\\w-]+_[0-9A-Za-z]+$", var.managed_elsewhere.attributes_of))
    error_message = "managed_elsewhere.attributes_of must be the ID of this user pool, for instance \"eu-west-1_AbCdEfGhI\"."
  }
}

variable "web_acl" {
  description = "Firewall for the pool's public endpoints: `arn` of a regional AWS WAF web ACL in the pool's region. Set it if anyone can sign up and the pool sends SMS, as protection against SMS pumping. Default: none."
  type        = object({ arn = string })
  default     = null

  validation {
    condition     = var.web_acl == null || can(regex("^arn:aws(-[a-z]+)*:wafv2:[a-z0-9-]+:\\d{12}:regional/webacl/[^/]+/[^/]+$", var.web_acl.arn))
    error_message = "web_acl.arn must be the ARN of a regional AWS WAF web ACL: arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/NAME/ID."
  }
}

variable "identity_pool" {
  description = <<-EOT
    Identity pool that gives AWS credentials to users, with one role for signed-in users and one for guests, as Amplify expects. The roles have no permissions until you attach policies to them. Default: none; `{}` creates one.
    - `allow_guests`: whether users who have not signed in get credentials too. Default: false.
    - `allow_classic_flow`: whether to allow the classic flow, in which a client chooses the role. Default: false.
    - `client_keys`: keys of the `clients` that may use the identity pool. Default: all clients without a secret.
    - `login_providers`: providers whose users get the credentials of signed-in users without a user in the pool. `google`, `facebook`, `amazon`, `apple`: the ID of your app at the provider. `openid_connect_arns`, `saml_arns`: ARNs of identity providers in IAM. Default: none.
  EOT
  type = object({
    allow_guests       = optional(bool, false)
    allow_classic_flow = optional(bool, false)
    client_keys        = optional(set(string))
    login_providers = optional(object({
      google              = optional(string)
      facebook            = optional(string)
      amazon              = optional(string)
      apple               = optional(string)
      openid_connect_arns = optional(set(string), [])
      saml_arns           = optional(set(string), [])
    }), {})
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

  # API (cognito-identity), CreateIdentityPool, IdentityProviderId.
  validation {
    condition = var.identity_pool == null || alltrue([for name in ["google", "facebook", "amazon", "apple"] :
      try(var.identity_pool.login_providers[name] == null, true) || can(regex("^[\\w.;/-]{1,128}$", var.identity_pool.login_providers[name]))
    ])
    error_message = "identity_pool.login_providers: google, facebook, amazon and apple take the ID of your app at the provider, 1 to 128 letters, digits or .;_/-."
  }

  validation {
    condition     = alltrue([for arn in try(var.identity_pool.login_providers.openid_connect_arns, []) : can(regex("^arn:aws(-[a-z]+)*:iam::\\d{12}:oidc-provider/\\S+$", arn))])
    error_message = "identity_pool.login_providers.openid_connect_arns takes ARNs of OIDC providers: arn:aws:iam::ACCOUNT:oidc-provider/HOST."
  }

  validation {
    condition     = alltrue([for arn in try(var.identity_pool.login_providers.saml_arns, []) : can(regex("^arn:aws(-[a-z]+)*:iam::\\d{12}:saml-provider/[\\w._-]{1,128}$", arn))])
    error_message = "identity_pool.login_providers.saml_arns takes ARNs of SAML providers: arn:aws:iam::ACCOUNT:saml-provider/NAME."
  }
}
