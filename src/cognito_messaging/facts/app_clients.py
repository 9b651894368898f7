"""What an app client can be set to, and the attributes and scopes that every user pool has.

Sources: Cognito API Reference, TokenValidityUnitsType and CreateUserPoolClient; DG, "User pool
attributes" and "Scopes, M2M, and resource servers".
"""

from __future__ import annotations

from urllib.parse import urlsplit

UNIT_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
DEFAULT_UNITS = {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"}
# In seconds: 5 minutes to 1 day, 60 minutes to 10 years.
VALIDITY_RANGES = {
    "AccessToken": (300, 86_400),
    "IdToken": (300, 86_400),
    "RefreshToken": (3_600, 315_360_000),
}

LEGACY_FLOWS = frozenset({"ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"})

STANDARD_SCOPES = frozenset(
    {"openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"}
)

STANDARD_ATTRIBUTES = frozenset(
    {
        "address",
        "birthdate",
        "email",
        "email_verified",
        "family_name",
        "gender",
        "given_name",
        "identities",
        "locale",
        "middle_name",
        "name",
        "nickname",
        "phone_number",
        "phone_number_verified",
        "picture",
        "preferred_username",
        "profile",
        "sub",
        "updated_at",
        "website",
        "zoneinfo",
    }
)
# No client may write these (badmintoncryer/cdk-preflight, pf-cognito-write-attributes-immutable).
READ_ONLY_ATTRIBUTES = frozenset({"sub", "email_verified", "phone_number_verified"})

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_plain_http(url: str) -> bool:
    """Whether a URL uses http for a host other than the machine itself."""
    if not url.lower().startswith("http://"):
        return False
    try:
        return urlsplit(url).hostname not in _LOOPBACK
    except ValueError:  # the host is not one: `http://[`
        return True
