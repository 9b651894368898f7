"""SES v1: how version 1 of the API says what version 2 says.

Both versions work on one account (SES Developer Guide), so the supplements for version 1 ask
version 2. Source of the codes: SES API Reference, the errors of each operation; for identities,
whose operations declare none, terraform-provider-aws#3840 and floci-io/floci#1750.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import AwsError
from ..plugins import Parameter, SupplementCall

_CODES: Mapping[str, str] = {
    "BadRequestException": "InvalidParameterValue",
    "LimitExceededException": "LimitExceeded",
    "NotFoundException": "InvalidParameterValue",
}
SETS: Mapping[str, str] = {
    "AlreadyExistsException": "ConfigurationSetAlreadyExists",
    "NotFoundException": "ConfigurationSetDoesNotExist",
}


async def ask(
    call: SupplementCall,
    operation: str,
    codes: Mapping[str, str] | None = None,
    /,
    **parameters: Parameter,
) -> dict[str, object]:
    """The answer of version 2 to an operation.

    Args:
        call: the call of version 1.
        operation: the operation of version 2.
        codes: codes of version 1, by those of version 2, where they differ from the usual ones.
        parameters: the parameters of the operation; those of None are left out.

    Raises:
        AwsError: the answer is this error, with the code that version 1 uses.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    try:
        return await call.context.ask("sesv2", operation, **given)
    except AwsError as error:
        code = {**_CODES, **(codes or {})}.get(error.code, error.code)
        raise AwsError(code, error.message) from error


async def find(call: SupplementCall, identity: str) -> dict[str, object] | None:
    """An identity as version 2 shows it; None if there is no such identity."""
    try:
        return await call.context.ask("sesv2", "GetEmailIdentity", EmailIdentity=identity)
    except AwsError as error:
        if error.code != "NotFoundException":
            raise
        return None


def identity_name(identity: str) -> str:
    """The name of an identity, which some operations also take as its ARN."""
    return identity.partition(":identity/")[2] or identity


def camel(word: str) -> str:
    """A word of version 2 as version 1 writes it: `USE_DEFAULT_VALUE` as `UseDefaultValue`."""
    return "".join(part.capitalize() for part in word.split("_"))
