"""Write the results as Markdown and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .cases import DISASTERS, KINDS
from .trial import Outcome


def figures(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Count the cases by kind: tried, survived, and recovered with `recover`.

    `longest_recovery_s` is of those that survived; null if none did.
    """
    tried = [one for one in outcomes if one.met]
    by_kind = {}
    for kind in KINDS:
        of_kind = [one for one in tried if one.case.kind == kind]
        recoveries = [one.recovery for one in of_kind if one.survived]
        by_kind[kind] = {
            "tried": len(of_kind),
            "survived": len(recoveries),
            "recovered": sum(one.recovered for one in of_kind),
            "longest_recovery_s": max(recoveries, default=None),
        }
    return {
        "tried": len(tried),
        "survived": sum(one.survived for one in tried),
        "recovered": sum(one.recovered for one in tried),
        "by_kind": by_kind,
    }


def summary(found: Mapping[str, Any], cases: int) -> str:
    """Return the figures as one line."""
    return (
        f"survived {found['survived']} of {found['tried']} tried cases, of {cases} in all; "
        f"recovered {found['recovered']} more with `cognito-messaging recover`"
    )


def write(folder: Path, outcomes: Sequence[Outcome], cases: int, how: str) -> None:
    """Write reliability.md and reliability.json.

    Args:
        folder: folder of both files.
        outcomes: the cases that were tried.
        cases: number of all cases.
        how: date, seed, duration and machine of the run.
    """
    found = figures(outcomes)
    (folder / "reliability.json").write_text(json.dumps(found, indent=2) + "\n")
    unmet = sum(not one.met for one in outcomes)
    lines = [
        "# Recovery from faults",
        "",
        "Written by `make faults`. Real Terraform applies examples/complete through the gateway to",
        "the embedded target, applies it again once SES has verified the sender, changes it",
        "(another domain, no deletion protection) and destroys it. Each command meets one fault.",
        "If it fails, the same command runs once more. A case survives if that command succeeds,",
        "if the target then has exactly the resources and settings of a run without faults, if the",
        "next plan is empty, and if neither Terraform's output nor the gateway's record has a",
        "secret. Otherwise `cognito-messaging recover --yes` runs, and the command once more; the",
        "case is recovered if all of this holds then.",
        "",
        f"**{summary(found, cases).capitalize()}.**",
        "",
        how,
        *([f"Not tried because Terraform did not make the call: {unmet}."] if unmet else []),
        "",
        "| kind | tried | survived | recovered | longest recovery, s |",
        "|---|--:|--:|--:|--:|",
        *(
            f"| {kind} | {row['tried']} | {row['survived']} | {row['recovered']} "
            f"| {_seconds(row)} |"
            for kind, row in found["by_kind"].items()
        ),
        "",
        "Recovery is the time from the first fault to the end of the command that succeeded",
        "without `recover`. A",
        "fault affects a call once, so that a retry by the provider can succeed. If a retry can",
        "succeed, one run has many faults: in the first call of each operation, or in the second,",
        "and so on. If such a run does not survive, each of its faults is tried alone. `slow`",
        "delays a call by two seconds. The last four kinds happen during a call, at moments spread",
        "over each command:",
        "",
        *(f"- {kind}: {text}" for kind, text in DISASTERS.items()),
        "",
        "The embedded target keeps its state in memory, so it is empty after it was killed, and",
        "Terraform creates everything again. A target that keeps its state would look like one",
        "that is unreachable for a while.",
        "",
        "## Cases that did not survive",
        "",
        *_losses(outcomes),
    ]
    (folder / "reliability.md").write_text("\n".join(lines) + "\n")


def _seconds(row: Mapping[str, Any]) -> str:
    longest = row["longest_recovery_s"]
    return "" if longest is None else f"{longest:.1f}"


def _losses(outcomes: Sequence[Outcome]) -> list[str]:
    lost = Counter(
        (one.case.kind, one.case.command, one.case.call, one.reason, one.remaining or "nothing")
        for one in outcomes
        if one.met and not one.survived
    )
    if not lost:
        return ["None."]
    return [
        "The reasons are in [known-gaps.md](known-gaps.md#faults).",
        "",
        "| kind | command | call | result | left after `recover` |",
        "|---|---|---|---|---|",
        *(f"| {kind} | {command} | {call} | {_cell(reason)} | {_cell(remaining)} |"
          for kind, command, call, reason, remaining in sorted(lost)),
    ]  # fmt: skip


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
