"""Parts of the module's HCL, read with a parser."""

from tools.hcl_blocks import parsed


def values_of(name, value):
    """Every value of an argument with this name, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == name:
                yield inner
            else:
                yield from values_of(name, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from values_of(name, inner)


def bodies(folder, *types):
    """File, name and arguments of each block of these types in the HCL files of a folder."""
    for file in sorted(folder.glob("*.tf")):
        for kind in types:
            for block in parsed(file).get(kind, []):
                ((name, body),) = block.items()
                yield file.name, name.strip('"'), body


def refusals(folder, files="*.tf"):
    """The messages of all conditions that refuse inputs; a `check` block only warns."""
    for file in sorted(folder.glob(files)):
        blocks = {kind: value for kind, value in parsed(file).items() if kind != "check"}
        for message in values_of("error_message", blocks):
            yield message.removeprefix('"').removesuffix('"').replace('\\"', '"')
