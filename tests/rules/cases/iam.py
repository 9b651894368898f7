"""Roles, and the policies of roles."""

from __future__ import annotations

import json

from .setting import Pair, case, permission

PERMISSION = json.dumps(permission())


def put(it, policy, name="publish", role="sms"):
    return it.client("iam").put_role_policy(
        RoleName=role, PolicyName=name, PolicyDocument=json.dumps(policy)
    )


def managed(it, name="p", policy=None):
    """Create a managed policy, and return its ARN."""
    made = it.client("iam").create_policy(
        PolicyName=name, PolicyDocument=json.dumps(policy or permission())
    )
    return made["Policy"]["Arn"]


@case("iam-role-name")
def _(it):
    it.role("Sms")
    return Pair(lambda: it.role("sms"), lambda: it.role("sms2"))


@case("iam-policy-name")
def _(it):
    managed(it, "Publish")
    return Pair(lambda: managed(it, "publish"), lambda: managed(it, "publish2"))


@case("iam-user-name")
def _(it):
    create = it.client("iam").create_user
    create(UserName="Deploy")
    return Pair(lambda: create(UserName="deploy"), lambda: create(UserName="deploy2"))


@case("iam-policy-document")
def _(it):
    return Pair(
        lambda: it.role("a", trust=permission(Action="sts:AssumeRole")), lambda: it.role("b")
    )


@case("iam-trust-principal")
def _(it):
    it.role("caller")

    def create(name, trusted):
        statement = {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{it.number}:role/apps/{trusted}"},
            "Action": "sts:AssumeRole",
        }
        return it.role(name, trust={"Version": "2012-10-17", "Statement": statement})

    return Pair(lambda: create("a", "missing"), lambda: create("b", "caller"))


@case("iam-policy-size")
def _(it):
    it.role()
    rest = len("".join(json.dumps(permission(Sid="")).split())) + len("".join(PERMISSION.split()))

    def write(length):
        put(it, permission(Sid="s" * (length - rest)), "second")

    return Pair(lambda: write(10241), lambda: write(10240))


@case("iam-policies-per-role")
def _(it):
    it.role()

    def attach(name):
        it.client("iam").attach_role_policy(
            RoleName="sms", PolicyArn=f"arn:aws:iam::aws:policy/{name}"
        )

    for number in range(10):
        attach(f"p{number}")
    return Pair(lambda: attach("p10"), lambda: attach("p9"))


@case("iam-tags-per-role")
def _(it):
    it.role()

    def tag(keys):
        it.client("iam").tag_role(
            RoleName="sms", Tags=[{"Key": f"k{one}", "Value": "v"} for one in keys]
        )

    tag(range(50))
    return Pair(lambda: tag([50]), lambda: tag([49]))


@case("iam-tag-reserved")
def _(it):
    it.role()

    def tag(key):
        it.client("iam").tag_role(RoleName="sms", Tags=[{"Key": key, "Value": "v"}])

    return Pair(lambda: tag("aws:x"), lambda: tag("awsx"))


@case("iam-policy-arn")
def _(it):
    role = it.role()
    attach = it.client("iam").attach_role_policy
    policy = "arn:aws:iam::aws:policy/AmazonSNSReadOnlyAccess"
    return Pair(
        lambda: attach(RoleName="sms", PolicyArn=role),
        lambda: attach(RoleName="sms", PolicyArn=policy),
    )


@case("iam-service-role-policy")
def _(it):
    it.role()

    def attach(path):
        it.client("iam").attach_role_policy(
            RoleName="sms", PolicyArn=f"arn:aws:iam::aws:policy/{path}"
        )

    return Pair(
        lambda: attach("aws-service-role/AmazonElasticsearchServiceRolePolicy"),
        lambda: attach("service-role/AWSLambdaRole"),
    )


@case("iam-policy-exists")
def _(it):
    it.role()
    arn = managed(it)
    attach = it.client("iam").attach_role_policy
    return Pair(
        lambda: attach(RoleName="sms", PolicyArn=f"{arn}2"),
        lambda: attach(RoleName="sms", PolicyArn=arn),
    )


def limit(it, arn):
    it.client("iam").put_role_permissions_boundary(RoleName="sms", PermissionsBoundary=arn)


@case("iam-boundary-exists")
def _(it):
    it.role()
    arn = managed(it)
    return Pair(lambda: limit(it, f"{arn}2"), lambda: limit(it, arn))


@case("iam-boundary-arn")
def _(it):
    it.role()
    arn = managed(it)
    return Pair(lambda: limit(it, "the-boundary-of-all-roles"), lambda: limit(it, arn))


@case("iam-policy-in-use")
def _(it):
    it.role()
    used, free = managed(it, "used"), managed(it, "free")
    limit(it, used)
    delete = it.client("iam").delete_policy
    return Pair(lambda: delete(PolicyArn=used), lambda: delete(PolicyArn=free))


def new_version(it, arn):
    it.client("iam").create_policy_version(PolicyArn=arn, PolicyDocument=PERMISSION)


@case("iam-policy-versions")
def _(it):
    two, one = managed(it, "two"), managed(it, "one")
    new_version(it, two)
    delete = it.client("iam").delete_policy
    return Pair(lambda: delete(PolicyArn=two), lambda: delete(PolicyArn=one))


@case("iam-versions-per-policy")
def _(it):
    five, four = managed(it, "five"), managed(it, "four")
    for arn in (five, five, five, five, four, four, four):
        new_version(it, arn)
    return Pair(lambda: new_version(it, five), lambda: new_version(it, four))


@case("iam-role-protected")
def _(it):
    iam = it.client("iam")
    iam.create_service_linked_role(AWSServiceName="email.cognito-idp.amazonaws.com")
    name = "AWSServiceRoleForAmazonCognitoIdpEmailService"
    return Pair(
        lambda: put(it, permission(), role=name),
        lambda: iam.update_role(RoleName=name, Description="Sends email"),
    )


@case("iam-role-in-use")
def _(it):
    it.role("used")
    it.role("free", policy={})
    delete = it.client("iam").delete_role
    return Pair(lambda: delete(RoleName="used"), lambda: delete(RoleName="free"))


@case("iam-boundary-policy")
def _(it):
    create, trust = it.client("iam").create_role, json.dumps(it.trust())
    boundary = managed(it, "boundary")

    def creates(arn):
        return lambda: create(RoleName="r", AssumeRolePolicyDocument=trust, PermissionsBoundary=arn)

    return Pair(creates(f"arn:aws:iam::{it.number}:role/boundary"), creates(boundary))


@case("iam-path-reserved")
def _(it):
    create, trust = it.client("iam").create_role, json.dumps(it.trust())

    def creates(path):
        return lambda: create(RoleName="r", Path=path, AssumeRolePolicyDocument=trust)

    return Pair(creates("/aws-service-role/a.amazonaws.com/"), creates("/service-role/"))


@case("iam-linked-service")
def _(it):
    create = it.client("iam").create_service_linked_role
    return Pair(
        lambda: create(AWSServiceName="cognito-idp"),
        lambda: create(AWSServiceName="email.cognito-idp.amazonaws.com"),
    )
