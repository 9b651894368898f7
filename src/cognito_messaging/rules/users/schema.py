"""The attributes of a user, as the schema of the pool allows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terraform_scenarios.gateway import ApiCall, AwsError, RuleContext

from ...facts.phone_numbers import is_user_phone_number
from ...facts.user_pools import STANDARD_ATTRIBUTES
from .subject import (
    CHALLENGES,
    NEW_USERS,
    SIGN_UP,
    UPDATE,
    UPDATES,
    UserRule,
    attributes,
    schema,
)

_WORDS = "Attributes did not conform to the schema"
_VERIFIED = frozenset({"email_verified", "phone_number_verified"})


class AttributeExists(UserRule):
    """A user has only attributes of the schema."""

    id = "users-attribute-exists"
    text = "Each attribute of a user must be in the schema of the pool."
    source = "aws-amplify/amplify-cli#1761"
    wording = "aws-amplify/amplify-cli#1761"
    operations = NEW_USERS | UPDATES
    code = "InvalidParameterException"
    message = f"{_WORDS}: {{name}}: Attribute does not exist in the schema.\n"

    def applies(self, call: ApiCall) -> bool:
        return bool(attributes(call))

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        known = {*schema(pool), *STANDARD_ATTRIBUTES, *_VERIFIED}
        unknown = [name for name in attributes(call) if name not in known]
        return self.refusal(name=unknown[0]) if unknown else None


class AttributeRequired(UserRule):
    """Who signs up gives all required attributes.

    Administrators may leave them out (DG, quoted in amazon-cognito-identity-js#567).
    """

    id = "users-attribute-required"
    text = "SignUp needs a value for each required attribute."
    source = "DG, user pool attributes; furaiev/amazon-cognito-identity-dart-2#89"
    wording = "furaiev/amazon-cognito-identity-dart-2#89"
    operations = frozenset({SIGN_UP})
    code = "InvalidParameterException"
    message = "Attributes did not conform to the schema: {name}: the attribute is required"

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        given = attributes(call)
        for name, one in schema(pool).items():
            if not one.get("Required") or name == "sub" or given.get(name):
                continue
            if name != _username_attribute(call.parameters["Username"], pool):
                return self.refusal(name=name)
        return None


class RequiredDeletion(UserRule):
    """A required attribute cannot be deleted."""

    id = "users-attribute-deletion"
    text = "An update must not delete a required attribute by an empty value."
    source = "aws-amplify/aws-sdk-ios#4251"
    wording = "aws-amplify/aws-sdk-ios#4251"
    operations = UPDATES
    code = "InvalidParameterException"
    message = "user.{name}: Required attribute cannot be deleted."

    def applies(self, call: ApiCall) -> bool:
        return "" in attributes(call).values()

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        known = schema(pool)
        for name, value in attributes(call).items():
            if not value and known.get(name, {}).get("Required"):
                return self.refusal(name=name)
        return None


class AttributeMutable(UserRule):
    """An immutable attribute keeps its value."""

    id = "users-attribute-mutable"
    text = "An update must not write an attribute that is not mutable."
    source = "aws-amplify/amplify-swift#3981; API, SchemaAttributeType, Mutable"
    wording = "aws-amplify/amplify-swift#3981"
    operations = UPDATES
    code = "InvalidParameterException"
    message = "user.{name}: Attribute cannot be updated.\n"

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        known = schema(pool)
        for name in attributes(call):
            if known.get(name, {}).get("Mutable") is False:
                return self.refusal(name=name)
        return None


class AttributeValue(UserRule):
    """A value keeps to the length or the range of its attribute."""

    id = "users-attribute-value"
    text = "The value of an attribute must be within the constraints of the schema."
    source = "API, StringAttributeConstraintsType and NumberAttributeConstraintsType"
    operations = NEW_USERS | UPDATES
    code = "InvalidParameterException"
    message = "Attributes did not conform to the schema: {name}: {problem}"

    def applies(self, call: ApiCall) -> bool:
        return any(attributes(call).values())

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        known = schema(pool)
        for name, value in attributes(call).items():
            problem = _problem(known.get(name, {}), value) if value else None
            if problem:
                return self.refusal(name=name, problem=problem)
        return None


class AttributeWrite(UserRule):
    """An app client writes only the attributes that it may write.

    Whether a client without WriteAttributes may write custom attributes is documented in two ways,
    so it may. No client verifies an address or a number by itself (aws-sdk-js#3603).
    """

    id = "users-attribute-access"
    text = "An app client can write only its WriteAttributes."
    source = "aws-sdk-js#1319; API, CreateUserPoolClient, WriteAttributes"
    wording = "aws-sdk-js#1319"
    operations = frozenset({SIGN_UP, UPDATE})
    code = "NotAuthorizedException"
    message = "A client attempted to write unauthorized attribute"

    def applies(self, call: ApiCall) -> bool:
        return bool(attributes(call))

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        client = await self._directory.client(call, context, pool)
        writable = set(client.get("WriteAttributes", []))
        given = set(attributes(call))
        wrong = given - writable if writable else given & _VERIFIED
        return self.refusal() if client and wrong else None


class AttributeProvided(UserRule):
    """A first sign-in completes the required attributes, and changes none."""

    id = "users-attribute-provided"
    text = "NEW_PASSWORD_REQUIRED cannot change a required attribute that has a value."
    source = "API, RespondToAuthChallenge, ChallengeName; aws-samples/aws-saas-factory-bootcamp#67"
    wording = "aws-samples/aws-saas-factory-bootcamp#67"
    operations = CHALLENGES
    code = "NotAuthorizedException"
    message = "Cannot modify an already provided {name}"

    def applies(self, call: ApiCall) -> bool:
        return bool(attributes(call))

    async def judge(
        self, call: ApiCall, context: RuleContext, pool: Mapping[str, Any]
    ) -> AwsError | None:
        required = {one["Name"] for one in pool.get("SchemaAttributes", []) if one.get("Required")}
        given = sorted(required & set(attributes(call)))
        name = call.parameters.get("ChallengeResponses", {}).get("USERNAME", "")
        user = await self._directory.user(context, pool, name) if given else {}
        provided = next((one for one in given if user.get(one)), None)
        return self.refusal(name=provided) if provided else None


def _username_attribute(username: str, pool: Mapping[str, Any]) -> str | None:
    """The attribute that a username is the value of."""
    # moto does not show which attributes are usernames.
    names = pool.get("UsernameAttributes") or ("phone_number", "email" if "@" in username else "")
    if "phone_number" in names and is_user_phone_number(username):
        return "phone_number"
    return "email" if "email" in names else None


def _problem(attribute: Mapping[str, Any], value: str) -> str | None:
    """What is wrong with a value."""
    kind = attribute.get("AttributeDataType")
    if kind == "String":
        limits = attribute.get("StringAttributeConstraints", {})
        if len(value) < int(limits.get("MinLength") or 0):
            return f"String must be no shorter than {limits['MinLength']} characters"
        if len(value) > int(limits.get("MaxLength") or 2048):
            return f"String must be no longer than {limits['MaxLength']} characters"
    if kind == "Number":
        limits = attribute.get("NumberAttributeConstraints", {})
        try:
            number = float(value)
        except ValueError:
            return "The attribute value must be a number"
        if number < float(limits.get("MinValue") or "-inf"):
            return f"The attribute value must be at least {limits['MinValue']}"
        if number > float(limits.get("MaxValue") or "inf"):
            return f"The attribute value must be at most {limits['MaxValue']}"
    return None
