"""Each setting that AWS shows of a pool is adopted, or a remark names it.

The settings are those of botocore's model, so that a new version of botocore adds cases.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from botocore.model import ListShape, MapShape, Shape, StructureShape

from cognito_messaging.adoption import ExistingPool, adopt, render
from cognito_messaging.pool import UserPool

MODEL = botocore.session.get_session().get_service_model("cognito-idp")
POOL_ARN = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_A"

# By part of `ExistingPool`: the shape in botocore's model.
SHAPES: dict[str, Shape | None] = {
    "pool": MODEL.shape_for("UserPoolType"),
    "mfa": MODEL.operation_model("GetUserPoolMfaConfig").output_shape,
    "clients": MODEL.shape_for("UserPoolClientType"),
    "identity_providers": MODEL.shape_for("IdentityProviderType"),
    "domain": MODEL.shape_for("DomainDescriptionType"),
    "groups": MODEL.shape_for("GroupType"),
    "resource_servers": MODEL.shape_for("ResourceServerType"),
    "risk": MODEL.shape_for("RiskConfigurationType"),
    "ui_customizations": MODEL.shape_for("UICustomizationType"),
}
LISTS = ("clients", "identity_providers", "groups", "resource_servers", "ui_customizations")

# Settings without an effect of their own on the inputs, and why.
OF_AWS = "only AWS sets it"
EXPLAINED = {
    "pool.Arn": OF_AWS,
    "pool.Status": OF_AWS,
    "pool.EstimatedNumberOfUsers": OF_AWS,
    "pool.SmsConfigurationFailure": OF_AWS,
    "pool.EmailConfigurationFailure": OF_AWS,
    "pool.Id": "the command line names the pool",
    "pool.CustomDomain": "the domain is read with DescribeUserPoolDomain",
    "pool.Domain": "the domain is read with DescribeUserPoolDomain",
    "pool.MfaConfiguration": "GetUserPoolMfaConfig answers with it, too",
    "pool.EmailVerificationMessage": "VerificationMessageTemplate has it, too",
    "pool.EmailVerificationSubject": "VerificationMessageTemplate has it, too",
    "pool.SmsVerificationMessage": "VerificationMessageTemplate has it, too",
    "pool.SchemaAttributes[].DeveloperOnlyAttribute": "its name begins with dev:",
    "pool.AccountRecoverySetting.RecoveryMechanisms[].Priority": "only the order counts",
    "pool.LambdaConfig.PreTokenGeneration": "identical to that of PreTokenGenerationConfig",
    "pool.AdminCreateUserConfig.UnusedAccountValidityDays": "no longer in use (API)",
    "mfa.SmsMfaConfiguration.SmsAuthenticationMessage": "the pool has it, too",
    "mfa.SmsMfaConfiguration.SmsConfiguration": "the pool has it, too",
    "clients.ClientSecret": "the module does not change it; `generate_secret` says that it exists",
    "clients.ClientSecretArn": "likewise",
    "domain.AWSAccountId": OF_AWS,
    "domain.S3Bucket": OF_AWS,
    "domain.CloudFrontDistribution": OF_AWS,
    "domain.Version": OF_AWS,
    "domain.Status": OF_AWS,
    "risk.ClientId": "rules of a client are in `client_risks`",
    "ui_customizations.CSSVersion": OF_AWS,
    "ui_customizations.ClientId": "names the client, or ALL",
    "ui_customizations.ImageUrl": "a remark says that there is an image, without its address",
    # One remark for all of it.
    "pool.SmsConfiguration.EumsSms": "the pool sends through SNS or EumsSms, not both",
    "pool.LambdaConfig.InboundFederation": "a remark names the trigger",
    "domain.CustomDomainConfig.SecurityPolicy": "a remark names it",
    "domain.Routing": "a remark names it",
}
# Not in each version of botocore that the tests run with.
NEWER = ("clients.ClientSecretArn",)
ALWAYS_EXPLAINED = ("UserPoolId", "CreationDate", "LastModifiedDate")

# Values that must have a form, or that other settings depend on: the first, and another.
VALUES: dict[str, tuple[object, object]] = {
    "pool.EmailConfiguration.SourceArn": (
        "arn:aws:ses:eu-west-1:111122223333:identity/example.com",
        "arn:aws:ses:eu-west-1:111122223333:identity/example.org",
    ),
    "pool.EmailConfiguration.From": ("a@example.com", "b@example.com"),
    "pool.EmailConfiguration.EmailSendingAccount": ("DEVELOPER", "COGNITO_DEFAULT"),
    "pool.SchemaAttributes[].Name": ("custom:a", "custom:b"),
    "pool.SchemaAttributes[].DeveloperOnlyAttribute": (False, True),
    "pool.AccountRecoverySetting.RecoveryMechanisms[].Name": ("verified_email", "admin_only"),
    "pool.AccountRecoverySetting.RecoveryMechanisms[].Priority": (1, 2),
    "pool.LambdaConfig.PreTokenGenerationConfig.LambdaVersion": ("V2_0", "V3_0"),
    "pool.AdminCreateUserConfig.InviteMessageTemplate.EmailMessage": (
        "{username} {####}",
        "{username} has {####}",
    ),
    "pool.AdminCreateUserConfig.InviteMessageTemplate.SMSMessage": (
        "{username} {####}",
        "{username} has {####}",
    ),
    "pool.KeyConfiguration.KeyType": ("CUSTOMER_MANAGED_KEY", "AWS_OWNED_KEY"),
    "pool.UserPoolAddOns.AdvancedSecurityMode": ("AUDIT", "ENFORCED"),
    "mfa.MfaConfiguration": ("OPTIONAL", "ON"),
    "clients.AllowedOAuthFlowsUserPoolClient": (True, False),
    "clients.ClientType": ("REGULAR", "DCR"),
    "ui_customizations.ClientId": ("ALL", "ALL"),
}


def settings(shape: Shape | None, path: str) -> Iterator[tuple[str, Shape]]:
    """The path of each value in a shape; `[]` is the only element of a list."""
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            yield from settings(member, f"{path}.{name}")
    elif isinstance(shape, ListShape):
        yield from settings(shape.member, f"{path}[]")
    elif isinstance(shape, MapShape):
        yield f"{path}{{}}", shape.value
    elif shape is not None:
        yield path, shape


def is_explained(path: str) -> bool:
    return path.rsplit(".", 1)[-1] in ALWAYS_EXPLAINED or any(
        path == one or path.startswith((f"{one}.", f"{one}[")) for one in EXPLAINED
    )


def values(path: str, shape: Shape) -> tuple[object, object]:
    """Two values of a setting."""
    if path in VALUES:
        return VALUES[path]
    if enum := getattr(shape, "enum", None):
        return enum[0], enum[-1]
    match shape.type_name:
        case "boolean":
            return True, False
        case "integer" | "long":
            return 5, 6
        case "timestamp":
            return datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
        case _:
            name = path.rsplit(".", 1)[-1].lower().removesuffix("[]")
            is_limit = name in ("minvalue", "maxvalue", "minlength", "maxlength")
            return ("5", "6") if is_limit else (f"{name}-1", f"{name}-2")


def put(tree: dict[str, Any], path: str, value: object) -> None:
    """Set the value at a path, and create what is above it."""
    at: Any = tree
    steps = path.replace("[]", ".[]").replace("{}", ".{}").split(".")
    for step, after in zip(steps, [*steps[1:], None], strict=True):
        empty: object = value if after is None else [] if after == "[]" else {}
        if step == "[]":
            if not at or after is None:
                at[:] = [empty]
            at = at[0]
        else:
            key = "key" if step == "{}" else step
            at = at.setdefault(key, empty) if after is not None else at.__setitem__(key, empty)


# A pool has one of two kinds of names, and SNS or EumsSms. Nobody adopts what Cognito manages.
LEFT_OUT = (
    "pool.AliasAttributes",
    "pool.SmsConfiguration.EumsSms",
    "resource_servers.ManagedBy",
)
ALL = [(path, shape) for part, root in SHAPES.items() for path, shape in settings(root, part)]
BASE: dict[str, Any] = {}
for each, its_shape in ALL:
    if not each.startswith(LEFT_OUT):
        put(BASE, each, values(each, its_shape)[0])


def written(tree: dict[str, Any]) -> str:
    """What `adopt` writes for a pool, with its remarks."""
    parts = {name: [tree[name]] if name in LISTS else tree[name] for name in SHAPES}
    pool = UserPool("eu-west-1_A", "eu-west-1", {**parts.pop("pool"), "Arn": POOL_ARN})
    parts["domains"] = [parts.pop("domain")]
    return render(adopt(ExistingPool(pool, **parts)), name="auth", source=".", region="eu-west-1")


@pytest.mark.parametrize(
    ("path", "shape"), [pytest.param(*one, id=one[0]) for one in ALL if not is_explained(one[0])]
)
def test_each_setting_changes_what_is_written(path: str, shape: Shape) -> None:
    first, other = values(path, shape)
    if first == other:  # the only value of an enumeration; without it there is no setting
        pytest.skip("AWS knows one value only")
    changed = copy.deepcopy(BASE)
    put(changed, path, other)
    name = path.split(".")[1].rstrip("[]{}")
    is_said = f"the module has no input for {name} of " in written(BASE)
    assert is_said or written(changed) != written(BASE), f"{path} is dropped without a word"


@pytest.mark.parametrize("path", EXPLAINED)
def test_an_explained_setting_exists_and_changes_nothing(path: str) -> None:
    """Otherwise its explanation would be wrong."""
    below = [(one, shape) for one, shape in ALL if one == path or one.startswith(f"{path}.")]
    assert below or path in NEWER
    for one, shape in below:
        if one.startswith(LEFT_OUT) or one == "pool.Arn":
            continue
        changed = copy.deepcopy(BASE)
        put(changed, one, values(one, shape)[1])
        assert written(changed) == written(BASE), one


def test_every_part_of_a_pool_is_looked_at() -> None:
    """Otherwise the cases above could be few."""
    assert len(ALL) > 150


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ({"NewSetting": {"Enabled": True}}, "the module has no input for NewSetting of the pool"),
        ({"LambdaConfig": {"NewTrigger": "arn:x"}}, "no input for the trigger NewTrigger"),
    ],
)
def test_a_setting_that_nobody_knows_yet_is_a_remark(part: dict[str, Any], said: str) -> None:
    """A newer botocore than that of the tests shows more settings."""
    tree = copy.deepcopy(BASE)
    tree["pool"] |= part
    tree["clients"]["NewSetting"] = True
    assert said in written(tree)
    assert "the module has no input for NewSetting of the client" in written(tree)


def test_what_cognito_made_itself_is_not_adopted() -> None:
    """A client that an application registered, and a resource server of Cognito."""
    tree = copy.deepcopy(BASE)
    tree["clients"] |= {"ClientType": "DCR", "ClientId": "app"}
    tree["resource_servers"]["ManagedBy"] = "COGNITO"
    text = written(tree)
    assert "# the client app registered itself" in text
    assert "aws_cognito_user_pool_client" not in text
    assert "aws_cognito_resource_server" not in text


def test_a_client_whose_secret_is_in_secrets_manager_has_a_secret() -> None:
    tree = copy.deepcopy(BASE)
    del tree["clients"]["ClientSecret"]
    tree["clients"]["ClientSecretArn"] = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:a"
    assert "generate_secret" in written(tree)
