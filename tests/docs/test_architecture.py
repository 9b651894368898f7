"""The diagrams in docs/architecture.md, compared with the code."""

import re

import grimp
import pytest

from ..hcl import bodies

PAGE = "docs/architecture.md"
FACTS = "cognito_messaging.facts"
BOX = re.compile(r'^ *(\w+)\["([\w., ]+)(?:<br>[^"]*)?"\]', re.M)
ARROW = re.compile(r'^ *(\S+?)(?:\["[^"]*"\])? --> (\S+)$', re.M)


@pytest.fixture(scope="module")
def diagrams(repository):
    """The flow charts of the page: the Python packages, then the Terraform module."""
    page = (repository / PAGE).read_text(encoding="utf-8")
    return re.findall(r"^```mermaid\nflowchart TD\n(.*?)^```", page, re.M | re.S)


def arrows_of(diagram):
    return {(one, other) for one, other in ARROW.findall(diagram)}


def hint(real, drawn):
    """What to change in the diagram."""
    lines = [f"add to the diagram:       {one} --> {other}" for one, other in sorted(real - drawn)]
    lines += [f"remove from the diagram:  {one} --> {other}" for one, other in sorted(drawn - real)]
    return f"{PAGE} and the code differ. If the import is intended:\n" + "\n".join(lines)


@pytest.fixture(scope="module")
def graph():
    """The import graph; imports only for types count too."""
    return grimp.build_graph("cognito_messaging", "terraform_scenarios", "tools", cache_dir=None)


def importers(graph, of, among):
    """The modules of one package that import another package."""
    return sorted(
        module
        for module in graph.modules
        if within(module, among)
        and any(within(one, of) for one in graph.find_modules_directly_imported_by(module))
    )


def within(module, package):
    return f"{module}.".startswith(f"{package}.")


def test_the_arrows_between_python_packages_are_their_imports(diagrams, graph):
    boxes = {name: box for box, names in BOX.findall(diagrams[0]) for name in names.split(", ")}

    def box_of(module):
        parts = module.split(".")
        return next(
            boxes[name] for n in range(len(parts), 0, -1) if (name := ".".join(parts[:n])) in boxes
        )

    real = {
        (box_of(module), box_of(imported))
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
    }
    real = {(one, other) for one, other in real if one != other}
    drawn = arrows_of(diagrams[0])
    assert real == drawn, hint(real, drawn)


def test_the_plugin_does_not_depend_on_cognito(graph):
    assert importers(graph, of="cognito_messaging", among="terraform_scenarios") == []


@pytest.mark.parametrize("of", ["terraform_scenarios", "cognito_messaging.rules"])
def test_only_the_rules_of_the_command_import_the_gateway(graph, of):
    found = importers(graph, of=of, among="cognito_messaging")
    assert found, "the rules are no longer found"
    assert [module for module in found if not within(module, "cognito_messaging.rules")] == []


def test_facts_import_only_facts(graph):
    used = {
        imported
        for module in graph.find_descendants(FACTS)
        for imported in graph.find_modules_directly_imported_by(module)
    }
    assert used, "the facts are no longer found"
    assert {module for module in used if not within(module, FACTS)} == set()


def test_the_arrows_between_terraform_modules_are_their_sources(diagrams, repository):
    real = {
        ("root", body["source"].strip('"').removeprefix("./"))
        for *_, body in bodies(repository, "module")
    }
    drawn = arrows_of(diagrams[1])
    assert real == drawn, hint(real, drawn)
