"""Test Terraform modules with real plans and applies, many scenarios at a time.

Mostly used as a pytest plugin, which needs no import; see `terraform_scenarios.plugin` for its
markers, fixtures and options. What stands here is for programs that drive Terraform themselves.
"""

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
from .root import write_calls as write_root
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
