"""The command has no import cycles."""

import grimp


def in_cycles(imports):
    """The modules in an import cycle, and those that depend on them."""
    left = dict(imports)
    while free := {module for module, imported in left.items() if not imported & left.keys()}:
        left = {module: imported for module, imported in left.items() if module not in free}
    return sorted(left)


def test_there_are_no_import_cycles():
    # Imports only for types count too.
    graph = grimp.build_graph("cognito_messaging", cache_dir=None)
    imports = {one: graph.find_modules_directly_imported_by(one) for one in graph.modules}
    assert len(imports) > 50
    assert in_cycles(imports) == []
