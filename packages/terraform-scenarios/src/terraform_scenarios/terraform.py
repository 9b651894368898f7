"""One class that drives Terraform or OpenTofu; nothing else in the project starts either.

python-terraform builds the command lines (variables go into a typed file, never through `-var`),
tftest parses what comes back (plan, state, outputs), and `process.run` stands between: the two
libraries' own ways to start a child take a killed Terraform for a success, deadlock on a full
pipe, know no timeout, leave the child running when interrupted, and delete the state when an
object is garbage collected.
"""

from __future__ import annotations

import contextlib
import json
import re
import textwrap
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import python_terraform
import tftest

from . import process
from .errors import (
    Diagnostic,
    ProviderCrashed,
    ProviderUnavailable,
    TerraformFailed,
    TerraformKilled,
    TerraformNotFound,
    TerraformTimedOut,
    TerraformTooOld,
)

LEAST_VERSION = "1.9.0"  # validations that look at other variables
# OpenTofu says "resolve" where Terraform says "query available".
_NO_PROVIDER = re.compile(
    r"Could not retrieve the list of available versions for provider ([\w./-]+?)[:,]? "
)
_NO_VERSION = re.compile(
    r"provider ([\w./-]+?)[:,]? no available releases match the given constraints (.+?) "
    r"(?=To see |Error: |$)"
)
_HOST = "registry.terraform.io"
_CRASHED = "Plugin did not respond"
_TRACE = re.compile(r"^Stack trace from the .*? plugin:$.*?(?=^Error: The |\Z)", re.M | re.S)
_FAILED_VERTEX = re.compile(r'vertex "([^" ]+)[^"]*": visit complete, with errors')
_SCHEMAS = ',"provider_format_version":'
_END_OF_PLAN = '},"type":"test_plan"}'
_NO_STATE = "/dev/null/none"  # a path that no file can have
_LONGEST_VALUE = 120
Event = Mapping[str, Any]
FLAG = python_terraform.IsFlagged


@dataclass(frozen=True)
class Ran:
    """What a command that prints JSON lines said.

    Attributes:
        changes: False where a plan had nothing to do.
        diagnostics: errors and warnings in the order they came.
        seconds: how long it took.
    """

    changes: bool
    diagnostics: tuple[Diagnostic, ...]
    seconds: float


@dataclass
class Terraform:
    """Terraform in one root folder.

    Attributes:
        root: the folder with the root module; its state lives there too.
        binary: the program, by name or path.
        env: the whole environment Terraform gets; see `environment.terraform_environment`.
        timeout: seconds that one command may take.
        parallelism: how many resources Terraform works on at a time.
        on_event: called with each JSON event of `plan`, `apply` and `destroy` as it comes.
        watch: called now and then while Terraform runs; what it raises stops Terraform.
        on_start: called with the process group of each command as it starts.
    """

    root: Path
    binary: str = "terraform"
    env: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 1800.0
    parallelism: int = 10
    on_event: Callable[[Event], None] | None = None
    watch: Callable[[], None] | None = None
    on_start: Callable[[int], None] | None = None

    def version(self) -> str:
        """The program's version, such as `1.11.4`.

        Raises:
            TerraformNotFound: there is no such program.
            TerraformTooOld: it is older than 1.9.
        """
        done = self._run("version", json=FLAG)
        try:
            found = str(json.loads(done.stdout)["terraform_version"])
        except (ValueError, KeyError, TypeError) as error:
            raise TerraformNotFound(self.binary) from error
        if _numbers(found) < _numbers(LEAST_VERSION):
            raise TerraformTooOld(self.binary, found, LEAST_VERSION)
        return found

    def init(self) -> None:
        """Install modules and providers.

        Raises:
            ProviderUnavailable: neither registry nor mirror has them.
        """
        # -json would give diagnostics here too, but only from Terraform 1.9 on and not in OpenTofu.
        try:
            self._run("init", input=False, no_color=FLAG)
        except TerraformFailed as failure:
            said = " ".join(failure.output.replace("╷", "").replace("│", "").split()) + " "
            missing = sorted(set(_NO_PROVIDER.findall(said)))
            if not missing:
                raise
            unfit = dict(_NO_VERSION.findall(said))
            if unfit.keys() == set(missing):
                wanted = " and ".join(f"{name} that fits '{unfit[name]}'" for name in missing)
                raise ProviderUnavailable(
                    f"Terraform can get no version of {wanted}, only others. Take a version of the "
                    f"module that allows one of them, or let it find more.\n{failure.output}"
                ) from failure
            names = ("providers " if missing[1:] else "provider ") + " and ".join(missing)
            folders = " and ".join(f"{_hosted(name)}/VERSION/PLATFORM" for name in missing)
            raise ProviderUnavailable(
                f"Terraform could not get the {names}. Let it reach its registry, or set "
                f"TF_PROVIDER_MIRROR to a folder that holds {folders}.\n{failure.output}"
            ) from failure

    def validate(self) -> tuple[Diagnostic, ...]:
        """What `terraform validate` finds; empty where all is well."""
        done = self._run("validate", ok=(0, 1), json=FLAG, no_color=FLAG)
        found = json.loads(done.stdout).get("diagnostics", [])
        return tuple(_diagnostic(raw, self.root) for raw in found)

    def plan(
        self,
        out: Path,
        *,
        variables: Mapping[str, Any] | None = None,
        refresh: bool = True,
        refresh_only: bool = False,
    ) -> Ran:
        """Write a plan to `out`.

        Raises:
            TerraformFailed: with every diagnostic.
        """
        try:
            return self._stream(
                "plan",
                ok=(0, 2),
                out=str(out),
                detailed_exitcode=FLAG,
                var=dict(variables) if variables else None,
                refresh=refresh,
                refresh_only=FLAG if refresh_only else None,
                parallelism=self.parallelism,
                lock=False,
            )
        except TerraformFailed as failure:
            if not any(map(_lacks_address, failure.diagnostics)):
                raise
            # The plan is written all the same, and its checks name what the diagnostics leave out.
            checks = self.show_plan(out).get("checks", []) if out.exists() else []
            placed = _placed(failure.diagnostics, _failed_conditions(checks))
            raise TerraformFailed("plan", placed, failure.output) from None

    def failing_addresses(self, log: Path) -> set[str]:
        """Addresses at which a plan of this root fails, for errors that name none.

        They come from Terraform's trace log, which has no promised form: take them for hints.
        """
        env = {**self.env, "TF_LOG_CORE": "trace", "TF_LOG_PATH": str(log)}
        with contextlib.suppress(TerraformFailed):
            replace(self, env=env)._stream("plan", ok=(0, 2), refresh=False, lock=False)
        found = _FAILED_VERTEX.findall(log.read_text(errors="replace")) if log.exists() else []
        log.unlink(missing_ok=True)
        return set(found)

    def test(self) -> None:
        """Run the root's tests and print their plans; what they say comes as events.

        Raises:
            TerraformFailed: they did not run to their end; that some of them fail is no error.
        """
        ended = False
        diagnostics: list[Diagnostic] = []

        def heard(line: str) -> None:
            nonlocal ended
            # Each plan ends with the schemas of all providers: 13 MB for hashicorp/aws.
            plan, found, _ = line.partition(_SCHEMAS)
            event = (_event(plan + _END_OF_PLAN) if found else {}) or _event(line)
            ended = ended or event.get("type") == "test_summary"
            if event.get("type") == "diagnostic":
                diagnostics.append(self.diagnostic(event["diagnostic"]))
            if self.on_event:
                self.on_event(event)

        options = {"json": FLAG, "verbose": FLAG, "no_color": FLAG}
        done = self._run("test", ok=None, on_line=heard, keep=False, **options)
        if not ended:
            raise TerraformFailed("test", diagnostics, _tail(done.stderr))

    def beside(self, name: str) -> Terraform:
        """Terraform in another root, in a folder of this one's."""
        return replace(self, root=self.root / name)

    def diagnostic(self, raw: Mapping[str, Any]) -> Diagnostic:
        """One error or warning of this root, from Terraform's JSON."""
        return _diagnostic(raw, self.root)

    def show_plan(self, plan: Path) -> tftest.TerraformPlanOutput:
        """A saved plan, parsed."""
        done = self._run("show", str(plan), json=FLAG, no_color=FLAG)
        return tftest.TerraformPlanOutput(json.loads(done.stdout))

    def apply(self, plan: Path | None = None, *, variables: Mapping[str, Any] | None = None) -> Ran:
        """Apply a saved plan, or plan and apply in one go (one start of the provider less)."""
        if plan:
            return self._stream("apply", str(plan), parallelism=self.parallelism)
        return self._stream(
            "apply",
            auto_approve=FLAG,
            parallelism=self.parallelism,
            var=dict(variables) if variables else None,
        )

    def destroy(
        self,
        *,
        variables: Mapping[str, Any] | None = None,
        refresh: bool = True,
        targets: Sequence[str] = (),
    ) -> Ran:
        """Destroy everything in the state, or of the addresses that are named."""
        return self._stream(
            "destroy",
            auto_approve=FLAG,
            target=list(targets) or None,
            parallelism=self.parallelism,
            refresh=refresh,
            var=dict(variables) if variables else None,
        )

    def output(self) -> tftest.TerraformValueDict:
        """The root's outputs by name, sensitive ones too."""
        done = self._run("output", json=FLAG, no_color=FLAG)
        return tftest.TerraformValueDict(json.loads(done.stdout))

    def state(self) -> tftest.TerraformState:
        """The state, parsed; it starts no provider, so it is quick."""
        return parsed_state(self._run("state pull").stdout)

    def _stream(self, command: str, *args: str, ok: Sequence[int] = (0,), **options: Any) -> Ran:
        """Run a command that prints JSON lines."""
        diagnostics: list[Diagnostic] = []
        under_way: dict[str, None] = {}

        def heard(line: str) -> None:
            event = _event(line)
            match event.get("type"):
                case "diagnostic":
                    diagnostics.append(_diagnostic(event["diagnostic"], self.root))
                case "apply_start" | "refresh_start":
                    under_way[event["hook"]["resource"]["addr"]] = None
                case "apply_complete" | "refresh_complete":  # not errored: being stopped is one
                    under_way.pop(event["hook"]["resource"]["addr"], None)
            if self.on_event:
                self.on_event(event)

        start = time.monotonic()
        options |= {"json": FLAG, "input": False, "no_color": FLAG}
        done = self._run(command, *args, ok=None, on_line=heard, under_way=under_way, **options)
        if done.returncode not in ok:
            plain = [line for line in done.stdout.splitlines() if not _event(line)]
            output = "\n".join([*plain, done.stderr])
            trace = _TRACE.search(output)
            if trace or any(d.summary == _CRASHED for d in diagnostics):
                raise ProviderCrashed(command, diagnostics, _head(trace[0] if trace else output))
            raise TerraformFailed(command, diagnostics, _tail(output))
        return Ran(done.returncode == 2, tuple(diagnostics), time.monotonic() - start)

    def _run(
        self,
        command: str,
        *args: str,
        ok: Sequence[int] | None = (0,),
        on_line: Callable[[str], None] | None = None,
        under_way: Iterable[str] = (),
        keep: bool = True,
        **options: Any,
    ) -> process.Finished:
        """Run any command; `ok` are the exit codes that are no failure, None for all.

        `under_way` has the addresses that it works on, to be named where it runs out of time.
        `keep` is False where lines are only listened to.
        """
        # Made for each command: it keeps the variable files of the last one and nothing we need.
        # It would read the root's state, whole, and fail on the empty file that a kill can leave.
        builder = python_terraform.Terraform(state=_NO_STATE, terraform_bin_path=self.binary)
        try:
            done = process.run(
                builder.generate_cmd_string(command, *args, **options),
                cwd=self.root,
                env=self.env,
                timeout=self.timeout,
                on_line=on_line,
                watch=self.watch,
                on_start=self.on_start,
                keep=keep,
            )
        except (FileNotFoundError, PermissionError) as error:
            raise TerraformNotFound(self.binary) from error
        except process.ProcessTimeout as error:
            raise TerraformTimedOut(command, self.timeout, under_way) from error
        finally:
            builder.temp_var_files.clean_up()
        if done.returncode < 0:
            raise TerraformKilled(command, -done.returncode, _tail(done.stderr))
        if ok is not None and done.returncode not in ok:
            raise TerraformFailed(command, (), _tail(done.stderr or done.stdout))
        return done


def parsed_state(text: str | bytes) -> tftest.TerraformState:
    """A state as Terraform writes it; one without resources where there is no text."""
    return tftest.TerraformState(json.loads(text or '{"resources": [], "outputs": {}}'))


def _event(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def _diagnostic(raw: Mapping[str, Any], root: Path) -> Diagnostic:
    span = raw.get("range") or {}
    filename = str(span.get("filename", ""))
    if filename.startswith(".."):  # outside the root: to be found from where the person is
        filename = str((root / filename).resolve())
    snippet = raw.get("snippet") or {}
    return Diagnostic(
        severity=str(raw.get("severity", "error")),
        summary=str(raw.get("summary", "")),
        detail=str(raw.get("detail", "")),
        address=str(raw.get("address", "")),
        filename=filename,
        line=int((span.get("start") or {}).get("line", 0)),
        context=str(snippet.get("context") or ""),
        code=textwrap.dedent(str(snippet.get("code") or "")),
        values=tuple(
            _cut(f"{value['traversal']} {value['statement']}")
            for value in snippet.get("values") or ()
        ),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _lacks_address(diagnostic: Diagnostic) -> bool:
    """True for a failed pre- or postcondition: Terraform says where it is written, not whose."""
    return (
        diagnostic.severity == "error"
        and not diagnostic.address
        and diagnostic.summary.endswith("condition failed")
    )


def _failed_conditions(checks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """(address, message) of each failed condition, from the checks of a plan."""
    for check in checks:
        for instance in check.get("instances", ()):
            if instance["status"] == "fail" and check["address"]["kind"] != "check":
                for problem in instance.get("problems", ()):
                    yield instance["address"]["to_display"], problem["message"]


def _placed(
    diagnostics: Iterable[Diagnostic], failed: Iterable[tuple[str, str]]
) -> list[Diagnostic]:
    """Diagnostics of failed conditions with the addresses that belong to them."""
    addresses: dict[str, list[str]] = {}
    for address, message in failed:
        addresses.setdefault(message, []).append(address)
    placed: list[Diagnostic] = []
    for diagnostic in diagnostics:
        found = addresses.get(diagnostic.detail) if _lacks_address(diagnostic) else None
        # Equal messages of several resources come as so many equal diagnostics: one address each.
        placed.append(replace(diagnostic, address=found.pop(0)) if found else diagnostic)
    return placed


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _hosted(source: str) -> str:
    """A provider's source with the host that stands for none."""
    return source if source.count("/") == 2 else f"{_HOST}/{source}"


def _head(text: str, size: int = 4000) -> str:
    return text.strip()[:size]


def _tail(text: str, size: int = 4000) -> str:
    return text.strip()[-size:]
