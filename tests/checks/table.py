"""`python -m tests.checks.table` updates the table of checks in docs/cognito-messaging.md."""

from __future__ import annotations

from pathlib import Path

from cognito_messaging.checks import every_check

PAGE = Path(__file__).parents[2] / "docs" / "cognito-messaging.md"
BEGIN, END = "<!-- checks: begin -->\n", "<!-- checks: end -->\n"


def table() -> str:
    """The table of checks."""
    rows = ["| id | holds when it passes | severity | asks | source |", "|---|---|---|---|---|"]
    for check in every_check():
        calls = ", ".join(dict.fromkeys(f"`{call.full_name}`" for call in check.calls))
        source = f"[{check.source.key}]({check.source.url})"
        unconfirmed = "" if check.source.confirmed else ", unconfirmed"
        rows.append(
            f'| <a id="{check.id.lower()}"></a>{check.id} '
            f"| {check.title} | {check.severity} | {calls} | {source}{unconfirmed} |"
        )
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(before + BEGIN + table() + END + rest.partition(END)[2], encoding="utf-8")
