"""No module imports itself through other modules."""

import grimp
import pytest

PACKAGES = ("cognito_messaging", "terraform_scenarios", "tools", "reliability", "benchmarks")


def in_cycles(imports):
    """The modules that import one another in a cycle, or depend on such modules."""
    left = dict(imports)
    while free := {module for module, imported in left.items() if not imported & left.keys()}:
        left = {module: imported for module, imported in left.items() if module not in free}
    return sorted(left)


@pytest.fixture(scope="module")
def imports():
    """The imports of each module; imports for types alone count too."""
    graph = grimp.build_graph(*PACKAGES, cache_dir=None)
    return {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}


def test_no_modules_import_one_another(imports):
    assert {module.partition(".")[0] for module in imports} == {*PACKAGES}
    assert in_cycles(imports) == []


def test_a_cycle_within_a_package_is_found():
    assert in_cycles({"p.a": {"p.b"}, "p.b": {"p.c"}, "p.c": {"p.a"}, "p.d": {"p.e"}}) == [
        "p.a",
        "p.b",
        "p.c",
    ]
