"""The diagrams of docs/architecture.md, held against the code."""

import re

import grimp
import pytest

PAGE = "docs/architecture.md"
BOX = re.compile(r'^ *(\w+)\["([\w., ]+)(?:<br>[^"]*)?"\]', re.M)
ARROW = re.compile(r'^ *(\S+?)(?:\["[^"]*"\])? --> (\S+)$', re.M)


@pytest.fixture(scope="module")
def diagrams(repository):
    """The page's flow charts: the Python packages, then the Terraform module."""
    page = (repository / PAGE).read_text(encoding="utf-8")
    return re.findall(r"^```mermaid\nflowchart TD\n(.*?)^```", page, re.M | re.S)


def arrows_of(diagram):
    return {(one, other) for one, other in ARROW.findall(diagram)}


def hint(real, drawn):
    """What to change in the diagram."""
    lines = [f"add to the diagram:       {one} --> {other}" for one, other in sorted(real - drawn)]
    lines += [f"take out of the diagram:  {one} --> {other}" for one, other in sorted(drawn - real)]
    return f"{PAGE} and the code differ. Is the import wanted? Then\n" + "\n".join(lines)


def test_each_arrow_between_python_packages_is_an_import_and_each_import_an_arrow(diagrams):
    boxes = {name: box for box, names in BOX.findall(diagrams[0]) for name in names.split(", ")}
    graph = grimp.build_graph("cognito_messaging", "terraform_scenarios", cache_dir=None)

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


def test_the_harness_knows_nothing_of_cognito():
    graph = grimp.build_graph("cognito_messaging", "terraform_scenarios", cache_dir=None)
    knows = [
        module
        for module in graph.modules
        if module.startswith("terraform_scenarios")
        and any(
            imported.startswith("cognito_messaging")
            for imported in graph.find_modules_directly_imported_by(module)
        )
    ]
    assert knows == []


def test_each_arrow_of_the_terraform_module_is_a_source_and_each_source_an_arrow(
    diagrams, repository
):
    sources = re.compile(r'^ *source *= *"\./(.+?)"', re.M)
    real = {
        ("root", source)
        for file in repository.glob("*.tf")
        for source in sources.findall(file.read_text(encoding="utf-8"))
    }
    drawn = arrows_of(diagrams[1])
    assert real == drawn, hint(real, drawn)
