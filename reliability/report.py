"""The figures, for people and for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from reliability.cases import DISASTERS, KINDS
from reliability.trial import Outcome


def figures(outcomes: Iterable[Outcome]) -> dict[str, Any]:
    """Survived and tried, by kind, with the longest recovery in seconds (null: none survived)."""
    tried = [one for one in outcomes if one.met]
    by_kind = {}
    for kind in KINDS:
        of_kind = [one for one in tried if one.case.kind == kind]
        recoveries = [one.recovery for one in of_kind if one.survived]
        by_kind[kind] = {
            "tried": len(of_kind),
            "survived": len(recoveries),
            "longest_recovery_s": max(recoveries, default=None),
        }
    return {
        "tried": len(tried),
        "survived": sum(one.survived for one in tried),
        "by_kind": by_kind,
    }


def summary(found: Mapping[str, Any], cases: int) -> str:
    """The figures in one line."""
    return f"survived {found['survived']} of {found['tried']} tried, of {cases} cases there are"


def write(folder: Path, outcomes: Sequence[Outcome], cases: int, how: str) -> None:
    """Write reliability.md and reliability.json.

    Args:
        folder: where.
        outcomes: what was tried.
        cases: how many cases there are.
        how: the command and the machine.
    """
    found = figures(outcomes)
    (folder / "reliability.json").write_text(json.dumps(found, indent=2) + "\n")
    unmet = sum(not one.met for one in outcomes)
    lines = [
        "# What survives which fault",
        "",
        "Written by `make faults`. examples/complete is applied, applied again once SES has",
        "verified the sender, changed (another domain, no deletion protection) and destroyed,",
        "by real Terraform through the gateway on the embedded target. Each command meets one",
        "fault; if it fails, the same command is run once more. A case survives if that ends, if",
        "the target holds exactly what it holds where nothing went wrong, nothing less, nothing",
        "more and nothing configured otherwise, if the next plan is empty, and if no secret stands",
        "in what Terraform prints or the gateway records.",
        "",
        f"**{summary(found, cases).capitalize()}.**",
        "",
        how,
        *([f"Of {unmet} more, the call to be struck was not made."] if unmet else []),
        "",
        "| kind | tried | survived | longest recovery, s |",
        "|---|--:|--:|--:|",
        *(
            f"| {kind} | {row['tried']} | {row['survived']} | {_seconds(row)} |"
            for kind, row in found["by_kind"].items()
        ),
        "",
        "Recovery is from the first strike to the end of the command that succeeded. A call's",
        "fault strikes it once, so that a retry of the provider's own may get over it. Of what it",
        "does get over, one run meets as many as there are: each operation's first call, or each",
        "one's second, and so on; where that does not end well, each is tried alone. `slow` holds",
        "a call for two seconds. The last four strike while a call is under way, at moments spread",
        "over each command:",
        "",
        *(f"- {kind}: {text}" for kind, text in DISASTERS.items()),
        "",
        "The embedded target keeps its state in memory, so one that is killed comes back empty and",
        "everything has to be made anew; a target that keeps what it was told looks, from outside,",
        "like one that cannot be reached for a while.",
        "",
        "## What did not survive",
        "",
        *_losses(outcomes),
    ]
    (folder / "reliability.md").write_text("\n".join(lines) + "\n")


def _seconds(row: Mapping[str, Any]) -> str:
    longest = row["longest_recovery_s"]
    return "" if longest is None else f"{longest:.1f}"


def _losses(outcomes: Sequence[Outcome]) -> list[str]:
    lost = Counter(
        (one.case.kind, one.case.command, one.case.call, one.reason)
        for one in outcomes
        if one.met and not one.survived
    )
    if not lost:
        return ["Nothing that was tried."]
    return [
        "The reasons are in [known-gaps.md](known-gaps.md#faults).",
        "",
        "| kind | command | struck | in the end |",
        "|---|---|---|---|",
        *(f"| {kind} | {command} | {call} | {_cell(reason)} |"
          for kind, command, call, reason in sorted(lost)),
    ]  # fmt: skip


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
