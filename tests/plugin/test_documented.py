"""The documentation of the plugin: the tutorial in an empty folder, then every other example."""

import re
import shutil

import pytest

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def page(repository):
    return (repository / "docs" / "terraform-scenarios.md").read_text(encoding="utf-8")


def blocks(text, kind):
    return [content for found, content in BLOCK.findall(text) if found == kind]


@pytest.fixture(scope="module")
def pasted(page, tmp_path_factory):
    """A folder with the files of the tutorial."""
    folder = tmp_path_factory.mktemp("reader")
    start, end = page.index("## Your first five minutes"), page.index("## The module under test")
    (module,), (tests,) = (blocks(page[start:end], kind) for kind in ("hcl", "python"))
    assert "`main.tf`" in page[start:end]
    assert "`tests/test_bucket.py`" in page[start:end]
    (folder / "main.tf").write_text(module)
    (folder / "tests").mkdir()
    (folder / "tests" / "test_bucket.py").write_text(tests)
    return folder


def test_the_first_five_minutes_pass_as_pasted(run_in, pasted):
    outcome = run_in(pasted)
    assert outcome.results == {
        "test_the_bucket_has_its_owner": "passed",
        "test_a_second_plan_has_nothing_to_do": "passed",
        "test_a_long_name_is_refused": "passed",
    }, outcome.output


def test_every_example_on_the_page_passes(run_in, page, pasted, tmp_path):
    folder = shutil.copytree(pasted, tmp_path / "reader")
    (folder / "tests" / "test_bucket.py").unlink()
    rest = page[page.index("## The module under test") :]
    tests = [one for one in blocks(rest, "python") if "def test_" in one]
    hooks = [one for one in blocks(rest, "python") if "def pytest_" in one]
    documents = [one for one in blocks(rest, "yaml") if one.startswith("name:")]
    # A root with several configurations of a provider runs cold, so their examples run apart.
    apart = [one for one in (*tests, *hooks) if "providers(" in one]
    (folder / "tests" / "apart").mkdir()
    for number, content in enumerate(tests):
        (folder / "tests" / ("apart" * (content in apart)) / f"test_{number}.py").write_text(
            content
        )
    for number, content in enumerate(documents):
        (folder / "tests" / f"{number}.scenarios.yaml").write_text(content)
    for hook in hooks:
        (folder / "tests" / ("apart" * (hook in apart)) / "conftest.py").write_text(hook)
    outcomes = [
        run_in(folder, "--gateway=on", part) for part in ("tests/apart", "--ignore=tests/apart")
    ]
    for outcome in outcomes:
        assert set(outcome.results.values()) == {"passed"}, outcome.output
    number = sum(len(outcome.results) for outcome in outcomes)
    assert number == sum(one.count("def test_") for one in tests) + 1 + 3
    assert len(tests) >= 8
    assert len(documents) == 1
    assert len(hooks) == len(apart) == 2
