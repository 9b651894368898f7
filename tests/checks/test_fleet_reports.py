"""Reports of several pools: the worst first, and an account's findings once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cognito_messaging.checks import every_check
from cognito_messaging.checks.outcome import Verdict
from cognito_messaging.readiness import Report
from cognito_messaging.readiness.accounts import own_findings, shared_findings
from cognito_messaging.readiness.findings import worst_first
from cognito_messaging.report import RENDERERS, Format
from cognito_messaging.report.about import about

from .fake_aws import FakeAws, broken, error, hostile, run
from .fleet import fleet, pool


def page_of(reports: Sequence[Report]) -> str:
    return RENDERERS[Format.HTML](reports, [])


def test_the_head_of_a_fleet_names_its_accounts_and_regions() -> None:
    facts = dict(about(fleet(13)))
    assert facts["Account"] == "111122223333, 444455556666, 777788889999, unknown"
    assert facts["Region"] == "eu-west-1, us-east-1"


def test_the_worst_pool_is_first() -> None:
    reports = worst_first(fleet(40))
    order = [Verdict.FAIL, Verdict.UNKNOWN, Verdict.WARN, Verdict.PASS]
    verdicts = [report.verdict for report in reports]
    assert verdicts == sorted(verdicts, key=order.index)
    assert set(verdicts) == set(order)
    critical = [
        sum(item.verdict is Verdict.FAIL and item.check.severity == "critical" for item in found)
        for found in (report.findings for report in reports)
    ]
    assert critical == sorted(critical, reverse=True)


def test_a_finding_of_an_account_is_listed_once_for_each_region() -> None:
    reports = fleet(40)
    shared = shared_findings(reports)
    for check_id in ("E8", "S5", "S7"):
        found = [item for item in shared if item.finding.check.id == check_id]
        failing = [item for item in found if item.finding.verdict is Verdict.FAIL]
        assert [(item.account, item.regions) for item in failing] == [
            ("111122223333", ("eu-west-1",)),
            ("111122223333", ("us-east-1",)),
        ], check_id
        pools = [report.pool.id for item in failing for report in item.reports]
        assert len(pools) == len(set(pools)) > 8


def test_each_finding_is_either_the_pools_own_or_one_of_its_account() -> None:
    reports = fleet(40)
    shared = shared_findings(reports)
    for report in reports:
        own = [finding.check.id for finding in own_findings(report, shared)]
        of_account = [item.finding.check.id for item in shared if item.holds_for(report)]
        assert sorted(own + of_account) == sorted(check.id for check in every_check())
        assert {"E1", "G1", "G2", "G3", "G4", "S1", "S4"} <= set(own)


def test_a_set_is_only_the_accounts_if_several_pools_have_the_same_finding_about_it() -> None:
    def without_set(fake: FakeAws) -> FakeAws:
        return fake.reply("sesv2:GetConfigurationSet", error("NotFoundException"))

    def shared(*reports: Report) -> set[str]:
        return {item.finding.check.id for item in shared_findings(reports)}

    alone, beside = pool(1, without_set), pool(7, without_set)
    assert alone.pool.account == beside.pool.account
    assert "E12" not in shared(alone, pool(4))
    assert {"E12", "E8"} <= shared(alone, beside)
    assert "E8" in shared(alone)


def test_the_page_of_a_fleet_says_what_an_account_needs_once() -> None:
    page = page_of(fleet(40))
    assert page.count("Open a support case to leave the sandbox") == 2  # one for each region


def test_the_page_of_a_fleet_has_a_copy_button_at_each_command() -> None:
    for reports in ([run(broken())], fleet(20)):
        page = page_of(reports)
        assert page.count("<dt>Command</dt>") == page.count('class="copy"') > 0


def test_one_pool_twice_has_two_places_on_the_page() -> None:
    page = page_of([run(FakeAws())] * 2)
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_every_link_within_a_page_has_its_place() -> None:
    for reports in (fleet(40), [run(hostile())] * 2):
        page = page_of(reports)
        ids = set(re.findall(r' id="([^"]*)"', page))
        links = set(re.findall(r'href="#([^"]*)"', page))
        assert len(links) > 1
        assert links <= ids


def test_forty_pools_are_one_small_file() -> None:
    assert len(page_of(fleet(40)).encode()) < 600_000
