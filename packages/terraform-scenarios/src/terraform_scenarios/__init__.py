"""Test Terraform modules with real plans and applies, many scenarios at a time.

The pytest plugin needs no import; see `terraform_scenarios.plugin`. The names here are for programs
that run Terraform themselves.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .environment import terraform_environment
    from .errors import (
        BadScenario,
        Diagnostic,
        HarnessError,
        ProviderUnavailable,
        TargetUnavailable,
        TerraformFailed,
        TerraformKilled,
        TerraformNotFound,
        TerraformTimedOut,
        TerraformTooOld,
    )
    from .process import interruptible
    from .progress import Progress
    from .results import Applied, Change, Planned, Rejected, Replanned, Transition
    from .root_files import write_root
    from .scenario import Scenario
    from .targets import Target, open_target
    from .terraform import Terraform
    from .workspace import Workspace, open_workspace

__version__ = "0.1.0"
__all__ = [
    "Applied",
    "BadScenario",
    "Change",
    "Diagnostic",
    "HarnessError",
    "Planned",
    "Progress",
    "ProviderUnavailable",
    "Rejected",
    "Replanned",
    "Scenario",
    "Target",
    "TargetUnavailable",
    "Terraform",
    "TerraformFailed",
    "TerraformKilled",
    "TerraformNotFound",
    "TerraformTimedOut",
    "TerraformTooOld",
    "Transition",
    "Workspace",
    "interruptible",
    "open_target",
    "open_workspace",
    "terraform_environment",
    "write_root",
]

# The module of each name, imported on first use. Every run of pytest loads this package for its
# plugin, and most of these modules import boto3, aiohttp or tftest.
_HOMES = {
    "environment": {"terraform_environment"},
    "errors": {
        "BadScenario",
        "Diagnostic",
        "HarnessError",
        "ProviderUnavailable",
        "TargetUnavailable",
        "TerraformFailed",
        "TerraformKilled",
        "TerraformNotFound",
        "TerraformTimedOut",
        "TerraformTooOld",
    },
    "process": {"interruptible"},
    "progress": {"Progress"},
    "results": {"Applied", "Change", "Planned", "Rejected", "Replanned", "Transition"},
    "root_files": {"write_root"},
    "scenario": {"Scenario"},
    "targets": {"Target", "open_target"},
    "terraform": {"Terraform"},
    "workspace": {"Workspace", "open_workspace"},
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{home}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
