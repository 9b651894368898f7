"""The glossary in docs/architecture.md has one word and one name for each concept."""

import ast
import inspect
import pkgutil
import re
from collections import Counter
from importlib import import_module

import pytest

import cognito_messaging
import terraform_scenarios

ROW = re.compile(r"^\| ([^|]+?) \| ([^|]+?) \| `([\w.]+)` \|$", re.MULTILINE)
# A check and a rule about the same thing: one reads a deployed pool, the other refuses a call.
TWINS = ("cognito_messaging.checks", "cognito_messaging.rules")


@pytest.fixture(scope="module")
def glossary(repository):
    """By word, the name in the code."""
    page = (repository / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = ROW.findall(page.partition("\n## Glossary\n")[2])
    assert len(rows) == len({word for word, _, _ in rows}) > 20
    return {word: name for word, _, name in rows}


@pytest.fixture(scope="module")
def modules():
    return [
        module.name
        for package in (cognito_messaging, terraform_scenarios)
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if not module.name.endswith("__main__")
    ]


def found(name):
    """The object with a dotted name."""
    for parts in range(name.count("."), 0, -1):
        module = ".".join(name.split(".")[:parts])
        try:
            value = import_module(module)
        except ModuleNotFoundError:
            continue
        for attribute in name.removeprefix(f"{module}.").split("."):
            # A field of a dataclass without a default is not an attribute of the class.
            fields = getattr(value, "__dataclass_fields__", {})
            value = fields[attribute] if attribute in fields else getattr(value, attribute)
        return value
    raise LookupError(name)


def classes(module):
    """Names of the public classes that a module defines at its top level."""
    source = inspect.getsource(import_module(module))
    return [
        node.name
        for node in ast.parse(source).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]


def test_each_name_in_the_glossary_is_in_the_code(glossary):
    for name in glossary.values():
        assert found(name)


def test_each_name_in_the_glossary_contains_a_word_of_its_concept(glossary):
    apart = [
        (word, name)
        for word, name in glossary.items()
        if not any(part in name.rpartition(".")[2].lower() for part in word.split())
    ]
    assert apart == []


def test_no_two_classes_have_the_same_name(modules):
    homes = {}
    for module in modules:
        for name in classes(module):
            homes.setdefault(name, []).append(module)
    assert len(homes) > 200
    shared = {
        name: where
        for name, where in homes.items()
        if len(where) > 1 and Counter(map(twin, where)) != Counter(TWINS)
    }
    assert shared == {}


def twin(module):
    return next((package for package in TWINS if module.startswith(f"{package}.")), module)
