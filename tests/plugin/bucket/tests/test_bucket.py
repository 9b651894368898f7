"""Every test passes, except those whose names begin with `test_broken_`, which must fail."""

import pytest


@pytest.mark.scenario(bucket="{scenario}-logs", owner="ops")
def test_the_bucket_exists_with_its_owner(applied):
    name = applied.outputs["name"]
    tags = applied.client("s3").get_bucket_tagging(Bucket=name)["TagSet"]
    assert tags == [{"Key": "owner", "Value": "ops"}]
    assert applied.resources["aws_s3_bucket.this"]["bucket"] == name


@pytest.mark.scenario(bucket="{scenario}-logs", owner="ops")
def test_a_second_plan_has_nothing_to_do(replanned):
    assert replanned.empty, replanned


@pytest.mark.scenario(bucket="{scenario}-plain")
def test_a_plan_shows_values_unknowns_outputs_and_warnings(planned):
    assert planned.resources["aws_s3_bucket.this"]["bucket"] == planned.outputs["name"]
    assert planned.unknown_outputs == {"arn"}
    assert planned.warnings == ("The bucket has no owner.",)
    with pytest.raises(KeyError, match="known only after apply"):
        planned.resources["aws_s3_bucket.this"]["arn"]
    assert planned.resources.only("aws_s3_bucket_policy").address == "aws_s3_bucket_policy.this"


@pytest.mark.parametrize("scenario", [{"owner": "a"}, {"owner": "b"}], ids=["a", "b"])
@pytest.mark.scenario(bucket="{scenario}-many")
def test_parametrized_inputs_add_to_the_markers(planned, scenario):
    assert planned.resources["aws_s3_bucket.this"]["tags"]["owner"] == scenario["owner"]
    assert not planned.warnings


@pytest.mark.scenario(bucket="{scenario}-plain", owner="a ${template} and a %{directive}")
def test_template_syntax_in_an_input_is_plain_text(planned):
    tags = planned.resources["aws_s3_bucket.this"]["tags"]
    assert tags["owner"] == "a ${template} and a %{directive}"


@pytest.mark.scenario(bucket="x" * 64, rejects="at most 63 characters")
def test_a_validation_refuses(): ...


@pytest.mark.scenario(bucket="x", owner="root", rejects="The root user owns no buckets.")
def test_a_precondition_refuses(rejected):
    assert rejected.diagnostics[0].address.endswith("aws_s3_bucket.this")


@pytest.mark.scenario(rejects='argument "bucket" is required')
def test_a_missing_argument_refuses(): ...


@pytest.mark.scenario(bucket="{scenario}-c", owner="before")
@pytest.mark.change(owner="after")
def test_another_owner_is_changed_in_place(transition):
    assert transition.updated == ["aws_s3_bucket.this"]
    assert transition.replaced == []
    assert transition.settled.empty
    assert transition.after.resources["aws_s3_bucket.this"]["tags"]["owner"] == "after"


@pytest.mark.scenario(bucket="{scenario}-c", owner="before")
@pytest.mark.change(bucket="{scenario}-moved")
def test_another_name_replaces_the_bucket(transition):
    assert "aws_s3_bucket.this" in transition.replaced
    assert transition.settled.empty


def untag(applied):
    applied.client("s3").delete_bucket_tagging(Bucket=applied.outputs["name"])


@pytest.mark.scenario(bucket="{scenario}-d", owner="ops")
@pytest.mark.drift(by=untag)
def test_a_change_outside_terraform_is_detected_and_repaired(transition):
    assert transition.updated == ["aws_s3_bucket.this"]
    name = transition.after.outputs["name"]
    tags = transition.after.client("s3").get_bucket_tagging(Bucket=name)["TagSet"]
    assert tags == [{"Key": "owner", "Value": "ops"}]


@pytest.mark.scenario(bucket="{scenario}-e", owner="ops")
@pytest.mark.destroy
def test_destroy_leaves_nothing(transition):
    assert sorted(transition.deleted) == ["aws_s3_bucket.this", "aws_s3_bucket_policy.this"]
    assert transition.left == ()
    buckets = transition.before.client("s3").list_buckets()["Buckets"]
    assert transition.before.outputs["name"] not in [bucket["Name"] for bucket in buckets]


@pytest.mark.scenario(bucket="fine", rejects="another message")
def test_broken_because_the_inputs_are_accepted(): ...


@pytest.mark.scenario(bucket="y" * 64, rejects="something else")
def test_broken_because_of_another_refusal(): ...


@pytest.mark.scenario(bucket="z" * 64)
def test_broken_at_plan(planned): ...


@pytest.mark.scenario(bucket="Not_A_Bucket_Name", owner="ops")
def test_broken_at_apply(applied): ...


@pytest.mark.scenario(bucket="{scenario}-x", owner="ops")
def test_broken_at_read_back(applied):
    applied.client("s3").get_bucket_tagging(Bucket="no-such-bucket")


@pytest.mark.scenario(bucket="{scenario}-y", owner="one", register_as="logs")
def test_broken_by_the_same_name_in_a_second_scenario(applied): ...


@pytest.mark.scenario(bucket="{scenario}-y", owner="two", register_as="logs")
def test_broken_by_the_same_name_in_the_first_scenario(applied): ...


@pytest.mark.scenario(buckett="x")
def test_broken_by_a_misspelt_input(planned): ...


@pytest.mark.scenario(bucket={1, 2})
def test_broken_by_an_input_that_json_cannot_represent(planned): ...


@pytest.mark.scenario(bucket="x")
@pytest.mark.terraform_module("../nowhere")
def test_broken_by_a_module_that_does_not_exist(planned): ...


def test_broken_by_a_fixture_without_a_scenario(planned): ...


def fails(applied):
    raise RuntimeError("no such luck")


@pytest.mark.scenario(bucket="{scenario}-f", owner="ops")
@pytest.mark.drift(by=fails)
def test_broken_by_its_own_drift(transition): ...
