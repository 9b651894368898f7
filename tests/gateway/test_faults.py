"""Each kind of fault, and the calls that it strikes."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError
from botocore.exceptions import ConnectionError as BotoConnectionError

from terraform_scenarios.gateway import Fault, FaultKind, models


def role(account, name="r"):
    return account.client("iam").create_role(
        RoleName=name,
        AssumeRolePolicyDocument='{"Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, '
        '"Action": "sts:AssumeRole"}]}',
    )


def exists(account, name="r"):
    return name in {one["RoleName"] for one in account.client("iam").list_roles()["Roles"]}


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        (FaultKind.THROTTLING, "Throttling", 400),
        (FaultKind.SERVER_ERROR, "InternalFailure", 500),
        (FaultKind.UNAVAILABLE, "ServiceUnavailable", 503),
        (FaultKind.ACCESS_DENIED, "AccessDenied", 403),
        (FaultKind.EXPIRED, "ExpiredToken", 403),
    ],
)
def test_a_fault_answers_as_aws_does_and_the_call_does_not_reach_the_target(
    gateway, account, direct_account, kind, code, status
):
    gateway.inject(Fault(kind, service="iam", operation="CreateRole"))
    with pytest.raises(ClientError) as raised:
        role(account)
    answer = raised.value.response
    assert (answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
    assert not exists(direct_account)
    call = gateway.calls[-1]
    assert (call.answered_by, call.error) == (f"fault {kind.value}", code)


@pytest.mark.parametrize(
    ("service", "operation", "call", "code"),
    [
        ("cognito-idp", "ListUserPools", lambda c: c.list_user_pools(MaxResults=1),
         "TooManyRequestsException"),
        ("sesv2", "GetAccount", lambda c: c.get_account(), "TooManyRequestsException"),
        ("sns", "ListTopics", lambda c: c.list_topics(), "Throttling"),
        ("cloudwatch", "DescribeAlarms", lambda c: c.describe_alarms(), "ThrottlingException"),
        ("ec2", "DescribeVpcs", lambda c: c.describe_vpcs(), "RequestLimitExceeded"),
    ],
)  # fmt: skip
def test_throttling_is_answered_in_each_protocol(gateway, account, service, operation, call, code):
    gateway.inject(Fault(FaultKind.THROTTLING, service, operation))
    with pytest.raises(ClientError) as raised:
        call(account.client(service))
    assert raised.value.response["Error"]["Code"] == code


def test_boto3_retries_throttled_calls_by_itself(gateway, account):
    gateway.inject(Fault(FaultKind.THROTTLING, "iam", times=2))
    iam = boto3.client(
        "iam",
        endpoint_url=gateway.endpoint,
        region_name="us-east-1",
        aws_access_key_id=account.number,
        aws_secret_access_key="x",
        config=Config(retries={"max_attempts": 4, "mode": "standard"}),
    )
    iam.list_roles()
    assert [call.error for call in gateway.calls] == ["Throttling", "Throttling", ""]


def test_a_call_dropped_before_the_write_changes_nothing(gateway, account, direct_account):
    gateway.inject(Fault(FaultKind.DROPPED_BEFORE, "iam", "CreateRole"))
    with pytest.raises((BotoConnectionError, ConnectionClosedError)):
        role(account)
    assert not exists(direct_account)
    assert gateway.calls[-1].status == 0


def test_a_call_dropped_after_the_write_is_carried_out(gateway, account, direct_account):
    gateway.inject(Fault(FaultKind.DROPPED_AFTER, "iam", "CreateRole"))
    with pytest.raises((BotoConnectionError, ConnectionClosedError)):
        role(account)
    assert exists(direct_account)
    call = gateway.calls[-1]
    assert (call.answered_by, call.status) == ("fault dropped-after", 0)


@pytest.mark.parametrize("kind", [FaultKind.SLOW, FaultKind.DROPPED_AFTER])
def test_a_call_that_is_refused_is_recorded_as_refused_and_not_as_a_fault(gateway, account, kind):
    gateway.inject(Fault(kind, "iam", "GetRole", delay=0.0))
    with pytest.raises(ClientError, match="1 validation error detected"):
        account.client("iam").get_role(RoleName="r" * 65)
    assert gateway.calls[-1].answered_by == "contract"


def test_a_slow_call_gets_the_right_answer_late(gateway, account):
    gateway.inject(Fault(FaultKind.SLOW, "iam", "ListRoles", delay=0.3))
    started = time.perf_counter()
    assert not exists(account)
    assert time.perf_counter() - started >= 0.3


def test_a_slow_call_does_not_delay_others(gateway, account):
    gateway.inject(Fault(FaultKind.SLOW, "iam", "ListRoles", delay=2.0))
    sns = account.client("sns")
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(exists, account)
        sns.list_topics()
        assert not slow.done()
        assert slow.result() is False


def test_only_the_nth_call_is_struck(gateway, account):
    gateway.inject(Fault(FaultKind.UNAVAILABLE, "iam", "ListRoles", nth=2))
    exists(account)
    with pytest.raises(ClientError):
        exists(account)
    exists(account)


def test_other_calls_are_not_struck_and_faults_can_be_cleared(gateway, account):
    gateway.inject(Fault(FaultKind.UNAVAILABLE, "iam", "CreateRole"))
    exists(account)
    account.client("sns").list_topics()
    gateway.clear_faults()
    role(account)


def struck(seed, probability=0.3):
    fault = Fault(FaultKind.UNAVAILABLE, probability=probability, seed=seed)
    return [fault.strikes("iam", models.operation("iam", "ListRoles")) for _ in range(200)]


def test_the_same_seed_strikes_the_same_calls():
    assert struck(1) == struck(1) != struck(2)
    assert 30 < sum(struck(1)) < 90
    assert sum(struck(1, 0.0)) == 0
    assert sum(struck(1, 1.0)) == 200


@pytest.mark.parametrize("wrong", [{"probability": 1.5}, {"nth": 0}, {"delay": -1.0}])
def test_a_fault_with_an_invalid_value_is_refused(wrong):
    with pytest.raises(ValueError, match=": use"):
        Fault(FaultKind.SLOW, **wrong)


def test_each_recorded_call_can_meet_a_fault_in_turn(gateway, account, direct_account):
    """As the fault matrix does it with the recorded calls."""

    def scenario():
        role(account)
        account.client("iam").delete_role(RoleName="r")

    scenario()
    names = [(call.service, call.operation) for call in gateway.calls]
    assert names == [("iam", "CreateRole"), ("iam", "DeleteRole")]
    for service, operation in names:
        gateway.clear_faults()
        gateway.inject(Fault(FaultKind.SERVER_ERROR, service, operation, nth=1))
        with pytest.raises(ClientError, match="InternalFailure"):
            scenario()
        if exists(direct_account):
            account.client("iam").delete_role(RoleName="r")
        scenario()


def test_a_fault_can_be_an_error_that_the_operation_declares(account, gateway):
    gateway.inject(Fault("LimitExceededException", "cognito-idp"))
    cognito = account.client("cognito-idp")
    with pytest.raises(ClientError, match="LimitExceededException"):
        cognito.create_user_pool(PoolName="p")
    # ListUserPools does not declare this error.
    assert cognito.list_user_pools(MaxResults=1)["UserPools"] == []
