"""Test Terraform modules with real plans and applies, many scenarios at a time.

Mostly used as a pytest plugin, which needs no import; see `terraform_scenarios.plugin` for its
markers, fixtures and options. What stands here is for programs that drive Terraform themselves.
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
    from .root import write_root
    from .scenario import Scenario
    from .targets import Target, open_target
    from .terraform import Terraform

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
    "interruptible",
    "open_target",
    "terraform_environment",
    "write_root",
]

# Where a name comes from when it is first asked for. Every run of pytest loads this package for its
# plugin, and most of these bring boto3, aiohttp or tftest.
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
    "root": {"write_root"},
    "scenario": {"Scenario"},
    "targets": {"Target", "open_target"},
    "terraform": {"Terraform"},
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{home}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
