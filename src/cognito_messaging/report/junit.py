"""A report as JUnit XML: a suite for each pool, a case for each check.

A case with a warning passes; the warning is in its output.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from ..checks.outcome import Verdict
from ..readiness.findings import Finding, Report
from .about import about
from .plain import plain


def render(reports: Sequence[Report], problems: Sequence[str] = ()) -> str:
    """Render reports as XML: unknown is an error, fail a failure, not-applicable a skip."""
    root = ET.Element("testsuites", name="cognito-messaging")
    for report in reports:
        suite = ET.SubElement(
            root,
            "testsuite",
            name=plain(f"{report.pool.id} ({report.pool.name})"),
            tests=str(len(report.findings)),
            failures=str(report.count(Verdict.FAIL)),
            errors=str(report.count(Verdict.UNKNOWN)),
            skipped=str(report.count(Verdict.NOT_APPLICABLE)),
            timestamp=report.generated_at.strftime("%Y-%m-%dT%H:%M:%S"),
        )
        properties = ET.SubElement(suite, "properties")
        ET.SubElement(properties, "property", name="verdict", value=report.verdict.value)
        ET.SubElement(properties, "property", name="headline", value=report.headline)
        for label, text in about([report]):
            ET.SubElement(properties, "property", name=label, value=plain(text))
        for finding in report.findings:
            _case(suite, report, finding)
    if problems:
        suite = ET.SubElement(
            root, "testsuite", name="listing", tests=str(len(problems)), errors=str(len(problems))
        )
        for problem in problems:
            case = ET.SubElement(suite, "testcase", classname="listing", name="ListUserPools")
            ET.SubElement(case, "error", message=plain(problem))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _case(suite: ET.Element, report: Report, finding: Finding) -> None:
    check = finding.check
    case = ET.SubElement(
        suite,
        "testcase",
        classname=plain(f"cognito-messaging.{report.pool.id}.{check.channel}"),
        name=f"{check.id} {check.title}",
    )
    message = plain(finding.message)
    match finding.verdict:
        case Verdict.FAIL:
            ET.SubElement(case, "failure", message=message).text = _details(finding)
        case Verdict.UNKNOWN:
            ET.SubElement(case, "error", message=message).text = _details(finding)
        case Verdict.NOT_APPLICABLE:
            ET.SubElement(case, "skipped", message=message)
        case Verdict.WARN:
            ET.SubElement(case, "system-out").text = f"warning: {message}\n{_details(finding)}"
        case Verdict.PASS:
            ET.SubElement(case, "system-out").text = message


def _details(finding: Finding) -> str:
    lines = [f"Why it matters: {finding.check.why}", f"Source: {finding.check.source.url}"]
    if remediation := finding.remediation:
        lines.append(f"Remediation: {remediation.what}")
        for label, step in (
            ("Terraform", remediation.terraform),
            ("Command", remediation.command),
            ("Console", remediation.console),
        ):
            if step:
                lines.append(f"{label}: {step}")
    return "\n".join(plain(line) for line in lines)
