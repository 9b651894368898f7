"""The look of the classic pages: CSS and a logo.

The target refuses a look of a pool without a domain.
"""

import base64
import re
from collections.abc import Iterator

from terraform_scenarios.gateway import ApiCall, AwsError, Rule, RuleContext

_SET = frozenset({"cognito-idp.SetUICustomization"})
_GUIDE = "DG, hosted UI (classic) branding"

# DG, "Specifying CSS customizations in classic branding"
_CLASSES = frozenset(
    f"{name}-customizable"
    for name in (
        "background",
        "banner",
        "errorMessage",
        "idpButton",
        "idpDescription",
        "inputField",
        "label",
        "legalText",
        "logo",
        "passwordCheck-notValid",
        "passwordCheck-valid",
        "redirect",
        "socialButton",
        "submitButton",
        "textDescription",
    )
)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_BLOCK = re.compile(r"([^{}]+)\{[^{}]*\}")
_STATEMENT = re.compile(r"@(?:import|supports|page|media)\b", re.IGNORECASE)
_MAX_IMAGE = 100 * 1024
_MAX_REQUEST = 135 * 1024


def _css(call: ApiCall) -> str:
    return _COMMENT.sub("", call.parameters.get("CSS", ""))


def _selectors(css: str) -> Iterator[str]:
    for found in _BLOCK.finditer(css):
        yield from (one.strip() for one in found[1].split(",") if one.strip())


def _is_customizable(selector: str) -> bool:
    """Whether a selector names one of Cognito's classes, alone or with a state (`:hover`)."""
    return any(one.split(":")[0] in _CLASSES for one in selector.split(".")[1:])


class CssClasses(Rule):
    """CSS can only style Cognito's classes."""

    id = "look-css-classes"
    text = "CSS can only style Cognito's own classes, such as .banner-customizable."
    source = _GUIDE
    wording = "badmintoncryer/cdk-preflight, pf-cognito-ui-customization-css-properties"
    operations = _SET
    code = "InvalidParameterException"
    message = "The CSS class {selector} is not in the list of allowed classes."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        css = _css(call)
        if _STATEMENT.search(css):
            return None  # see CssStatements
        selector = next((one for one in _selectors(css) if not _is_customizable(one)), None)
        return None if selector is None else self.refusal(selector=selector)


class CssStatements(Rule):
    """CSS must not load or condition anything."""

    id = "look-css-statements"
    text = "CSS must not contain @import, @supports, @page or @media."
    source = _GUIDE
    operations = _SET
    code = "InvalidParameterException"
    message = "The CSS contains {statement}, which is not allowed."

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        found = _STATEMENT.search(_css(call))
        return None if found is None else self.refusal(statement=found[0])


class LookSize(Rule):
    """A logo and CSS have their limits."""

    id = "look-size"
    text = "ImageFile must not exceed 100 KB, nor the request 135 KB."
    source = _GUIDE
    operations = _SET
    code = "InvalidParameterException"
    message = "request parameters too large"

    async def check(self, call: ApiCall, context: RuleContext) -> AwsError | None:
        image = call.parameters.get("ImageFile", b"")
        size = len(base64.b64encode(image)) + len(call.parameters.get("CSS", "").encode())
        return self.refusal() if len(image) > _MAX_IMAGE or size > _MAX_REQUEST else None
