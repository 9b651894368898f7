"""The environment that Terraform runs in: the caller's, less what would change its meaning."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from . import mirror

# Each of these would make a run mean something else than what the test says.
DROPPED = ("TF_VAR_", "TF_CLI_ARGS", "TF_WORKSPACE", "TF_DATA_DIR", "TF_LOG", "TF_REATTACH")


def terraform_environment(
    folder: Path,
    target: Mapping[str, str],
    caller: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Environment variables for Terraform.

    Args:
        folder: where files that Terraform needs may be written; it must exist.
        target: what the target adds, see `Target.environment`. Where it names an endpoint, the
            caller's own AWS settings are left out, so that no call can leave for real AWS.
        caller: the environment to start from; by default this process's.
    """
    caller = os.environ if caller is None else caller
    dropped = DROPPED + (("AWS_",) if "AWS_ENDPOINT_URL" in target else ())
    kept = {name: value for name, value in caller.items() if not name.startswith(dropped)}
    if not Path(kept.get("TF_CLI_CONFIG_FILE", "/")).is_file():
        kept.pop("TF_CLI_CONFIG_FILE", None)
    defaults = {
        "CHECKPOINT_DISABLE": "1",
        "TF_IN_AUTOMATION": "1",
        # A quarter less CPU in Terraform and the provider, for some 150 MB.
        "GOGC": kept.get("GOGC", "400"),
        # Where a hundred scenarios would take more, memory comes first: both stay below 2 GB.
        "GOMEMLIMIT": kept.get("GOMEMLIMIT", "850MiB"),
        # A provider writes every request to its log, and leaves it to Terraform to drop the lines.
        "TF_LOG_PROVIDER": "OFF",
        "TF_LOG_SDK": "OFF",
    }
    return {**kept, **defaults, **mirror.cli_configuration(caller, folder), **dict(target)}
