"""How a batch names its scenarios in Terraform: module calls, files, and addresses.

The module call of a scenario has the name of its key, `s0123456789`: its resources are
`module.s012345678.aws_s3_bucket.this`. Scenarios that share a call are instances of it:
`module.all_012345678["s012345678"].aws_s3_bucket.this`. A test sees `aws_s3_bucket.this`.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

CALL_PREFIX = "call_"  # of the files that hold module calls
PROVIDER_PREFIX = "provider"  # of the files that hold provider blocks
_KEY = "s[0-9a-f]{9}"
_ALL = "all_[0-9a-f]{9}"
_CALL = re.compile(r'^module\.(?P<name>[\w-]+)(\["(?P<key>[^"]+)"\])?(\.|$)')
# A call anywhere in a text; Terraform's messages may escape the quotes.
_IN_TEXT = re.compile(rf'module\.(?:{_KEY}|{_ALL}\[\\?"{_KEY}\\?"\])(?:\.|\b|$)')
_ESCAPED = {"\n": r"\n", "\r": r"\r", "\t": r"\t", '"': r"\"", "\\": r"\\"}


def scenario_name(identity: object) -> str:
    """The name of a scenario's module call: the same for equal identities, in every process."""
    return "s" + short_hash(identity)


def shared_name(identity: object) -> str:
    """The name of a module call that scenarios share."""
    return "all_" + short_hash(identity)


def short_hash(value: object) -> str:
    """Nine hexadecimal digits, the same for equal values."""
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:9]


def call_file(name: str) -> str:
    """The file of a module call."""
    return f"{CALL_PREFIX}{name}.tf.json"


def key_in_file(filename: str) -> str:
    """The name of the module call that a file holds; empty for any other file."""
    name = Path(filename).name
    if not name.startswith(CALL_PREFIX):
        return ""
    return name.removeprefix(CALL_PREFIX).removesuffix(".tf.json")


def key_in_text(text: str) -> str:
    """The key of the scenario whose addresses a text has; empty if it has those of none or of two.

    Some errors name a resource only in their text, such as "Provider produced inconsistent final
    plan".
    """
    keys = {re.findall(_KEY, call[0])[-1] for call in _IN_TEXT.finditer(text)}
    return keys.pop() if len(keys) == 1 else ""


def is_generated(filename: str) -> bool:
    """Whether a file is one that the harness writes into a root."""
    return Path(filename).name.startswith((CALL_PREFIX, f"{PROVIDER_PREFIX}_"))


def key_of(address: str) -> str:
    """The key of the scenario that an address belongs to; empty if it belongs to none."""
    call = _CALL.match(address)
    return (call["key"] or call["name"]) if call else ""


def relative_address(address: str) -> str:
    """An address as seen from inside the scenario's module; empty for the module itself."""
    return _CALL.sub("", address, count=1)


def without_calls(text: str) -> str:
    """A text with the module calls removed from all addresses in it."""
    return _IN_TEXT.sub("", text)


def own_call(module: str) -> tuple[str, str]:
    """The prefix of a shared call's instance in a module address, and that of a call of its own.

    Both are empty if the address is not in a shared call.
    """
    call = _CALL.match(module)
    if not call or not call["key"]:
        return "", ""
    return f"module.{call['name']}", f"module.{call['key']}"


def instance_key(key: object) -> str:
    """An instance key as Terraform writes it at the end of an address; empty for None."""
    if key is None:
        return ""
    return f'["{_quoted(key)}"]' if isinstance(key, str) else f"[{key}]"


def _quoted(key: str) -> str:
    """A string with HCL's escapes, also for the beginning of a template.

    https://developer.hashicorp.com/terraform/language/expressions/strings#escape-sequences-1
    """
    text = "".join(
        _ESCAPED.get(sign) or (sign if sign.isprintable() else _code_point(sign)) for sign in key
    )
    return text.replace("${", "$${").replace("%{", "%%{")


def _code_point(sign: str) -> str:
    number = ord(sign)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"
