"""SES itself: identities, policies, configuration sets and tags, in both versions of its API."""

from __future__ import annotations

import json

from .setting import Pair, case

KEY = {"DomainSigningSelector": "own", "DomainSigningPrivateKey": "AAAA"}
POLICY = json.dumps({"Version": "2012-10-17", "Statement": []})


@case("ses-identity-name")
def _(it):
    create = it.client("sesv2").create_email_identity
    return Pair(
        lambda: create(EmailIdentity="example.com."), lambda: create(EmailIdentity="example.com")
    )


@case("ses-identity-name-v1")
def _(it):
    verify = it.client("ses").verify_email_identity
    return Pair(
        lambda: verify(EmailAddress="STUB"), lambda: verify(EmailAddress='"a@b"@example.com')
    )


@case("ses-signing-needs-domain")
def _(it):
    length = {"NextSigningKeyLength": "RSA_1024_BIT"}

    def create(name):
        it.client("sesv2").create_email_identity(EmailIdentity=name, DkimSigningAttributes=length)

    return Pair(lambda: create("a@example.com"), lambda: create("example.com"))


@case("ses-own-key-complete")
def _(it):
    it.identity("example.com")

    def sign(attributes):
        it.client("sesv2").put_email_identity_dkim_signing_attributes(
            EmailIdentity="example.com",
            SigningAttributesOrigin="EXTERNAL",
            SigningAttributes=attributes,
        )

    return Pair(lambda: sign({"DomainSigningSelector": "own"}), lambda: sign(KEY))


def put_policies(it):
    """Put policies through version 2 and 1 of the API."""
    it.identity("example.com")
    second, first = it.client("sesv2"), it.client("ses")

    def v2(name, policy=POLICY):
        second.create_email_identity_policy(
            EmailIdentity="example.com", PolicyName=name, Policy=policy
        )

    def v1(name, policy=POLICY):
        first.put_identity_policy(Identity="example.com", PolicyName=name, Policy=policy)

    return v2, v1


def long_policy(letters):
    return json.dumps({"Version": "2012-10-17", "Id": "x" * letters, "Statement": []}, indent=9)


@case("ses-policy-name")
def _(it):
    put, _ = put_policies(it)
    return Pair(lambda: put("a.b"), lambda: put("a_b-1"))


@case("ses-policy-name-v1")
def _(it):
    _, put = put_policies(it)
    return Pair(lambda: put("a.b"), lambda: put("a_b-1"))


@case("ses-policy-size")
def _(it):
    put, _ = put_policies(it)
    return Pair(lambda: put("p", long_policy(4096)), lambda: put("p", long_policy(4000)))


@case("ses-policy-size-v1")
def _(it):
    _, put = put_policies(it)
    return Pair(lambda: put("p", long_policy(4096)), lambda: put("p", long_policy(4000)))


@case("ses-policy-count")
def _(it):
    put, change = put_policies(it)
    for number in range(20):
        put(f"p{number}")
    return Pair(lambda: put("p20"), lambda: change("p19"))


@case("ses-policy-count-v1")
def _(it):
    put, change = put_policies(it)
    for number in range(20):
        put(f"p{number}")
    return Pair(lambda: change("p20"), lambda: change("p19"))


@case("ses-policy-v1")
def _(it):
    _, put = put_policies(it)
    return Pair(lambda: put("p", "{"), lambda: put("p"))


@case("ses-set-name")
def _(it):
    create = it.client("sesv2").create_configuration_set
    return Pair(
        lambda: create(ConfigurationSetName="a b"),
        lambda: create(ConfigurationSetName=f"{'a' * 62}_-"),
    )


@case("ses-set-name-v1")
def _(it):
    create = it.client("ses").create_configuration_set
    return Pair(
        lambda: create(ConfigurationSet={"Name": "a" * 65}),
        lambda: create(ConfigurationSet={"Name": "a" * 64}),
    )


@case("ses-tracking-domain")
def _(it):
    it.identity("pending.example.com", verified=False)
    it.identity("verified.example.com")

    def create(domain):
        it.client("sesv2").create_configuration_set(
            ConfigurationSetName="s", TrackingOptions={"CustomRedirectDomain": domain}
        )

    return Pair(lambda: create("pending.example.com"), lambda: create("verified.example.com"))


@case("ses-tracking-domain-v1")
def _(it):
    it.identity("pending.example.com", verified=False)
    it.identity("verified.example.com")
    it.client("ses").create_configuration_set(ConfigurationSet={"Name": "s"})

    def create(domain):
        it.client("ses").create_configuration_set_tracking_options(
            ConfigurationSetName="s", TrackingOptions={"CustomRedirectDomain": domain}
        )

    return Pair(lambda: create("pending.example.com"), lambda: create("verified.example.com"))


@case("ses-pool-name")
def _(it):
    ses = it.client("sesv2")
    return Pair(
        lambda: ses.create_dedicated_ip_pool(PoolName="Codes"),
        lambda: ses.create_dedicated_ip_pool(PoolName="codes.1_a-b", ScalingMode="MANAGED"),
    )


@case("ses-sending-pool")
def _(it):
    ses = it.client("sesv2")
    ses.create_configuration_set(ConfigurationSetName="s")
    ses.create_dedicated_ip_pool(PoolName="mine")
    put = ses.put_configuration_set_delivery_options
    return Pair(
        lambda: put(ConfigurationSetName="s", SendingPoolName="none"),
        lambda: put(ConfigurationSetName="s", SendingPoolName="mine"),
    )


@case("ses-set-exists")
def _(it):
    ses = it.client("sesv2")
    it.identity("example.com")
    ses.create_configuration_set(ConfigurationSetName="s")
    put = ses.put_email_identity_configuration_set_attributes
    return Pair(
        lambda: put(EmailIdentity="example.com", ConfigurationSetName="none"),
        lambda: put(EmailIdentity="example.com", ConfigurationSetName="s"),
    )


@case("ses-resource-tags")
def _(it):
    ses = it.client("sesv2")
    arn = it.identity("example.com")
    many = [{"Key": f"k{number}", "Value": ""} for number in range(50)]
    ses.tag_resource(ResourceArn=arn, Tags=many)
    return Pair(
        lambda: ses.tag_resource(ResourceArn=arn, Tags=[{"Key": "k50", "Value": ""}]),
        lambda: ses.tag_resource(ResourceArn=arn, Tags=[{"Key": "k49", "Value": "AWS:x"}]),
    )
