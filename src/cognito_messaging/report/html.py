"""A report as one HTML file, for a phone, a launch ticket or paper."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import groupby
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from ..checks import every_check
from ..checks.base import Check
from ..checks.outcome import Meter, Severity, Source, Verdict
from ..readiness.accounts import SharedFinding, own_findings, shared_findings
from ..readiness.findings import Finding, Report, overall, urgency, worst_first
from .about import CHANNELS, OPEN, about
from .documentation import page_of
from .plain import plain

_PACKAGE = "cognito_messaging.report"
_MARKS = {
    Verdict.FAIL: "✕",
    Verdict.UNKNOWN: "?",
    Verdict.PARTIAL: "~",
    Verdict.WARN: "!",
    Verdict.PASS: "✓",
    Verdict.NOT_APPLICABLE: "-",
}
_OF_CHECKS = (*OPEN, Verdict.PASS, Verdict.NOT_APPLICABLE)
_GUIDES = {
    "/cognito/latest/developerguide": "Cognito Developer Guide",
    "/cognito-user-identity-pools/latest/APIReference": "Cognito API Reference",
    "/ses/latest/dg": "SES Developer Guide",
    "/sms-voice/latest/userguide": "End User Messaging SMS User Guide",
    "/sns/latest/dg": "SNS Developer Guide",
    "/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-cognito/lib": "AWS CDK, aws-cognito",
}


@dataclass(frozen=True)
class _Shared:
    """A finding of an account, with the anchor of its place on the page."""

    anchor: str
    of: SharedFinding


@dataclass(frozen=True)
class _Pool:
    """A pool of the page.

    Attributes:
        own: its findings, the most urgent first, without those of its account.
        shared: the findings of its account that hold for it.
        verdicts: the first letter of the verdict of each check of the page, for the script.
    """

    report: Report
    anchor: str
    own: tuple[Finding, ...]
    shared: tuple[_Shared, ...]
    verdicts: str


def render(reports: Sequence[Report], problems: Sequence[str] = ()) -> str:
    """Render reports as one page that loads nothing and runs only its own script."""
    shared = [_Shared(f"shared-{n}", item) for n, item in enumerate(shared_findings(reports), 1)]
    checks = [
        check
        for check in every_check()
        if any(finding.check.id == check.id for report in reports for finding in report.findings)
    ]
    fleet = len(reports) != 1 or bool(problems)
    style, script = _text("report.css"), _text("report.js")
    return _template().render(
        fleet=fleet,
        pools=_pools(reports, shared if fleet else [], checks),
        accounts=_accounts(shared),
        checks=checks,
        severities=[item for item in Severity if any(check.severity is item for check in checks)],
        problems=problems,
        verdict=overall(reports, problems),
        about=about(reports),
        channels=CHANNELS.items(),
        Verdict=Verdict,
        OPEN=OPEN,
        of_checks=_OF_CHECKS,
        marks=_MARKS,
        style=style,
        script=script,
        policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'",
    )


def source_name(source: Source) -> str:
    """A name for the page of a source, to be read without its sentence."""
    address = urlsplit(source.url)
    folder, _, page = address.path.rpartition("/")
    topic = page.rpartition(".")[0] or page or folder.rpartition("/")[2]
    words = topic.removeprefix("API_").replace("-", " ").replace("_", " ")
    return f"{_GUIDES.get(folder, address.hostname or source.key)}: {words}"


def _accounts(shared: Sequence[_Shared]) -> list[tuple[str, list[_Shared]]]:
    """The findings of each account, the worst account first."""
    by_account = groupby(shared, lambda item: item.of.account)
    accounts = [(account, list(found)) for account, found in by_account]
    return sorted(accounts, key=lambda item: urgency(item[1][0].of.finding))


def _pools(
    reports: Sequence[Report], shared: Sequence[_Shared], checks: Sequence[Check]
) -> list[_Pool]:
    pools: dict[str, _Pool] = {}
    for report in worst_first(reports):
        anchor = plain(report.pool.id)
        if anchor in pools:  # two profiles of one account
            anchor = f"{anchor}-{len(pools)}"
        mine = tuple(item for item in shared if item.of.holds_for(report))
        verdicts = {finding.check.id: finding.verdict.value[0] for finding in report.findings}
        pools[anchor] = _Pool(
            report,
            anchor,
            tuple(own_findings(report, [item.of for item in mine])),
            mine,
            "".join(verdicts.get(check.id, ".") for check in checks),
        )
    return list(pools.values())


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader(_PACKAGE, ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["plain"] = plain
    environment.filters["source_name"] = source_name
    environment.filters["page_of"] = lambda check: page_of(check.id)
    environment.filters["percent"] = _percent
    return environment.get_template("report.html.j2")


@cache
def _text(name: str) -> str:
    return resources.files(_PACKAGE).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """A source of a content security policy that allows exactly this text."""
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"


def _percent(meter: Meter) -> int:
    if meter.used is None or meter.limit <= 0:
        return 0
    return min(round(100 * meter.used / meter.limit), 100)
