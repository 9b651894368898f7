"""Attributes that others add to an imported pool are no change of the module."""

import json
from pathlib import Path

import pytest

from terraform_scenarios import TerraformFailed, open_workspace
from terraform_scenarios.root_files import local_source

POOL = "module.auth.aws_cognito_user_pool.this"
MODULE = Path(__file__).parent.parent.parent
# As the console and boto3 may add them: with limits, without, and of each type.
ADDED = [
    {"Name": "team", "AttributeDataType": "String", "Mutable": True},
    {
        "Name": "plan",
        "AttributeDataType": "String",
        "Mutable": False,
        "StringAttributeConstraints": {"MinLength": "2", "MaxLength": "20"},
    },
    {
        "Name": "seats",
        "AttributeDataType": "Number",
        "Mutable": True,
        "NumberAttributeConstraints": {"MinValue": "1", "MaxValue": "99"},
    },
    {"Name": "since", "AttributeDataType": "DateTime", "Mutable": True},
    {"Name": "beta", "AttributeDataType": "Boolean", "Mutable": True},
    {
        "Name": "score",
        "AttributeDataType": "String",
        "DeveloperOnlyAttribute": True,
        "Mutable": True,
    },
]


@pytest.fixture(scope="module")
def workspace():
    with open_workspace(rules=["cognito_messaging.rules"]) as workspace:
        yield workspace


@pytest.fixture(scope="module")
def cognito(workspace):
    return workspace.target.client("cognito-idp")


@pytest.fixture(scope="module")
def pool(cognito):
    """A pool that was made without Terraform, with an attribute of its own."""
    made = cognito.create_user_pool(
        PoolName="imported",
        UsernameAttributes=["email"],
        AutoVerifiedAttributes=["email"],
        UsernameConfiguration={"CaseSensitive": False},
        Schema=[{"Name": "email", "Required": True, "Mutable": True}],
    )
    return made["UserPool"]["Id"]


@pytest.fixture(scope="module")
def changes(workspace, pool):
    """Plan the module with some inputs, and apply the plan if asked to; the changed addresses."""
    terraform = workspace.terraform()
    root = terraform.root

    def change(*, apply=False, **inputs):
        call = {"source": local_source(MODULE, root), "name": "imported", **inputs}
        written = {
            "provider": {"aws": workspace.target.provider()},
            "module": {"auth": {"deletion_protection": False, **call}},
            "import": [{"to": POOL, "id": pool}],
        }
        (root / "main.tf.json").write_text(json.dumps(written))
        if not (root / ".terraform").exists():
            terraform.init()
        terraform.plan(root / "plan")
        if apply:
            terraform.apply(root / "plan")
        planned = terraform.show_plan(root / "plan").resource_changes
        return [
            address for address, one in planned.items() if one["change"]["actions"] != ["no-op"]
        ]

    yield change
    terraform.destroy()


def add(cognito, pool, attributes):
    cognito.add_custom_attributes(UserPoolId=pool, CustomAttributes=attributes)


def test_attributes_of_others_are_no_change(changes, cognito, pool):
    changes(apply=True)
    add(cognito, pool, ADDED)

    # Without the input, the module would remove them, which nobody can.
    with pytest.raises(TerraformFailed, match="cannot modify or remove schema items"):
        changes(apply=True)

    elsewhere = {"attributes_of": pool}
    assert changes(managed_elsewhere=elsewhere) == []

    # Clients may use them, and the module may add its own.
    inputs = {
        "managed_elsewhere": elsewhere,
        "attributes": {"own": {"max_length": 5}},
        "clients": {"web": {"read_attributes": ["email", "custom:plan", "custom:own"]}},
    }
    changed = changes(apply=True, **inputs)
    assert changed == [POOL, 'module.auth.aws_cognito_user_pool_client.this["web"]']
    assert changes(**inputs) == []

    add(cognito, pool, [{"Name": "later", "AttributeDataType": "String", "Mutable": True}])
    assert changes(**inputs) == []
    names = {
        one["Name"]
        for one in cognito.describe_user_pool(UserPoolId=pool)["UserPool"]["SchemaAttributes"]
    }
    assert {"custom:own", "custom:later", "custom:seats"} <= names
