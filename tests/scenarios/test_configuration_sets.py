"""Configuration sets of SES: every setting read back, changed in place, and removed."""

import re

import pytest

IDENTITY = 'module.email_identity["this"].aws_sesv2_email_identity.this'
SET = 'module.email_identity["this"].aws_sesv2_configuration_set.this["this"]'
FIREHOSE = 'module.auth.module.email_identity["this"]'
POOL = 'module.email_identity["this"].aws_sesv2_dedicated_ip_pool.this["this"]'
ADDRESS = {"identity": {"address": "{scenario}@example.com"}}


def with_set(**settings):
    return {**ADDRESS, "create_configuration_set": {"name": "{scenario}", **settings}}


def set_of(applied, name=None):
    return applied.client("sesv2").get_configuration_set(
        ConfigurationSetName=name or applied.scenario.key
    )


def destinations_of(applied):
    answer = applied.client("sesv2").get_configuration_set_event_destinations(
        ConfigurationSetName=applied.scenario.key
    )
    return {one["Name"]: one for one in answer.get("EventDestinations", [])}


def default_set_of(applied):
    identity = applied.client("sesv2").get_email_identity(
        EmailIdentity=f"{applied.scenario.key}@example.com"
    )
    return identity.get("ConfigurationSetName")


def order_of(gateway, applied, *operations):
    """Where the first call of each operation is among the calls that name the scenario."""
    named = re.compile(rf"\b{applied.scenario.key}\b")
    calls = [one.operation for one in gateway.calls if named.search(str(one.request))]
    return [calls.index(operation) for operation in operations]


REPLACED = ("PutEmailIdentityConfigurationSetAttributes", "DeleteConfigurationSet")
FULL = {
    "identity_default": True,
    "max_delivery_seconds": 300,
    "dedicated_ip_pool": {"create": {}},
    "vdm": {"engagement_metrics": False, "optimized_shared_delivery": True},
    "feedback": {"event_types": ["BOUNCE"], "eventbridge": True},
}


@pytest.mark.scenario(name="full", email=with_set(**FULL))
class TestASetInFull:
    def test_the_delivery_reads_back(self, applied):
        assert set_of(applied)["DeliveryOptions"] == {
            "TlsPolicy": "REQUIRE",
            "MaxDeliverySeconds": 300,
            "SendingPoolName": f"{applied.scenario.key}-managed",
        }

    def test_the_created_pool_of_addresses_is_managed_by_ses(self, applied):
        name = applied.outputs["dedicated_ip_pool"]
        pool = applied.client("sesv2").get_dedicated_ip_pool(PoolName=name)
        assert pool["DedicatedIpPool"] == {"PoolName": name, "ScalingMode": "MANAGED"}

    def test_the_settings_of_virtual_deliverability_manager_read_back(self, applied):
        assert set_of(applied)["VdmOptions"] == {
            "DashboardOptions": {"EngagementMetrics": "DISABLED"},
            "GuardianOptions": {"OptimizedSharedDelivery": "ENABLED"},
        }

    def test_the_default_bus_gets_the_events(self, applied):
        account = applied.client("sts").get_caller_identity()["Account"]
        bus = f"arn:aws:events:us-east-1:{account}:event-bus/default"
        found = destinations_of(applied)
        assert set(found) == {"sns", "cloudwatch", "eventbridge"}
        assert found["eventbridge"] == {
            "Name": "eventbridge",
            "Enabled": True,
            "MatchingEventTypes": ["BOUNCE"],
            "EventBridgeDestination": {"EventBusArn": bus},
        }

    def test_the_identity_uses_the_set_by_default(self, applied):
        assert default_set_of(applied) == applied.scenario.key

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.scenario(name="other", email=with_set(**FULL))
@pytest.mark.change(
    email=with_set(
        max_delivery_seconds=50400,
        dedicated_ip_pool={"name": "ses-shared-pool"},
        vdm={"engagement_metrics": True},
        feedback={"event_types": ["BOUNCE", "OPEN"], "eventbridge": True},
    )
)
class TestOtherSettings:
    def test_they_are_set_in_place(self, transition):
        assert transition.replaced == transition.created == []
        assert transition.deleted == [POOL]
        assert {IDENTITY, SET} <= set(transition.updated)
        assert transition.settled.empty, transition.settled

    def test_they_read_back(self, transition):
        found = set_of(transition.after)
        assert found["DeliveryOptions"]["MaxDeliverySeconds"] == 50400
        assert found["DeliveryOptions"]["SendingPoolName"] == "ses-shared-pool"
        assert found["VdmOptions"] == {"DashboardOptions": {"EngagementMetrics": "ENABLED"}}
        bus = destinations_of(transition.after)["eventbridge"]
        assert set(bus["MatchingEventTypes"]) == {"BOUNCE", "OPEN"}
        assert default_set_of(transition.after) is None

    def test_the_addresses_are_given_up_once_the_set_does_not_use_them(self, transition, gateway):
        changed, deleted = order_of(
            gateway,
            transition.after,
            "PutConfigurationSetDeliveryOptions",
            "DeleteDedicatedIpPool",
        )
        assert changed < deleted


@pytest.mark.scenario(name="fewer", email=with_set(**FULL))
@pytest.mark.change(email=with_set())
class TestRemovedSettings:
    def test_ses_uses_its_own_again(self, transition):
        found = set_of(transition.after)
        assert found["DeliveryOptions"] == {"TlsPolicy": "REQUIRE"}
        assert "VdmOptions" not in found
        assert destinations_of(transition.after) == {}
        assert default_set_of(transition.after) is None
        assert transition.after.outputs["dedicated_ip_pool"] is None

    def test_the_set_and_the_identity_are_kept(self, transition):
        assert transition.replaced == transition.created == []
        assert {IDENTITY, SET} <= set(transition.updated)
        assert transition.settled.empty, transition.settled


@pytest.mark.scenario(name="renamed", email=with_set(**FULL))
@pytest.mark.change(email=with_set(**FULL, name="{scenario}-b"))
class TestARenamedSet:
    def test_the_identity_and_the_pool_change_to_the_new_set_in_place(self, transition):
        assert IDENTITY in transition.updated
        assert "aws_cognito_user_pool.this" in transition.updated
        assert default_set_of(transition.after) == f"{transition.after.scenario.key}-b"
        assert transition.settled.empty, transition.settled

    def test_the_old_set_is_deleted_after_that(self, transition, gateway):
        changed, deleted = order_of(gateway, transition.after, *REPLACED)
        assert changed < deleted


@pytest.mark.scenario(name="gone", email=with_set(**FULL))
@pytest.mark.change(email=ADDRESS)
def test_a_set_is_deleted_once_the_identity_does_not_use_it(transition, gateway):
    changed, deleted = order_of(gateway, transition.after, *REPLACED)
    assert changed < deleted
    assert default_set_of(transition.after) is None
    assert transition.settled.empty, transition.settled


@pytest.mark.scenario(
    name="standard",
    email=with_set(dedicated_ip_pool={"create": {"scaling_mode": "STANDARD"}}),
)
@pytest.mark.change(email=with_set(dedicated_ip_pool={"create": {}}))
def test_a_pool_of_addresses_in_another_mode_is_created_before_the_old_one_is_deleted(transition):
    before, after = transition.before, transition.after
    assert before.outputs["dedicated_ip_pool"] == f"{before.scenario.key}-standard"
    assert "Request dedicated IP addresses" in " ".join(before.outputs["manual_steps"])
    assert transition.replaced == [POOL]
    assert set_of(after)["DeliveryOptions"]["SendingPoolName"] == f"{after.scenario.key}-managed"
    assert "Request dedicated IP addresses" not in " ".join(after.outputs["manual_steps"])
    assert transition.settled.empty, transition.settled


@pytest.mark.scenario(
    name="{scenario}",
    email=with_set(
        dedicated_ip_pool={"create": {"name": "{scenario}.codes_1", "scaling_mode": "MANAGED"}}
    ),
)
def test_a_pool_of_addresses_can_have_any_name(applied, replanned):
    name = f"{applied.scenario.key}.codes_1"
    assert set_of(applied)["DeliveryOptions"]["SendingPoolName"] == name
    assert replanned.empty, replanned


def existing_set(target):
    ses = target.client("sesv2")
    for name in ("first-of-ses", "second-of-ses"):
        ses.create_configuration_set(ConfigurationSetName=name)
    yield {"name": "first-of-ses", "other": "second-of-ses"}
    for name in ("first-of-ses", "second-of-ses"):
        ses.delete_configuration_set(ConfigurationSetName=name)


@pytest.mark.given("sets", by=existing_set)
@pytest.mark.scenario(
    name="existing", email={**ADDRESS, "default_configuration_set": "{given.sets.name}"}
)
@pytest.mark.change(
    email={
        **ADDRESS,
        "configuration_set": "{given.sets.name}",
        "default_configuration_set": "{given.sets.other}",
    }
)
@pytest.mark.change(email={**ADDRESS, "configuration_set": "{given.sets.name}"})
def test_an_existing_set_is_the_default_of_the_identity(transitions):
    changed, removed = transitions
    states = (changed.before, changed.after, removed.after)
    names = [one.resources[IDENTITY]["configuration_set_name"] for one in states]
    assert names == ["first-of-ses", "second-of-ses", ""]
    assert default_set_of(removed.after) is None
    assert removed.after.outputs["email_configuration"]["configurationSet"] == "first-of-ses"
    for one in transitions:
        assert IDENTITY in one.updated
        assert one.replaced == []
        assert one.settled.empty, one.settled


def verified_domain(target):
    target.client("sesv2").create_email_identity(EmailIdentity="example.net")
    yield {}
    target.client("sesv2").delete_email_identity(EmailIdentity="example.net")


def in_domain(**settings):
    return {
        "identity": {"domain": "{scenario}.example.net"},
        "from_address": "a@{scenario}.example.net",
        "create_configuration_set": {"name": "{scenario}", **settings},
    }


@pytest.mark.given("domain", by=verified_domain)
@pytest.mark.scenario(
    name="links", email=in_domain(tracking={"domain": "links.{scenario}.example.net"})
)
class TestLinksInTheDomainOfTheIdentity:
    def test_they_read_back(self, applied):
        assert set_of(applied)["TrackingOptions"] == {
            "CustomRedirectDomain": f"links.{applied.scenario.key}.example.net",
            "HttpsPolicy": "OPTIONAL",
        }

    def test_a_dns_record_leads_to_ses(self, applied):
        (record,) = [one for one in applied.outputs["dns_records"] if "awstrack" in one["value"]]
        assert record["name"] == f"links.{applied.scenario.key}.example.net"
        assert (record["type"], record["value"]) == ("CNAME", "r.us-east-1.awstrack.me")
        steps = " ".join(applied.outputs["manual_steps"])
        assert "links." not in steps
        assert "Publish the records" in steps

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.given("domain", by=verified_domain)
@pytest.mark.scenario(name="tracking", email=with_set(tracking={"domain": "links.example.net"}))
@pytest.mark.change(
    email=with_set(tracking={"domain": "safe.example.net", "https_policy": "REQUIRE"})
)
@pytest.mark.change(email=with_set())
class TestTracking:
    def test_the_domain_of_the_links_changes_in_place_and_is_removed(self, transitions):
        states = (transitions[0].before, *(one.after for one in transitions))
        assert [one.resources[SET]["tracking_options"] for one in states] == [
            [{"custom_redirect_domain": "links.example.net", "https_policy": "OPTIONAL"}],
            [{"custom_redirect_domain": "safe.example.net", "https_policy": "REQUIRE"}],
            [],
        ]
        assert "TrackingOptions" not in set_of(states[-1])
        for one in transitions:
            assert one.updated == [SET]
            assert one.replaced == []
            assert one.settled.empty, one.settled

    def test_the_manual_steps_say_where_the_domain_must_lead(self, transitions):
        by_http, by_https = (" ".join(one.before.outputs["manual_steps"]) for one in transitions)
        assert "Point links.example.net to r.us-east-1.awstrack.me by a CNAME record" in by_http
        assert "Point safe.example.net to a CDN that serves HTTPS" in by_https


# In an account of its own: the settings are those of the entire account.
@pytest.mark.providers(aws={"access_key": "333333333333"})
@pytest.mark.scenario(name="account", email={**ADDRESS, "account_vdm": {}})
@pytest.mark.change(
    email={
        **ADDRESS,
        "account_vdm": {"engagement_metrics": True, "optimized_shared_delivery": True},
    }
)
@pytest.mark.change(email=ADDRESS)
def test_virtual_deliverability_manager_is_turned_on_changed_and_turned_off(transitions, gateway):
    sent = [one for one in gateway.calls if one.operation == "PutAccountVdmAttributes"]
    assert [one.request["VdmAttributes"] for one in sent] == [
        {
            "VdmEnabled": "ENABLED",
            "DashboardAttributes": {"EngagementMetrics": "DISABLED"},
            "GuardianAttributes": {"OptimizedSharedDelivery": "DISABLED"},
        },
        {
            "VdmEnabled": "ENABLED",
            "DashboardAttributes": {"EngagementMetrics": "ENABLED"},
            "GuardianAttributes": {"OptimizedSharedDelivery": "ENABLED"},
        },
        {"VdmEnabled": "DISABLED"},
    ]
    account = transitions[-1].after.client("sesv2").get_account()
    assert account["VdmAttributes"] == {"VdmEnabled": "DISABLED"}
    changed, removed = transitions
    (resource,) = changed.updated
    assert removed.deleted == [resource]
    for one in transitions:
        assert one.settled.empty, one.settled


@pytest.mark.terraform_module("events_to_firehose")
@pytest.mark.scenario(name="{scenario}")
@pytest.mark.change(own_role=True)
class TestAnotherRoleForFirehose:
    def test_it_takes_over_before_the_one_of_the_module_is_deleted(self, transition, gateway):
        after = transition.after
        found = destinations_of(after)["firehose"]["KinesisFirehoseDestination"]
        assert found["IamRoleArn"] == after.outputs["own_role_arn"]
        changed, deleted = order_of(
            gateway, after, "UpdateConfigurationSetEventDestination", "DeleteRole"
        )
        assert changed < deleted

    def test_only_the_role_of_the_module_is_deleted(self, transition):
        assert transition.replaced == transition.created == []
        assert [address.rpartition(".")[0] for address in transition.deleted] == [
            f"{FIREHOSE}.aws_iam_role",
            f"{FIREHOSE}.aws_iam_role_policy",
        ]
        assert transition.settled.empty, transition.settled


@pytest.mark.terraform_module("events_to_firehose")
@pytest.mark.scenario(name="{scenario}")
class TestFirehose:
    def test_the_stream_gets_the_events(self, applied):
        found = destinations_of(applied)["firehose"]
        assert set(found["MatchingEventTypes"]) == {"BOUNCE", "COMPLAINT", "DELIVERY", "REJECT"}
        stream = found["KinesisFirehoseDestination"]["DeliveryStreamArn"]
        assert stream == applied.outputs["stream_arn"]

    def test_only_ses_may_assume_the_role_and_only_for_this_set(self, applied):
        account = applied.client("sts").get_caller_identity()["Account"]
        name = f"configuration-set/{applied.scenario.key}"
        (statement,) = role_of(applied)["AssumeRolePolicyDocument"]["Statement"]
        assert statement["Principal"] == {"Service": "ses.amazonaws.com"}
        assert statement["Condition"] == {
            "StringEquals": {
                "aws:SourceAccount": account,
                "aws:SourceArn": f"arn:aws:ses:us-east-1:{account}:{name}",
            }
        }

    def test_the_role_may_only_put_records_into_the_stream(self, applied):
        iam, name = applied.client("iam"), role_of(applied)["RoleName"]
        (policy,) = iam.list_role_policies(RoleName=name)["PolicyNames"]
        document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        (statement,) = document["Statement"]
        assert statement["Action"] == "firehose:PutRecordBatch"
        assert statement["Resource"] == applied.outputs["stream_arn"]

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


def role_of(applied):
    arn = destinations_of(applied)["firehose"]["KinesisFirehoseDestination"]["IamRoleArn"]
    return applied.client("iam").get_role(RoleName=arn.rpartition("/")[2])["Role"]


KEY = "arn:aws:kms:us-east-1:000000000000:key/1234"


def create_topic(target):
    sns = target.client("sns")
    arn = sns.create_topic(Name="feedback-of-others")["TopicArn"]
    yield {"arn": arn}
    sns.delete_topic(TopicArn=arn)


TOPIC = {"arn": "{given.topic.arn}"}
QUIET = {
    "require_tls": False,
    "reputation_metrics": False,
    "feedback": {"topic": TOPIC, "cloudwatch": False},
}


@pytest.mark.given("topic", by=create_topic)
@pytest.mark.scenario(name="quiet", email=with_set(**QUIET))
@pytest.mark.change(
    email=with_set(vdm={"optimized_shared_delivery": False}, feedback={"kms_key_arn": KEY})
)
class TestASetThatReportsLess:
    def test_only_the_given_topic_gets_the_events(self, transition, given):
        (topic,) = transition.before.resources.of_type(
            "aws_sesv2_configuration_set_event_destination"
        )
        (destination,) = topic["event_destination"]
        assert destination["sns_destination"] == [{"topic_arn": given["topic"]["arn"]}]
        (one,) = transition.before.resources.of_type("aws_sesv2_configuration_set")
        assert one["reputation_options"][0]["reputation_metrics_enabled"] is False
        assert one["delivery_options"][0]["tls_policy"] == "OPTIONAL"

    def test_the_topic_of_the_module_can_be_encrypted(self, transition):
        topic = transition.after.outputs["feedback_topic_arn"]
        found = transition.after.client("sns").get_topic_attributes(TopicArn=topic)
        assert found["Attributes"]["KmsMasterKeyId"] == KEY
        guardian = set_of(transition.after)["VdmOptions"]
        assert guardian == {"GuardianOptions": {"OptimizedSharedDelivery": "DISABLED"}}
        assert transition.settled.empty, transition.settled


@pytest.mark.terraform_module("../../modules/email-identity")
@pytest.mark.given("topic", by=create_topic)
@pytest.mark.scenario(
    address="{scenario}@example.com",
    configuration_set={
        **QUIET,
        "name": "{scenario}",
        "vdm": {"engagement_metrics": True},
        "dedicated_ip_pool": {"create": {}},
        "feedback": {
            "kms_key_arn": KEY,
            "topic": TOPIC,
            "cloudwatch": False,
            "eventbridge": True,
        },
    },
    forward_feedback=False,
    tags={"team": "auth"},
)
class TestASetOfASubmodule:
    def test_it_has_the_given_settings(self, applied):
        found = set_of(applied)
        assert found["DeliveryOptions"] == {
            "TlsPolicy": "OPTIONAL",
            "SendingPoolName": f"{applied.scenario.key}-managed",
        }
        assert applied.outputs["dedicated_ip_pool"] == f"{applied.scenario.key}-managed"
        assert found["ReputationOptions"]["ReputationMetricsEnabled"] is False
        assert found["VdmOptions"] == {"DashboardOptions": {"EngagementMetrics": "ENABLED"}}
        assert set(destinations_of(applied)) == {"sns", "eventbridge"}

    def test_the_set_and_the_identity_have_the_tags(self, applied):
        tags = [{"Key": "team", "Value": "auth"}]
        assert set_of(applied)["Tags"] == tags
        identity = applied.client("sesv2").get_email_identity(
            EmailIdentity=f"{applied.scenario.key}@example.com"
        )
        assert identity["Tags"] == tags
        assert identity["FeedbackForwardingStatus"] is False

    def test_a_second_plan_has_nothing_to_do(self, replanned):
        assert replanned.empty, replanned


@pytest.mark.terraform_module("../../modules/email-identity")
class TestVirtualDeliverabilityManagerOfTheAccount:
    """Only planned, since all scenarios share the account."""

    @pytest.mark.scenario(
        address="{scenario}@example.com",
        configuration_set={"name": "{scenario}", "vdm": {"optimized_shared_delivery": True}},
        account_vdm={"engagement_metrics": True, "optimized_shared_delivery": True},
    )
    def test_it_has_the_given_settings(self, planned):
        (vdm,) = planned.resources.of_type("aws_sesv2_account_vdm_attributes")
        assert vdm["dashboard_attributes"] == [{"engagement_metrics": "ENABLED"}]
        assert vdm["guardian_attributes"] == [{"optimized_shared_delivery": "ENABLED"}]

    @pytest.mark.scenario(address="{scenario}@example.com", account_vdm={})
    def test_it_rewrites_no_links_by_default(self, planned):
        (vdm,) = planned.resources.of_type("aws_sesv2_account_vdm_attributes")
        assert vdm["dashboard_attributes"] == [{"engagement_metrics": "DISABLED"}]
        assert vdm["guardian_attributes"] == [{"optimized_shared_delivery": "DISABLED"}]
