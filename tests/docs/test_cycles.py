"""No module of the command imports itself through others."""

import grimp


def in_cycles(imports):
    """The modules that import one another in a circle, or depend on such modules."""
    left = dict(imports)
    while free := {module for module, imported in left.items() if not imported & left.keys()}:
        left = {module: imported for module, imported in left.items() if module not in free}
    return sorted(left)


def test_there_are_no_import_cycles():
    # What is imported for the types alone counts too.
    graph = grimp.build_graph("cognito_messaging", cache_dir=None)
    imports = {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}
    assert len(imports) > 50
    assert in_cycles(imports) == []
