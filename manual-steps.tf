locals {
  own_domain = var.domain == null ? null : var.domain.name

  # A number that is taken by its ARN has no type; it is taken for one that sends to phones.
  number_types = nonsensitive(var.sms == null ? true : var.sms.origination == null) ? [] : distinct([for number in var.sms.origination.phone_numbers : coalesce(number.type, "EXISTING")])

  manual_steps = concat(
    # Email
    nonsensitive(var.email.identity == null) ? [
      "Set email.identity to send through SES before launch: Cognito's own sender is limited to 50 messages a day.",
      ] : concat(
      flatten([for identity in module.email_identity : identity.manual_steps]),
      !local.creates_identity || local.sends_by_ses ? [] : [
        "Apply again once SES has verified ${local.identity_name}: until then the pool sends from Cognito's own address, at most 50 messages a day.",
      ],
      [
        "Request SES production access in ${local.ses_region}, unless the account has it: in the sandbox SES sends at most 200 messages a day, and only to verified addresses.",
      ],
    ),

    # SMS
    !local.sends_sms ? [] : concat([
      "Leave the SMS sandbox in ${local.sns_region}, unless the account has left it: in the sandbox only up to 10 verified phone numbers receive SMS. This needs a support case.",
      ], join(",", local.number_types) == "SIMULATOR" ? [
      "Request a number of another type for each country that you send to: a simulator sends only to simulators.",
      ] : length(local.number_types) > 0 ? [] : [
      "Get an origination number or sender ID in ${local.sns_region} for each country that you send to. The United States require one even in the sandbox, and its registration takes up to 15 business days: request it with `aws pinpoint-sms-voice-v2 request-phone-number`, and register it in the console. Cognito sends from it once its status is ACTIVE.",
      ], [
      "Request a monthly SMS spending limit above 1 USD in ${local.sns_region}, by a support case.",
    ]),

    # Hosted pages
    local.own_domain == null ? [] : [
      "Point ${local.own_domain} to the CloudFront host in the output dns_records, in the DNS of its parent domain. The parent domain must have an A record too.",
    ],

    # API, ManagedLoginVersion. Only version 6 of the provider has aws_cognito_managed_login_branding.
    try(var.domain.managed_login_version, 1) == 1 ? [] : [
      for key in keys(var.clients) :
      "Give the client ${key} a branding style, unless it has one, because managed login shows no pages without it: cognito-messaging branding ${aws_cognito_user_pool.this.id} --client ${local.client_ids[key]}, or aws cognito-idp create-managed-login-branding --user-pool-id ${aws_cognito_user_pool.this.id} --client-id ${local.client_ids[key]} --use-cognito-provided-values. With version 6.12 of the provider or later, modules/managed-login does it."
    ],

    # Passkeys
    var.sign_in.passkeys == null ? [] : [
      "Serve the front end from the relying party domain of the passkeys or a subdomain of it: Cognito does not accept passkeys of other domains.",
    ],

    # Web ACL
    !local.sends_sms || var.invitation.admin_only || nonsensitive(var.web_acl != null) ? [] : [
      "Protect the pool with a web ACL (web_acl), or monitor the SMS spending: anyone can sign up, and each sign-up can cost an SMS.",
    ],

    # Alarms
    flatten([for alarms in module.alarms : alarms.manual_steps]),
  )

  dns_records = concat(
    flatten([for identity in module.email_identity : identity.dns_records]),
    [for name in compact([local.own_domain]) : {
      name    = name
      type    = "CNAME"
      value   = local.domain.cloudfront_host
      ttl     = 1800
      purpose = "Hosted sign-in pages on your own domain"
    }],
  )
}
