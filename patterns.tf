# Patterns that several inputs must match.

locals {
  patterns = {
    email_address = "^([!#-'*+\\--9=?A-Z^-~]+|\"[^\"\\s]+\")@([A-Za-z0-9_-]+\\.)+[A-Za-z0-9-]+$"

    # A role may have a path, and there are partitions other than aws.
    iam_role_arn = "^arn:aws(-[a-z]+)*:iam::\\d{12}:role/([\\x21-\\x7e]+/)?[\\w+=,.@-]{1,64}$"

    # A URL that users are sent back to: no fragment; without TLS only on the user's own machine.
    redirect_url = "^[A-Za-z][A-Za-z0-9+.-]*:[^\\s#]+$"
    local_url    = "^http://(localhost|127\\.0\\.0\\.1|\\[::1\\])([:/?]|$)"

    # With or without an alias or a version.
    lambda_function_arn = "^arn:aws(-[a-z]+)*:lambda:[a-z0-9-]+:\\d{12}:function:[\\w-]+(:[\\w$-]+)?$"
  }
}
