"""Passkeys on the page, with a real browser and the authenticator of its developer tools.

The emulator has no passkeys, so the tests answer Cognito's calls for them in its place.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace

import pytest
from botocore import xform_name

HOST = "localhost"  # WebAuthn needs a name: an address, such as 127.0.0.1, is no relying party
SERVICE = "AWSCognitoIdentityProviderService."


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Passkeys:
    """Cognito's calls for passkeys, and no others: https://www.w3.org/TR/webauthn-3/."""

    challenge = hashlib.sha256(b"any challenge").digest()

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.credentials = {}
        self.tokens = {}

    def __call__(self, route):
        operation = route.request.headers.get("x-amz-target", "").removeprefix(SERVICE)
        answer = getattr(self, xform_name(operation), None) if operation else None
        answered = answer(route.request.post_data_json) if answer else None
        if answered is None:
            route.continue_()
        else:
            route.fulfill(json=answered, headers={"access-control-allow-origin": self.origin})

    def start_web_authn_registration(self, _):
        options = {
            "rp": {"id": HOST, "name": "Example"},
            "user": {"id": encoded(b"ada"), "name": "ada", "displayName": "Ada"},
            "challenge": encoded(self.challenge),
            "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in (-7, -257)],
            "excludeCredentials": [{"type": "public-key", "id": one} for one in self.credentials],
            "authenticatorSelection": {"residentKey": "required", "userVerification": "required"},
        }
        return {"CredentialCreationOptions": options}

    def complete_web_authn_registration(self, sent):
        self.check(sent["Credential"], "webauthn.create")
        self.credentials[sent["Credential"]["id"]] = sent["Credential"]
        return {}

    def list_web_authn_credentials(self, _):
        return {
            "Credentials": [
                {
                    "CredentialId": one,
                    "FriendlyCredentialName": "This browser",
                    "RelyingPartyId": HOST,
                    "AuthenticatorTransports": ["internal"],
                    "CreatedAt": 1_700_000_000,
                }
                for one in self.credentials
            ]
        }

    def delete_web_authn_credential(self, sent):
        del self.credentials[sent["CredentialId"]]
        return {}

    def initiate_auth(self, sent):
        if sent["AuthFlow"] != "USER_AUTH":
            return None
        assert sent["AuthParameters"]["PREFERRED_CHALLENGE"] == "WEB_AUTHN"
        options = {
            "rpId": HOST,
            "challenge": encoded(self.challenge),
            "allowCredentials": [{"type": "public-key", "id": one} for one in self.credentials],
            "userVerification": "required",
        }
        return {
            "ChallengeName": "WEB_AUTHN",
            "Session": "s" * 20,
            "ChallengeParameters": {"CREDENTIAL_REQUEST_OPTIONS": json.dumps(options)},
        }

    def respond_to_auth_challenge(self, sent):
        if sent["ChallengeName"] != "WEB_AUTHN":
            return None
        credential = json.loads(sent["ChallengeResponses"]["CREDENTIAL"])
        assert credential["id"] in self.credentials
        self.check(credential, "webauthn.get")
        assert decoded(credential["response"]["signature"])
        return {"AuthenticationResult": self.tokens, "ChallengeParameters": {}}

    def check(self, credential, kind):
        client = json.loads(decoded(credential["response"]["clientDataJSON"]))
        assert (client["type"], client["origin"]) == (kind, self.origin)
        assert decoded(client["challenge"]) == self.challenge


@pytest.fixture
def passkeys(page, site):
    """The page at a name, with a pool that takes passkeys, and a device that has none yet."""
    config = json.loads(page.request.get(f"{site.address}config.json").text())
    auth = config["pools"]["email"]["outputs"]["auth"]
    auth["passwordless"] = {
        "web_authn": {"relying_party_id": HOST, "user_verification": "required"}
    }
    page.route("**/config.json", lambda route: route.fulfill(json=config))
    service = Passkeys(site.address.replace("127.0.0.1", HOST).rstrip("/"))
    site.local.gateway.allow_origin(service.origin)
    page.route(f"{site.local.gateway.endpoint}/", service)
    return service


@pytest.fixture
def device(page):
    """An authenticator in the browser; returns a function that says whether its user agrees."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    added = tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def agrees(*, agreed: bool) -> None:
        given = {"authenticatorId": added["authenticatorId"], "isUserVerified": agreed}
        tools.send("WebAuthn.setUserVerified", given)

    return agrees


@pytest.fixture
def ada(member, passkeys, device):
    """A user who is signed in with a password."""
    ada = member("email")
    ada.site = replace(ada.site, address=f"{passkeys.origin}/")
    ada.page.goto(f"{ada.site.address}#email")
    ada.sign_in()
    ada.expect_signed_in()
    kept = ada.page.evaluate("Object.entries(localStorage)")
    passkeys.tokens = {
        name: value
        for key, value in kept
        for name in ("AccessToken", "IdToken", "RefreshToken")
        if key.lower().endswith(f".{name.lower()}")
    }
    return ada


def test_a_passkey_is_added_signs_in_and_is_removed(ada, passkeys):
    ada.press("Add a passkey")
    ada.expect_text("The passkey is added. You can sign in with it.")
    row = ada.page.locator("[data-passkey]")
    assert "This browser" in row.inner_text()
    assert row.get_attribute("data-passkey") in passkeys.credentials
    ada.expect_accessible()
    # Not by "Sign out", which revokes the tokens that the test answers with.
    ada.page.evaluate("localStorage.clear()")
    ada.page.reload()
    ada.expect_heading("Sign in")
    ada.fill("username", ada.name)
    ada.press("Sign in with a passkey")
    ada.expect_signed_in()
    ada.press("Remove")
    ada.expect_text("The passkey is removed.")
    assert ada.page.locator("[data-passkey]").count() == 0
    assert passkeys.credentials == {}


def test_a_second_passkey_on_the_same_device_is_explained(ada):
    ada.press("Add a passkey")
    ada.expect_text("The passkey is added. You can sign in with it.")
    ada.press("Add a passkey")
    assert ada.alert() == (
        "PasskeyAlreadyExists",
        "This device already has a passkey for your account.",
    )


def test_a_user_who_does_not_agree_can_sign_in_in_another_way(ada, device):
    ada.press("Add a passkey")
    ada.expect_text("The passkey is added. You can sign in with it.")
    ada.press("Sign out")
    ada.expect_heading("Sign in")
    device(agreed=False)
    ada.fill("username", ada.name)
    ada.press("Sign in with a passkey")
    assert ada.alert()[0] == "PasskeyAuthenticationCanceled"
    ada.sign_in()
    ada.expect_signed_in()


def test_a_pool_without_passkeys_does_not_offer_them(member):
    ada = member("email")
    assert ada.page.get_by_role("button", name="Sign in with a passkey").count() == 0
    ada.sign_in()
    ada.expect_signed_in()
    assert ada.page.get_by_role("heading", name="Passkeys").count() == 0
