"""What a module has that tests can exercise: its constructs, each with the outcomes to be seen."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from . import syntax
from .syntax import ModuleUnreadable, Node

CHANGES = ("changed in place", "changed by replacement")
_NUMBERS = ("count", "for_each")
_EXCLUDED = re.compile(r"(?:#|//)\s*no cover\b\s*(?:\(([^)]*)\))?:?[ \t]*(.*)$")


@dataclass(frozen=True)
class Construct:
    """A part of a module that tests can exercise.

    Attributes:
        folder: the module's folder.
        file: the name of the file.
        line: its first line.
        end: its last line.
        column: where it begins.
        kind: such as `validation`, `resource` or `input`.
        name: its address in the module, such as `var.email`.
        outcomes: what can be seen of it, such as `held` and `refused`.
        noted: what can be seen too, and does not count.
        path: within `name`: the attributes of an object, or the nested blocks of a resource.
        untold: outcomes that the results of a run do not tell.
        sides: for a conditional, whether each side is a literal, and which.
    """

    folder: Path
    file: str
    line: int
    end: int
    column: int
    kind: str
    name: str
    outcomes: tuple[str, ...]
    path: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    noted: tuple[str, ...] = ()
    sides: tuple[tuple[bool, object], ...] = ()

    @property
    def title(self) -> str:
        """Kind and name, for people."""
        return f"{self.kind} {'.'.join((self.name, *self.path))}"

    def key(self, outcome: str) -> str:
        """An identity of one of its outcomes, within the folder of the module."""
        return f"{self.file}:{self.line}:{self.column}:{self.kind}:{outcome}"


@dataclass(frozen=True)
class Excluded:
    """A line with `# no cover: REASON` or `# no cover (OUTCOME, ...): REASON`.

    Attributes:
        file: the name of the file.
        line: its number.
        reason: as written.
        outcomes: the outcomes that are excluded; empty for the block with all that is in it.
    """

    file: str
    line: int
    reason: str
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ModuleSource:
    """A module: its constructs, and the local modules that it calls.

    Attributes:
        folder: its folder.
        constructs: without excluded ones.
        excluded: the excluded lines.
        calls: the folders of local modules, by the name of the call.
        texts: the text of each file, by name.
    """

    folder: Path
    constructs: tuple[Construct, ...]
    excluded: tuple[Excluded, ...]
    calls: Mapping[str, Path]
    texts: Mapping[str, str] = field(repr=False)

    @property
    def digest(self) -> str:
        """Changes if one of its files changes."""
        return _digest(self.texts)


def _digest(texts: Mapping[str, str]) -> str:
    content = "\n".join(f"{name}\n{text}" for name, text in sorted(texts.items()))
    return hashlib.sha256(content.encode()).hexdigest()


def digest_now(folder: Path) -> str:
    """The digest of a module as its files are now, which are not parsed."""
    return _digest({file.name: syntax.read(file) for file in folder.glob("*.tf")})


@functools.cache
def read_source(folder: Path) -> ModuleSource:
    """Read a module.

    Raises:
        ModuleUnreadable: one of its files cannot be read, or an exclusion has no reason.
    """
    constructs: list[Construct] = []
    excluded: list[Excluded] = []
    calls: dict[str, Path] = {}
    texts: dict[str, str] = {}
    bodies: dict[Path, Node] = {}
    local_values: dict[str, Node] = {}
    for file in sorted(folder.glob("*.tf")):
        bodies[file], texts[file.name] = syntax.parse(file)
        for kind, _, _, inner in syntax.blocks(bodies[file]):
            if kind == "locals":
                local_values |= syntax.attributes(inner)
    for file, body in bodies.items():
        lines = list(_exclusions(file, texts[file.name]))
        excluded += lines
        found = list(_Reader(folder, file.name, local_values).file(body))
        _check_outcomes(file, lines, found)
        constructs += _without(found, lines)
        for kind, labels, _, inner in syntax.blocks(body):
            source = syntax.attribute(inner, "source")
            path = syntax.text(source) if kind == "module" and source else None
            if path and path.startswith(("./", "../")):
                calls[labels[0]] = (folder / path).resolve()
    constructs = [
        replace(one, untold=("absent",))
        if one.kind == "module" and not _always_has_resources(calls.get(one.name.split(".")[1]))
        else one
        for one in constructs
    ]
    return ModuleSource(folder, tuple(constructs), tuple(excluded), calls, texts)


def _without(constructs: list[Construct], excluded: list[Excluded]) -> list[Construct]:
    """The constructs without excluded blocks, with all that is in them, and outcomes."""
    blocks = {one.line for one in excluded if not one.outcomes}
    ranges = [(one.line, one.end) for one in constructs if one.line in blocks]
    outcomes = {one.line: one.outcomes for one in excluded}
    return [
        replace(one, outcomes=left)
        for one in constructs
        if not any(first <= one.line <= last for first, last in ranges)
        if (left := tuple(o for o in one.outcomes if o not in outcomes.get(one.line, ())))
    ]


def _always_has_resources(folder: Path | None) -> bool:
    """Whether a local module has a resource whatever its inputs are."""
    if folder is None:
        return False
    source = read_source(folder)
    return any(
        one.kind in ("resource", "data") and one.outcomes == ("made",) for one in source.constructs
    ) or any(
        one.kind == "module"
        and one.outcomes == ("made",)
        and _always_has_resources(source.calls.get(one.name.split(".")[1]))
        for one in source.constructs
    )


def _exclusions(file: Path, text: str) -> Iterator[Excluded]:
    for number, line in enumerate(text.splitlines(), 1):
        if found := _EXCLUDED.search(line):
            if not found[2]:
                raise ModuleUnreadable(
                    f"{file}:{number}: write the reason of the exclusion: # no cover: REASON"
                )
            outcomes = tuple(one.strip() for one in (found[1] or "").split(",") if one.strip())
            yield Excluded(file.name, number, found[2], outcomes)


def _check_outcomes(file: Path, excluded: list[Excluded], constructs: list[Construct]) -> None:
    for one in excluded:
        possible = {o for found in constructs if found.line == one.line for o in found.outcomes}
        for wrong in sorted({*one.outcomes} - possible):
            raise ModuleUnreadable(
                f"{file}:{one.line}: {wrong!r} is not an outcome of what begins on this line; "
                f"the outcomes are: {', '.join(sorted(possible)) or 'none'}."
            )


class _Reader:
    """Reads the constructs of a file."""

    def __init__(self, folder: Path, file: str, local_values: Mapping[str, Node]) -> None:
        self._folder = folder
        self._file = file
        self._local_values = local_values

    def file(self, body: Node) -> Iterator[Construct]:
        """The constructs in the body of the file."""
        for kind, labels, block, inner in syntax.blocks(body):
            match kind:
                case "variable":
                    yield from self._variable(labels[0], block, inner)
                case "output":
                    name = f"output.{labels[0]}"
                    yield self._construct("output", name, block, ("known",))
                    yield from self._rules(name, inner)
                    yield from self._conditional_values(name, inner)
                case "resource" | "data":
                    prefix = "data." if kind == "data" else ""
                    yield from self._resource(kind, f"{prefix}{'.'.join(labels)}", block, inner)
                case "module":
                    name = f"module.{labels[0]}"
                    yield self._construct("module", name, block, self._presence(inner))
                    yield from self._conditional_values(name, inner, told=False)
                case "check":
                    name = f"check.{labels[0]}"
                    nested = [one for one, *_ in syntax.blocks(inner)]
                    # A plan tells which check has failed, not which of its assertions.
                    untold = ("failed",) if nested.count("assert") > 1 else ()
                    for one, _, assertion, _ in syntax.blocks(inner):
                        if one == "assert":
                            outcomes = ("held", "failed")
                            yield self._construct("check", name, assertion, outcomes, untold=untold)
                case "locals":
                    yield from self._conditional_values("local", inner, told=False)

    def _construct(
        self,
        kind: str,
        name: str,
        node: Node,
        outcomes: tuple[str, ...],
        path: tuple[str, ...] = (),
        **more: object,
    ) -> Construct:
        meta = node.meta
        end = max(meta.line, meta.end_line - (meta.end_column == 1))
        return Construct(
            self._folder, self._file, meta.line, end, meta.column, kind, name, outcomes, path,
            **more,  # type: ignore[arg-type]
        )  # fmt: skip

    def _variable(self, name: str, block: Node, inner: Node) -> Iterator[Construct]:
        address = f"var.{name}"
        optional = syntax.attribute(inner, "default") is not None
        outcomes = ("given", "left out") if optional else ("given",)
        yield self._construct("input", address, block, outcomes, noted=CHANGES)
        kind = syntax.attribute(inner, "type")
        if kind is not None:
            yield from self._type(address, kind, ())
        yield from self._rules(address, inner)

    def _type(self, name: str, kind: Node, path: tuple[str, ...]) -> Iterator[Construct]:
        """The optional attributes of an object type; a collection adds `*` to the path."""
        function, arguments = syntax.call(kind)
        if not arguments:
            return
        if function == "optional":
            yield from self._type(name, arguments[0], path)
        elif function in ("map", "list", "set"):
            yield from self._type(name, arguments[0], (*path, "*"))
        elif function == "object":
            for key, value in syntax.elements(arguments[0]):
                inside = (*path, syntax.text(key) or "")
                if syntax.call(value)[0] == "optional":
                    outcomes = ("given", "left out")
                    yield self._construct("attribute", name, key, outcomes, inside)
                yield from self._type(name, value, inside)

    def _rules(self, name: str, body: Node) -> Iterator[Construct]:
        """Validations, preconditions and postconditions, in a body or in its `lifecycle`."""
        for kind, _, block, inner in syntax.blocks(body):
            if kind in ("validation", "precondition", "postcondition"):
                yield self._construct(kind, name, block, ("held", "refused"))
            elif kind == "lifecycle":
                yield from self._rules(name, inner)

    def _resource(self, kind: str, name: str, block: Node, inner: Node) -> Iterator[Construct]:
        yield self._construct(kind, name, block, self._presence(inner))
        yield from self._rules(name, inner)
        yield from self._nested(name, inner, ())
        yield from self._conditional_values(name, inner)

    def _nested(self, name: str, body: Node, path: tuple[str, ...]) -> Iterator[Construct]:
        """The `dynamic` blocks of a resource, and the conditionals in its nested blocks."""
        for kind, labels, block, inner in syntax.blocks(body):
            if kind in ("lifecycle", "provisioner", "connection"):
                continue
            if kind != "dynamic":
                yield from self._conditional_values(name, inner, (*path, kind))
                yield from self._nested(name, inner, (*path, kind))
                continue
            inside = (*path, labels[0])
            each = syntax.attribute(inner, "for_each")
            least, most = syntax.sizes(each, self._local_values) if each is not None else (0, None)
            outcomes = ("none", "one", "several")[min(least, 2) : 2 if most == 1 else 3]
            yield self._construct("dynamic", name, block, outcomes, inside)
            for nested, _, _, content in syntax.blocks(inner):
                if nested == "content":
                    yield from self._conditional_values(name, content, inside)
                    yield from self._nested(name, content, inside)

    def _conditional_values(
        self, name: str, body: Node, path: tuple[str, ...] = (), *, told: bool = True
    ) -> Iterator[Construct]:
        """The conditionals in the attributes of a body.

        Results tell the sides only of a conditional that is all of an attribute of a resource or of
        an output. A value that is not equal to the literal on one side comes from the other side; a
        value that is equal to it can come from both, unless both are literals.
        """
        for key, value in syntax.attributes(body):
            if key in (*_NUMBERS, "depends_on"):
                continue  # the presence tells them
            whole = syntax.inner(value)
            for node in syntax.conditionals(value):
                sides = tuple(map(syntax.literal, syntax.children(node)[1:]))
                untold: tuple[str, ...] = ("true", "false")
                if told and node is whole:
                    (first, _), (second, _) = sides
                    untold = {
                        (True, True): (),
                        (True, False): ("true",),
                        (False, True): ("false",),
                        (False, False): ("true", "false"),
                    }[first, second]
                inside = (*path, key) if not name.startswith("output.") else ()
                yield self._construct(
                    "conditional", name, node, ("true", "false"), inside,
                    untold=untold, sides=sides,
                )  # fmt: skip

    def _presence(self, body: Node) -> tuple[str, ...]:
        sizes = [
            syntax.sizes(value, self._local_values)
            for key, value in syntax.attributes(body)
            if key in _NUMBERS
        ]
        return ("made", "absent") if any(least == 0 for least, _ in sizes) else ("made",)
