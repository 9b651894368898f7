"""Each type of identity provider stays as it is, and shows a change of any of its details."""

import pytest

PROVIDER = "aws_cognito_identity_provider.this"
APPLE = f'{PROVIDER}["SignInWithApple"]'
KEPT_TIME = 'terraform_data.apple_key["SignInWithApple"]'
APP = {"client_id": "id", "client_secret": "secret", "authorize_scopes": "email"}
APPLE_APP = {
    "client_id": "id",
    "team_id": "team",
    "key_id": "first",
    "private_key": "the first key",
    "authorize_scopes": "email",
}
OIDC_APP = {
    **APP,
    "oidc_issuer": "https://okta.example.com",
    "attributes_request_method": "GET",
}


def metadata(name):
    redirect = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
    services = "".join(
        f'<md:{kind} Binding="{redirect}" Location="https://{name}.example.com/{kind}"/>'
        for kind in ("SingleSignOnService", "SingleLogoutService")
    )
    return (
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="idp">'
        f"<md:IDPSSODescriptor>{services}</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


BEFORE = {
    "Google": {"type": "Google", "details": APP},
    "Facebook": {"type": "Facebook", "details": APP},
    "LoginWithAmazon": {"type": "LoginWithAmazon", "details": APP},
    "SignInWithApple": {"type": "SignInWithApple", "details": APPLE_APP},
    "Okta": {"type": "OIDC", "details": OIDC_APP},
    "ByURL": {"type": "SAML", "details": {"MetadataURL": "https://idp.example.com/metadata"}},
    "ByFile": {"type": "SAML", "details": {"MetadataFile": metadata("idp")}},
}


def with_details(name, **details):
    return {name: {**BEFORE[name], "details": {**BEFORE[name]["details"], **details}}}


AFTER = {
    **with_details("Google", client_secret="other"),
    **with_details("Facebook", api_version="v21.0"),
    **with_details("LoginWithAmazon", authorize_scopes="profile"),
    **with_details("SignInWithApple", key_id="second", private_key="the second key"),
    **with_details("Okta", oidc_issuer="https://other.example.com"),
    **with_details("ByURL", MetadataURL="https://other.example.com/metadata"),
    **with_details("ByFile", IDPSignout="true"),
}


def details_of(applied, name):
    return applied.client("cognito-idp").describe_identity_provider(
        UserPoolId=applied.outputs["user_pool_id"], ProviderName=name
    )["IdentityProvider"]["ProviderDetails"]


def sent(applied, operation):
    """What Terraform sent about Sign in with Apple; the key itself is not recorded."""
    return [
        call.request["ProviderDetails"]
        for call in applied.calls
        if call.operation == operation and call.request["ProviderName"] == "SignInWithApple"
    ]


@pytest.mark.scenario(name="quiet", identity_providers=BEFORE)
def test_a_second_plan_has_nothing_to_do_for_each_type(replanned):
    assert replanned.empty, replanned


@pytest.mark.scenario(name="providers", identity_providers=BEFORE)
@pytest.mark.change(identity_providers=AFTER)
class TestEachType:
    def test_a_change_of_a_detail_is_a_change_of_each(self, transition):
        assert transition.updated == sorted(f'{PROVIDER}["{name}"]' for name in BEFORE)
        assert transition.created == transition.deleted == []
        assert transition.replaced == [KEPT_TIME]
        assert transition.settled.empty, transition.settled

    def test_the_new_details_read_back(self, transition):
        for name, provider in AFTER.items():
            shown = details_of(transition.after, name)
            given = {key: one for key, one in provider["details"].items() if key != "private_key"}
            assert given.items() <= shown.items(), name

    def test_facebook_has_the_urls_of_its_version(self, transition):
        before = transition.before.resources[f'{PROVIDER}["Facebook"]']["provider_details"]
        assert before["api_version"] == "v17.0"
        assert before["token_url"] == "https://graph.facebook.com/v17.0/oauth/access_token"
        after = details_of(transition.after, "Facebook")
        assert after["token_url"] == "https://graph.facebook.com/v21.0/oauth/access_token"

    def test_the_key_of_apple_is_sent_with_each_change_and_not_kept(self, transition):
        (created,) = sent(transition.before, "CreateIdentityProvider")
        assert "private_key" in created
        (updated,) = sent(transition.after, "UpdateIdentityProvider")
        assert updated["key_id"] == "second"
        assert "private_key" in updated
        assert "private_key" not in transition.after.resources[APPLE]["provider_details"]


def apple(**details):
    return with_details("SignInWithApple", **details)


@pytest.mark.scenario(name="apple", identity_providers=apple())
@pytest.mark.change(identity_providers=apple(private_key="another key"))
def test_another_key_alone_is_sent(transition):
    assert (transition.updated, transition.replaced) == ([APPLE], [KEPT_TIME])
    assert transition.settled.empty, transition.settled
    (updated,) = sent(transition.after, "UpdateIdentityProvider")
    assert "private_key" in updated


@pytest.mark.scenario(name="apple", identity_providers=apple())
@pytest.mark.change(
    identity_providers={
        "SignInWithApple": {**apple()["SignInWithApple"], "attribute_mapping": {"email": "email"}}
    }
)
def test_another_mapping_sends_no_details(transition):
    assert (transition.updated, transition.replaced) == ([APPLE], [])
    assert transition.settled.empty, transition.settled
