"""The environment of Terraform: the caller's, without variables that would change results."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from . import mirror

# Each of these would change what a test runs.
DROPPED = ("TF_VAR_", "TF_CLI_ARGS", "TF_WORKSPACE", "TF_DATA_DIR", "TF_LOG", "TF_REATTACH")
# Each of these is different for each test, or for each run, and no test can mean it.
_OF_TEST = ("PYTEST_CURRENT_TEST", "COLUMNS", "LINES", "OLDPWD", "SHLVL")


def terraform_environment(
    folder: Path,
    target: Mapping[str, str],
    caller: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Environment variables for Terraform.

    Args:
        folder: an existing folder for Terraform's configuration file.
        target: variables of the target, see `Target.environment`. If they have an endpoint, the
            caller's AWS settings are removed, so that no call can reach real AWS.
        caller: the environment to start from; default: this process's.
    """
    caller = os.environ if caller is None else caller
    dropped = DROPPED + _OF_TEST + (("AWS_",) if "AWS_ENDPOINT_URL" in target else ())
    kept = {name: value for name, value in caller.items() if not name.startswith(dropped)}
    if not Path(kept.get("TF_CLI_CONFIG_FILE", "/")).is_file():
        kept.pop("TF_CLI_CONFIG_FILE", None)
    defaults = {
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        # A quarter less CPU in Terraform and the provider, for some 150 MB.
        "GOGC": kept.get("GOGC", "400"),
        # A limit for a root of a hundred scenarios: Terraform and the provider stay below 2 GB.
        "GOMEMLIMIT": kept.get("GOMEMLIMIT", "850MiB"),
        # Otherwise the provider logs every request, and Terraform discards the lines.
        "TF_LOG_PROVIDER": "OFF",
        "TF_LOG_SDK": "OFF",
    }
    return {**kept, **defaults, **mirror.cli_configuration(caller, folder), **dict(target)}
