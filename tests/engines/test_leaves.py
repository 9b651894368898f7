"""The comparison of two documents finds each difference but those of generated parts."""

import copy

import pytest

from .leaves import ABSENT, GENERATED, Comparison

ONE = {
    "pool": {"id": "us-east-1_aaaaaaaaa", "arn": "arn:aws:userpool/us-east-1_aaaaaaaaa", "n": 1},
    "client": {"id": "a1B2c3D4e5F6g7H8i9J0k1L2m3", "pool": "us-east-1_aaaaaaaaa"},
    "role": {"name": "sms-2026112700531957850000000b", "id": "AROA8C1028D4DF3D4A50A"},
    "made": ["2026-11-27T00:53:18Z", "2026-11-27T00:53:18.664+0000", "1795740801916"],
    "toll-free": "+18885550001",
    "secret": "a1B2c3D4e5F6g7H8i9J0k1L2m3/QjJcfmV21w0Wt/QnADhdUxnL8cW/XLpTUO31X",
    "number": "phone-4530aec684fb4d4cadcafa740d2d7169",
    "zone": "ZD0RJPO0PJHSGI_example.com_CNAME",
    "policy": "3994115995",
    "lineage": "0f3a4f80-0f1c-4d2a-8e5d-3f8f0a3f9a11",
    "certificate": f"a1B2c3D4e5F6g7H8i9J0k1L2m3/{'aB3/' * 14}xyz==",
    "package": "/private/tmp0a_bcdef/sender.zip",
    "replaced": 8 * "0a1b2c3d",
    "none": None,
    "checks": [{"config_addr": "a", "status": "pass"}, {"config_addr": "b", "status": "pass"}],
}
OTHER = {
    "pool": {"id": "us-east-1_bbbbbbbbb", "arn": "arn:aws:userpool/us-east-1_bbbbbbbbb", "n": 1},
    "client": {"id": "z1Y2x3W4v5U6t7S8r9Q0p1O2n3", "pool": "us-east-1_bbbbbbbbb"},
    "role": {"name": "sms-20261127005454295000000005", "id": "AROA6F0F5DD3D5ED4B2B8"},
    "made": ["2026-11-27T00:54:18Z", "2026-11-27T00:54:18.1+0000", "1795740896628"],
    "toll-free": "+18885550003",
    "secret": "+A/c0j13Tp9LU8HrNqkwLLrGzzGmluCdIqp/NGPY8T5bJtPT3qwFD4Vx+d+9N+Vy",
    "number": "phone-0b0fa4caaae04877ba6b11dff3cb1b63",
    "zone": "ZNY3RA1FO0K4A4_example.com_CNAME",
    "policy": "418079862",
    "lineage": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "certificate": f"{'cD5/' * 21}y+==",
    "package": "/private/tmpghijk1_2/sender.zip",
    "replaced": 8 * "f9e8d7c6",
    "none": None,
    "checks": [{"config_addr": "b", "status": "pass"}, {"config_addr": "a", "status": "pass"}],
}


def differences(one, other):
    return [*Comparison().differences(one, other)]


def test_generated_parts_may_differ():
    comparison = Comparison()
    assert not [*comparison.differences(ONE, OTHER)]
    assert comparison.generated == {*GENERATED}
    assert comparison.leaves == 24


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"none": "null"}, [".none: None, 'null'"]),
        ({"none": False}, [".none: None, False"]),
        ({"pool": {**OTHER["pool"], "n": 1.0}}, [".pool.n: 1, 1.0"]),
        ({"pool": {**OTHER["pool"], "n": True}}, [".pool.n: 1, True"]),
        ({"more": []}, [f".more: {ABSENT!r}, []"]),
        ({"made": OTHER["made"][:2]}, [f".made[2]: '1795740801916', {ABSENT!r}"]),
        (
            {"role": {**OTHER["role"], "name": "SMS-20261127005454295000000005"}},
            [".role.name: 'sms-2026112700531957850000000b', 'SMS-20261127005454295000000005'"],
        ),
        # The client refers to another pool, which is then not that of the two texts after it.
        (
            {"client": {**OTHER["client"], "pool": "us-east-1_ccccccccc"}},
            [".pool.arn: 'arn:aws:userpool/us-east-1_aaaaaaaaa', ", ".pool.id: "],
        ),
        ({"lineage": OTHER["client"]["id"]}, [".lineage: "]),
        (
            {"checks": [OTHER["checks"][1], {"config_addr": "b", "status": "fail"}]},
            [".checks[1].status: 'pass', 'fail'"],
        ),
    ],
    ids=str,
)
def test_anything_else_is_a_difference(changed, found):
    other = copy.deepcopy(OTHER) | changed
    assert all(a.startswith(b) for a, b in zip(differences(ONE, other), found, strict=True))


def test_two_ids_do_not_become_one():
    (found,) = differences(
        ["us-east-1_aaaaaaaaa", "us-east-1_bbbbbbbbb"],
        ["us-east-1_ccccccccc", "us-east-1_ccccccccc"],
    )
    assert found == "[1]: 'us-east-1_bbbbbbbbb', 'us-east-1_ccccccccc'"


def test_a_set_is_in_the_order_of_the_ids_in_it():
    one = {"a": "us-east-1_aaaaaaaaa", "b": "us-east-1_bbbbbbbbb"}
    other = {"a": "us-east-1_zzzzzzzzz", "b": "us-east-1_yyyyyyyyy"}
    ones = [{"pool": one["a"], "on": True}, {"pool": one["b"], "on": False}]
    others = [{"pool": other["b"], "on": False}, {"pool": other["a"], "on": True}]
    assert not differences([one, {"role_mapping": ones}], [other, {"role_mapping": others}])
    assert differences([one, {"list": ones}], [other, {"list": others}])
    others[0]["on"] = True
    (found,) = differences([one, {"role_mapping": ones}], [other, {"role_mapping": others}])
    assert found.endswith(".on: False, True")
