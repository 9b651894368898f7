"""A plugin of pytest that writes down what each command of Terraform says.

`pytest -p tests.engines.recorder` runs only tests with scenarios. Into the folder RECORD_TO go a
file for each command, in their order, one for each state at the end, and one with the verdicts.
"""

import dataclasses
import functools
import json
import os
from pathlib import Path

import pytest

from terraform_scenarios import durations
from terraform_scenarios.session import Session
from terraform_scenarios.uses import USE

# Their output is one JSON document; that of the others is an event on each line, or text.
DOCUMENTS = ("show", "output", "state", "validate")


class Recorder:
    """Writes files into a folder."""

    def __init__(self, folder):
        self._folder = folder
        self._files = 0
        self._roots = {}
        self._verdicts = {}
        folder.mkdir(parents=True)

    def run(self, run, argv, *, cwd, env, watching):
        """Run a command, and write down what it says."""
        done = run(argv, cwd=cwd, env=env, watching=watching)
        command = argv[1].split()[0]
        self.write(command, cwd, {"code": done.returncode, **said(command, done.stdout)})
        return done

    def pytest_runtest_logreport(self, report):
        if not report.nodeid.startswith(durations.SUITE):  # it is a batch
            self._verdicts[f"{report.nodeid} {report.when}"] = report.outcome

    def pytest_unconfigure(self):
        self._write("verdicts", self._verdicts)

    def write(self, what, root, content):
        """Write a file that is named for a root, whose folder has a random name."""
        number = self._roots.setdefault(root, len(self._roots))
        self._write(f"{self._files:04}-{what}-root-{number}", content)
        self._files += 1

    def _write(self, name, content):
        (self._folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")


def said(command, output):
    """What a command says, without the times of its events and what happens at the same time."""
    if command in DOCUMENTS:
        return {"document": json.loads(output or "null")}
    events = [event for line in output.splitlines() if (event := as_event(line))]
    found = [event["diagnostic"] for event in events if event.get("type") == "diagnostic"]
    return {"diagnostics": sorted(found, key=json.dumps)}


def as_event(line):
    try:
        return json.loads(line)
    except ValueError:
        return None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    without = [item for item in items if USE not in item.stash]
    items[:] = [item for item in items if USE in item.stash]
    config.hook.pytest_deselected(items=without)


def pytest_configure(config):
    recorder = Recorder(Path(os.environ["RECORD_TO"]))
    terraform, state_server = Session.terraform, Session._state_server

    def recorded_terraform(session, *arguments):
        made = terraform(session, *arguments)
        return dataclasses.replace(made, run=functools.partial(recorder.run, made.run))

    def recorded_state_server(session, root, target):
        server = state_server(session, root, target)
        session._open.callback(
            lambda: recorder.write("state", root, json.loads(server.content or "null"))
        )
        return server

    config.pluginmanager.register(recorder)
    patch = pytest.MonkeyPatch()
    patch.setattr(Session, "terraform", recorded_terraform)
    patch.setattr(Session, "_state_server", recorded_state_server)
    config.add_cleanup(patch.undo)
