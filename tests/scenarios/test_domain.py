"""A pool can have a domain with a prefix, one of its owner, or both."""

import pytest

from ..reading import pool_of

DOMAIN = "aws_cognito_user_pool_domain.this"
# Route 53 Developer Guide, "Alias records": the same for every CloudFront distribution.
CLOUDFRONT = "Z2FDTNDATAQYW2"
CERTIFICATE = "arn:aws:acm:us-east-1:000000000000:certificate/of-the-test"
PREFIX = {"prefix": "{scenario}-both"}
OWN = {"name": "{scenario}.auth.example.com", "certificate_arn": CERTIFICATE}
CLIENT = {
    "allowed_oauth_flows": ["code"],
    "allowed_oauth_scopes": ["openid"],
    "callback_urls": ["https://app.example.com/"],
    "logout_urls": ["https://app.example.com/"],
}


@pytest.mark.scenario(
    name="both",
    domain={**PREFIX, **OWN, "managed_login_version": 2},
    clients={"web": CLIENT},
    verification={"email_option": "CONFIRM_WITH_LINK"},
    ui_customization={"ALL": {"css": ".label-customizable { font-weight: 400; }"}},
)
class TestBothDomains:
    def test_the_pool_has_both(self, applied):
        key, cognito = applied.scenario.key, applied.client("cognito-idp")
        pool = pool_of(applied)
        assert (pool["Domain"], pool["CustomDomain"]) == (
            f"{key}-both",
            f"{key}.auth.example.com",
        )
        found = [
            cognito.describe_user_pool_domain(Domain=pool[kind])["DomainDescription"]
            for kind in ("Domain", "CustomDomain")
        ]
        assert [one["ManagedLoginVersion"] for one in found] == [2, 2]
        assert "CertificateArn" not in found[0].get("CustomDomainConfig", {})
        assert found[1]["CustomDomainConfig"] == {"CertificateArn": CERTIFICATE}

    def test_the_owners_domain_comes_first(self, applied):
        domain, key = applied.outputs["domain"], applied.scenario.key
        (record,) = applied.outputs["dns_records"]
        assert domain == {
            "host": f"{key}.auth.example.com",
            "prefix_host": f"{key}-both.auth.{applied.target.region}.amazoncognito.com",
            "cloudfront_host": record["value"],
            "cloudfront_zone_id": CLOUDFRONT,
        }
        assert (record["name"], record["type"]) == (domain["host"], "CNAME")
        oauth = applied.outputs["amplify_outputs"]["auth"]["oauth"]
        assert oauth["domain"] == domain["host"]
        steps = " ".join(applied.outputs["manual_steps"])
        assert f"Point {domain['host']} to the CloudFront host" in steps

    def test_the_pages_have_their_style(self, applied):
        look = applied.client("cognito-idp").get_ui_customization(
            UserPoolId=applied.outputs["user_pool_id"]
        )
        assert look["UICustomization"]["CSS"] == ".label-customizable { font-weight: 400; }"

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.scenario(
    name="one-more",
    domain=PREFIX,
    ui_customization={"ALL": {"css": ".banner-customizable { color: black; }"}},
)
@pytest.mark.change(domain={**PREFIX, **OWN})
@pytest.mark.change(domain=OWN)
def test_adding_and_removing_a_domain_never_touches_the_other(transitions):
    added, removed = transitions
    assert added.created == [f'{DOMAIN}["name"]']
    assert removed.deleted == [f'{DOMAIN}["prefix"]']
    assert added.deleted == removed.created == []
    for one in transitions:
        assert one.updated == one.replaced == []
        assert one.settled.empty, one.settled
    pool = pool_of(removed.after)
    assert "Domain" not in pool
    assert pool["CustomDomain"] == removed.after.outputs["domain"]["host"]
    assert removed.after.outputs["domain"]["prefix_host"] is None


@pytest.mark.scenario(name="urls", domain=PREFIX)
def test_a_prefix_alone_is_the_host_and_tokens_have_an_issuer(applied):
    outputs, region = applied.outputs, applied.target.region
    assert outputs["domain"]["host"] == outputs["domain"]["prefix_host"]
    assert outputs["domain"]["cloudfront_zone_id"] == CLOUDFRONT
    issuer = f"https://cognito-idp.{region}.amazonaws.com/{outputs['user_pool_id']}"
    assert outputs["issuer_url"] == issuer == f"https://{outputs['user_pool_endpoint']}"
    # Cognito Developer Guide, "Verifying JSON web tokens".
    assert outputs["jwks_url"] == f"{issuer}/.well-known/jwks.json"
