variable "user_pool_id" {
  description = "ID of the user pool."
  type        = string
  nullable    = false

  validation {
    condition     = can(regex("^[\\w-]+_[0-9a-zA-Z]+$", var.user_pool_id))
    error_message = "user_pool_id must be the ID of a user pool, for instance \"eu-west-1_AbCdEfGhI\"."
  }
}

variable "clients" {
  description = <<-EOT
    Clients that get a style, by a key of your choice: `{ web = { client_id = module.auth.client_ids["web"] } }`. Optional for each:
    - `settings`: the style as JSON, as the branding editor exports it. Default: Cognito's own style.
    - `assets`: images with `category` (such as `FORM_LOGO`), `color_mode` (`LIGHT`, `DARK` or `DYNAMIC`), `extension` (such as `PNG`) and `bytes`, `filebase64("logo.png")`. They need `settings`.
  EOT
  type = map(object({
    client_id = string
    settings  = optional(string)
    assets = optional(list(object({
      category   = string
      color_mode = string
      extension  = string
      bytes      = string
    })), [])
  }))
  nullable = false

  validation {
    condition     = alltrue([for client in var.clients : client.settings == null || can(keys(jsondecode(client.settings)))])
    error_message = "clients.*.settings must be a JSON object, as the branding editor exports it."
  }

  # API, CreateManagedLoginBranding: with UseCognitoProvidedValues, Assets must be omitted.
  validation {
    condition     = alltrue([for client in var.clients : client.settings != null || length(client.assets) == 0])
    error_message = "clients.*.assets need settings: Cognito's own style has no other images."
  }

  validation {
    condition     = alltrue(flatten([for client in var.clients : [for asset in client.assets : contains(["LIGHT", "DARK", "DYNAMIC"], asset.color_mode)]]))
    error_message = "clients.*.assets.*.color_mode must be LIGHT, DARK or DYNAMIC."
  }

  validation {
    condition     = alltrue(flatten([for client in var.clients : [for asset in client.assets : contains(["ICO", "JPEG", "PNG", "SVG", "WEBP"], asset.extension)]]))
    error_message = "clients.*.assets.*.extension must be ICO, JPEG, PNG, SVG or WEBP."
  }

  validation {
    condition     = alltrue(flatten([for client in var.clients : [for asset in client.assets : can(regex("^[A-Za-z0-9+/]+={0,2}$", asset.bytes))]]))
    error_message = "clients.*.assets.*.bytes must be base64: filebase64(\"logo.png\")."
  }
}
