# The module with a Firehose stream of the same configuration, whose ARN is not known before the apply.

variable "name" {
  type = string
}

variable "own_role" {
  type    = bool
  default = false
}

# Stands for a stream: SES gets nothing but its ARN.
resource "terraform_data" "stream" {
  input = "arn:aws:firehose:us-east-1:000000000000:deliverystream/${var.name}-events"
}

resource "aws_iam_role" "own" {
  name_prefix = "own-"

  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ses.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "own" {
  role = aws_iam_role.own.name

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "firehose:PutRecordBatch", Resource = terraform_data.stream.output }]
  })
}

module "auth" {
  source = "../../../"

  name                = var.name
  deletion_protection = false

  email = {
    identity = { address = "${var.name}@example.com" }
    create_configuration_set = {
      feedback = {
        firehose = {
          stream_arn = terraform_data.stream.output
          role       = var.own_role ? { arn = aws_iam_role.own.arn } : null
        }
      }
    }
  }

  depends_on = [aws_iam_role_policy.own]
}

output "stream_arn" {
  value = terraform_data.stream.output
}

output "own_role_arn" {
  value = aws_iam_role.own.arn
}
