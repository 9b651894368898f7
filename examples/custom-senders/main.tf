# A Lambda function that sends the messages instead of Cognito, for instance through your own provider.
# Cognito encrypts the codes with a KMS key, and the function decrypts them with it.
#
# sender.zip contains sender/index.mjs. After a change: (cd sender && zip -X ../sender.zip index.mjs)

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "sender" {
  statement {
    sid       = "ReadCodes"
    actions   = ["kms:Decrypt"]
    resources = [aws_kms_key.codes.arn]
  }

  statement {
    sid       = "WriteLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.sender.arn}:*"]
  }
}

data "aws_iam_policy_document" "key" {
  #checkov:skip=CKV_AWS_109:The key policy delegates access control to the IAM policies of the account, as AWS recommends.
  #checkov:skip=CKV_AWS_111:The key policy delegates access control to the IAM policies of the account, as AWS recommends.
  #checkov:skip=CKV_AWS_356:In a key policy, "*" is the key itself.

  # Delegates access to the IAM policies of the account; without it no user could manage the key.
  statement {
    sid       = "Account"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["arn:${data.aws_partition.current.partition}:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}

resource "aws_kms_key" "codes" {
  description             = "Encrypts the codes that Cognito passes to the custom senders"
  enable_key_rotation     = true
  deletion_window_in_days = 7
  policy                  = data.aws_iam_policy_document.key.json
}

resource "aws_cloudwatch_log_group" "sender" {
  #checkov:skip=CKV_AWS_158:The log contains neither codes nor addresses.
  #checkov:skip=CKV_AWS_338:The log contains neither codes nor addresses, and a month is enough to find errors.

  name              = "/aws/lambda/custom-senders"
  retention_in_days = 30
}

resource "aws_iam_role" "sender" {
  name_prefix        = "custom-senders-"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "sender" {
  name   = "send"
  role   = aws_iam_role.sender.name
  policy = data.aws_iam_policy_document.sender.json
}

resource "aws_lambda_function" "sender" {
  #checkov:skip=CKV_AWS_50:An example; turn on tracing if you need it.
  #checkov:skip=CKV_AWS_115:An example; with a limit, users would get no codes when many sign up.
  #checkov:skip=CKV_AWS_116:Cognito calls it synchronously, so a dead-letter queue would stay empty.
  #checkov:skip=CKV_AWS_117:It needs no access to a VPC.
  #checkov:skip=CKV_AWS_173:The one variable is an ARN, not a secret.
  #checkov:skip=CKV_AWS_272:An example; sign your own code.

  function_name    = "custom-senders"
  role             = aws_iam_role.sender.arn
  runtime          = "nodejs22.x"
  handler          = "index.handler"
  filename         = "${path.module}/sender.zip"
  source_code_hash = filebase64sha256("${path.module}/sender.zip")

  environment {
    variables = { KEY_ARN = aws_kms_key.codes.arn }
  }

  depends_on = [aws_iam_role_policy.sender, aws_cloudwatch_log_group.sender]
}

module "auth" {
  source = "../../"

  name = "custom-senders"

  # Cognito requires SMS settings even though the function sends the SMS.
  sms = {}

  custom_senders = {
    kms_key_arn = aws_kms_key.codes.arn
    email       = { lambda_arn = aws_lambda_function.sender.arn }
    sms         = { lambda_arn = aws_lambda_function.sender.arn }
  }

  clients = { web = {} }

  # Only to try it out. Remove it in production.
  deletion_protection = false
}

output "user_pool_id" {
  description = "ID of the user pool."
  value       = module.auth.user_pool_id
}

output "function_arn" {
  description = "ARN of the sending function."
  value       = aws_lambda_function.sender.arn
}
