"""The examples that neither tests/module nor a file of their own applies."""

import pytest

from ..reading import pool_of


@pytest.mark.terraform_module("../../examples/amplify-existing-backend")
@pytest.mark.scenario(domain="{scenario}.example.com")
def test_sender_and_role_for_a_pool_of_amplify_are_created(applied, replanned):
    sms = applied.outputs["sms_configuration"]
    name = sms["snsCallerArn"].rsplit("/", 1)[-1]
    role = applied.client("iam").get_role(RoleName=name)["Role"]
    (statement,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Condition"]["StringEquals"]["sts:ExternalId"] == sms["externalId"]
    assert sms["externalId"] in applied.outputs["backend_ts"]
    assert replanned.empty, replanned


def sender_of(applied):
    return pool_of(applied)["EmailConfiguration"]


@pytest.mark.terraform_module("../../examples/external-dns")
@pytest.mark.scenario(domain="{scenario}.example.com")
def test_a_zone_file_has_every_record(applied, replanned):
    lines = applied.outputs["zone_file"].splitlines()
    assert len(lines) == len(applied.outputs["dns_records"]) == 4
    assert sum(" IN CNAME " in line and line.endswith(".amazonses.com.") for line in lines) == 3
    assert replanned.empty, replanned


@pytest.mark.terraform_module("../../examples/route53-domain")
@pytest.mark.scenario(domain="{scenario}.example.com")
def test_the_zone_has_every_record(applied, replanned):
    """It adds a minute to the apply: see docs/known-gaps.md."""
    domain = f"{applied.scenario.key}.example.com"
    assert sender_of(applied)["EmailSendingAccount"] == "DEVELOPER"
    route53 = applied.client("route53")
    (zone,) = route53.list_hosted_zones_by_name(DNSName=f"{domain}.", MaxItems="1")["HostedZones"]
    assert zone["Name"] == f"{domain}."
    found = {
        (one["Name"].rstrip("."), one["Type"], record["Value"].strip('"').rstrip("."))
        for one in route53.list_resource_record_sets(HostedZoneId=zone["Id"])["ResourceRecordSets"]
        for record in one["ResourceRecords"]
        if one["Type"] not in ("NS", "SOA")
    }
    tokens = applied.client("sesv2").get_email_identity(EmailIdentity=domain)["DkimAttributes"]
    assert found == {
        *(
            (f"{token}._domainkey.{domain}", "CNAME", f"{token}.dkim.amazonses.com")
            for token in tokens["Tokens"]
        ),
        (f"bounce.{domain}", "MX", "10 feedback-smtp.us-east-1.amazonses.com"),
        (f"bounce.{domain}", "TXT", "v=spf1 include:amazonses.com ~all"),
        (f"_dmarc.{domain}", "TXT", f"v=DMARC1; p=quarantine; rua=mailto:dmarc@{domain}"),
    }
    assert replanned.empty, replanned


@pytest.mark.terraform_module("../../examples/amplify-web")
@pytest.mark.scenario(domain="{scenario}.example.com", deletion_protection=False)
def test_the_pools_of_the_page_require_the_factors_that_it_shows(applied, replanned):
    pools = applied.outputs["config"]["pools"]
    assert {key: pool["outputs"]["auth"]["mfa_configuration"] for key, pool in pools.items()} == {
        "email": "OPTIONAL",
        "phone": "OPTIONAL",
        "required": "REQUIRED",
    }
    for pool in pools.values():
        assert pool["outputs"]["auth"]["mfa_methods"] == ["EMAIL", "SMS", "TOTP"]
    assert replanned.empty, replanned
