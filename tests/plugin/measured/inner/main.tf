variable "name" {
  type = string

  validation {
    condition     = var.name != ""
    error_message = "name is empty."
  }
}

resource "terraform_data" "this" {
  input = var.name
}

output "id" {
  value = terraform_data.this.id
}
