# Each construct twice: one that the tests cover, and one that they do not.

variable "size" {
  type = number

  validation {
    condition     = var.size > 0
    error_message = "size must be above 0."
  }

  validation {
    condition     = var.size < 100
    error_message = "size must be below 100."
  }
}

variable "label" {
  type    = string
  default = null
}

variable "unused" {
  type    = string
  default = null
}

variable "box" {
  type = object({
    width = optional(number, 1)
    depth = optional(number, 1)
    lids  = optional(map(object({ colour = optional(string), key = string })), {})
  })
  default = {}
}

variable "spare" { # no cover: callers of an earlier version still set it
  type    = string
  default = null

  validation {
    condition     = var.spare == null
    error_message = "spare has no effect any more. Remove it."
  }
}

locals {
  doubled = var.size > 10 ? var.size * 2 : var.size
}

resource "terraform_data" "sometimes" {
  count = var.size > 10 ? 1 : 0

  input = var.label == null ? "none" : "some"

  lifecycle {
    precondition {
      condition     = var.size != 13
      error_message = "13 is not a size."
    }

    postcondition {
      condition     = self.input != null
      error_message = "There is no input."
    }
  }
}

resource "terraform_data" "never" {
  for_each = var.unused == null ? {} : { this = var.unused }

  input = each.value
}

resource "terraform_data" "always" {
  input = var.label == null ? local.doubled : null
}

module "inner" {
  source = "./inner"
  count  = var.size > 10 ? 1 : 0

  name = "inner"
}

module "other" {
  source   = "./inner"
  for_each = var.unused == null ? {} : { this = var.unused }

  name = each.value
}

check "size" {
  assert {
    condition     = var.size != 50
    error_message = "50 is a strange size."
  }
}

check "label" {
  assert {
    condition     = var.label != "odd"
    error_message = "odd is a strange label."
  }
}

output "doubled" {
  value = local.doubled
}

output "nothing" {
  value = var.unused

  precondition {
    condition     = var.size != 14
    error_message = "14 is not a size."
  }
}
