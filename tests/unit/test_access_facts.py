"""What is known of app clients and identity providers."""

from __future__ import annotations

import pytest

from cognito_messaging.facts.app_clients import is_plain_http
from cognito_messaging.facts.identity_providers import read_metadata

ENTITY = '<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="a"/>'


@pytest.mark.parametrize(
    "url", ["http://a.example/", "HTTP://a.example", "http://localhost.com", "http://[", "http://"]
)
def test_http_is_plain(url):
    assert is_plain_http(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/",
        "myapp://a",
        "http://localhost",
        "http://localhost:3000/a",
        "http://127.0.0.1?a",
        "http://[::1]:8080",
    ],
)
def test_https_an_app_or_the_machine_itself_is_not(url):
    assert not is_plain_http(url)


@pytest.mark.parametrize("text", [ENTITY, f"\n {ENTITY}\n", f'<?xml version="1.0"?>{ENTITY}'])
def test_a_description_of_an_entity_is_metadata(text):
    assert read_metadata(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "text",
        "<a/>",
        ENTITY[:-2],
        ENTITY.replace("urn:", "urm:"),
        f'<!DOCTYPE a [<!ENTITY b "c">]>{ENTITY}',
    ],
)
def test_anything_else_is_not(text):
    assert read_metadata(text) is None
