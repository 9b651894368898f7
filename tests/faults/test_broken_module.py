"""The rules of the gateway find the errors in copies of this module that are broken on purpose."""

from __future__ import annotations

import json
import shutil

import pytest

from terraform_scenarios import TerraformFailed, open_workspace
from terraform_scenarios.gateway import Fault, FaultKind
from terraform_scenarios.root_files import local_source

# For each broken copy: a file, the text in it, its replacement, the rule that refuses the copy, and
# the error of AWS.
BROKEN = {
    "pool-before-policy": (
        "modules/sms-role/outputs.tf",
        "depends_on = [aws_iam_role_policy.publish]",
        "",
        ("sms-role-permission", "InvalidSmsRoleAccessPolicyException"),
    ),
    "policy-for-sms-only": (
        "modules/sms-role/main.tf",
        'Resource = "*" }',
        'Resource = "*", Condition = { StringEquals = { "sns:Protocol" = "sms" } } }',
        ("sms-role-permission", "InvalidSmsRoleAccessPolicyException"),
    ),
    "external-id-of-another": (
        "main.tf",
        "= sms_configuration.value.externalId",
        '= "another"',
        ("sms-role-trust", "InvalidSmsRoleTrustRelationshipException"),
    ),
    "trust-in-another-service": (
        "modules/sms-role/main.tf",
        'Principal = { Service = "cognito-idp.amazonaws.com" }',
        'Principal = { Service = "sns.amazonaws.com" }',
        ("sms-role-trust", "InvalidSmsRoleTrustRelationshipException"),
    ),
    "from-elsewhere": (
        "main.tf",
        "= local.email_configuration.from\n",
        '= "no-reply@example.net"\n',
        ("email-from-within-identity", "InvalidParameterException"),
    ),
    "not-verified": (
        "email.tf",
        'module.email_identity["this"].verified :',
        "true :",
        ("email-identity-verified", "InvalidParameterException"),
    ),
}
UNCHANGED = "unchanged"


class AllPoolsCalledError(Exception):
    """Every pool was created or refused, so the retries of the provider need not end."""


@pytest.fixture
def modules(repository, tmp_path):
    """The unchanged module and its broken copies, by name."""
    found = {UNCHANGED: repository}
    for name, (file, old, new, _) in BROKEN.items():
        copy = tmp_path / name
        copy.mkdir()
        for path in repository.glob("*.tf"):
            shutil.copy(path, copy)
        shutil.copytree(repository / "modules", copy / "modules")
        text = (copy / file).read_text()
        assert text.count(old) == 1
        (copy / file).write_text(text.replace(old, new))
        found[name] = copy
    return found


def inputs(name):
    sender = f"{name}.example.com"
    return {
        "name": name,
        "email": {"identity": {"domain": sender}, "from_address": f"no-reply@{sender}"},
        "sms": {},
    }


def test_each_broken_copy_is_refused_by_its_rule_and_the_unchanged_module_is_not(modules, tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    with open_workspace(rules=["cognito_messaging.rules"]) as workspace:
        gateway = workspace.gateway
        for name in modules:
            if name != "not-verified":
                gateway.manual.verify_sender(f"{name}.example.com")
        # So that a pool that does not wait for the policy is always created before it.
        gateway.inject(Fault(FaultKind.SLOW, "iam", "PutRolePolicy", delay=1.5))

        def created(*, by):
            return {
                call.request["PoolName"]: call
                for call in gateway.calls
                if call.name == "cognito-idp.CreateUserPool" and call.answered_by.startswith(by)
            }

        def watch():
            if len(created(by="rule")) == len(BROKEN) and created(by="supplement"):
                raise AllPoolsCalledError

        terraform = workspace.terraform(root, timeout=150, watch=watch)
        calls = {
            name: {"source": local_source(module, root), **inputs(name)}
            for name, module in modules.items()
        }
        (root / "main.tf.json").write_text(
            json.dumps({"provider": {"aws": workspace.target.provider()}, "module": calls})
        )
        terraform.init()
        with pytest.raises((AllPoolsCalledError, TerraformFailed)):
            terraform.apply()
        refused = {
            name: (call.answered_by.removeprefix("rule "), call.error)
            for name, call in created(by="rule").items()
        }
        assert refused == {name: expected for name, (*_, expected) in BROKEN.items()}
        assert UNCHANGED in created(by="supplement")
