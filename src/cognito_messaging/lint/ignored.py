"""Compares the values that modules get with the types of their variables."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from .folder import Call, Folder, Unreadable, read_folder
from .types import CollectionType, ObjectType, TupleType, Type, has_objects
from .values import (
    Choice,
    Computed,
    NamePath,
    Object,
    Place,
    Repeated,
    Sequenced,
    Value,
)

_DEPTH = 20  # of references to locals, which may refer to each other in a circle


@dataclass(frozen=True)
class Ignored:
    """An attribute that the type of its variable does not have.

    Attributes:
        place: where it is written.
        where: the module call and the attribute, such as `module.auth: email.replyto_address`.
        known: the attributes that the type has at this place.
        likely: the one that was probably meant, if any.
    """

    place: Place
    where: str
    known: tuple[str, ...]
    likely: str | None


@dataclass(frozen=True)
class Unchecked:
    """A value or a module that was not checked.

    Attributes:
        place: where it is written.
        where: the module call and the input.
        reason: why; None if the value is computed, which is normal.
    """

    place: Place
    where: str
    reason: str | None = None


@dataclass(frozen=True)
class Compared:
    """An input whose value was compared with its type."""

    where: str


Finding: TypeAlias = Ignored | Unchecked | Compared


@dataclass(frozen=True)
class _Context:
    """Where a value is.

    Attributes:
        folder: the folder, for references.
        each: the elements of `for_each`.
        owner: the module call or file, for messages; may be empty.
        place: the place of the value.
        path: the input and the attributes that lead to the value.
        direct: whether the value is written here. A local or a variable may have more attributes
            than one of its uses needs, so only those that look misspelt are reported there.
        depth: how many references led here.
    """

    folder: Folder
    each: Value
    owner: str
    place: Place
    path: str
    direct: bool = True
    depth: int = 0

    def where(self, name: str = "") -> str:
        path = f"{self.path}.{name}" if name else self.path
        return f"{self.owner}: {path}" if self.owner else path

    def at(self, step: str) -> _Context:
        return replace(self, path=self.path + step)


def lint(path: Path) -> Iterator[Finding]:
    """Check the module calls and values of a folder, and of the local modules that it calls.

    Args:
        path: the folder of a root or a module. Other modules are found if `terraform init` ran.

    Raises:
        Unreadable: the folder has no Terraform files, or one cannot be read.
    """
    yield from _lint(read_folder(path), _installed(path), "", {path.resolve()})


def _lint(
    folder: Folder, installed: Mapping[str, Path], key: str, seen: set[Path]
) -> Iterator[Finding]:
    for reason in folder.unread:
        yield Unchecked(Place(folder.path, 0), "", reason)
    yield from _own_values(folder)
    for call in folder.calls:
        address = f"module.{call.name}"
        called = f"{key}.{call.name}" if key else call.name
        local = call.source.startswith(("./", "../"))
        target = folder.path / call.source if local else installed.get(called)
        if target is None or not target.is_dir():
            reason = f"{call.source} does not exist" if local else "run 'terraform init' first"
            yield Unchecked(call.place, address, reason)
            continue
        try:
            module = read_folder(target)
        except Unreadable as error:
            yield Unchecked(call.place, address, str(error))
            continue
        yield from _arguments(folder, call, module)
        if local and target.resolve() not in seen:
            seen.add(target.resolve())
            yield from _lint(module, installed, called, seen)


def _installed(path: Path) -> dict[str, Path]:
    """The folders of the modules that `terraform init` has installed, by call."""
    data = path / os.environ.get("TF_DATA_DIR", ".terraform")
    try:
        content = json.loads((data / "modules" / "modules.json").read_text(encoding="utf-8"))
        return {str(one["Key"]): path / str(one["Dir"]) for one in content["Modules"]}
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def _arguments(folder: Folder, call: Call, module: Folder) -> Iterator[Finding]:
    for name, variable in module.variables.items():
        if name in call.arguments:
            item = call.arguments[name]
            context = _Context(folder, call.each, f"module.{call.name}", item.place, name)
            yield from _compared(item.value, variable.type, context)


def _own_values(folder: Folder) -> Iterator[Finding]:
    """Check the files with variables, and the defaults of variables."""
    for item in folder.given:
        name = item.name or ""
        if name in folder.variables:
            context = _Context(folder, Computed(), "", item.place, name)
            yield from _compared(item.value, folder.variables[name].type, context)
    for name, variable in folder.variables.items():
        if variable.default is not None:
            owner = f"default of variable {name}"
            context = _Context(folder, Computed(), owner, variable.default.place, name)
            yield from _compared(variable.default.value, variable.type, context)


def _compared(value: Value, kind: Type, context: _Context) -> Iterator[Finding]:
    if has_objects(kind):
        yield Compared(context.where())
        yield from _check(value, kind, context)


def _check(value: Value, kind: Type, context: _Context) -> Iterator[Finding]:
    if not has_objects(kind):
        return
    match value:
        case Choice():
            for one in value.values:
                yield from _check(one, kind, context)
        case NamePath():
            yield from _reference(value, kind, context)
        case Object():
            yield from _object(value, kind, context)
        case Sequenced():
            for number, item in enumerate(value.items):
                if element := _element(kind, number):
                    yield from _check(item.value, element, context.at(f"[{number}]"))
        case Repeated():
            if isinstance(kind, CollectionType):
                yield from _check(value.element, kind.element, context.at("[*]"))
            else:
                yield Unchecked(context.place, context.where())
        case Computed():
            yield Unchecked(context.place, context.where())


def _object(value: Object, kind: Type, context: _Context) -> Iterator[Finding]:
    for item in value.items:
        inside = replace(context, place=item.place)
        if isinstance(kind, CollectionType):
            step = f"[{json.dumps(item.name)}]" if item.name else "[*]"
            yield from _check(item.value, kind.element, inside.at(step))
        elif isinstance(kind, ObjectType):
            if item.name is None:
                yield Unchecked(item.place, context.where("(…)"))
            elif item.name in kind.attributes:
                yield from _check(
                    item.value, kind.attributes[item.name], inside.at(f".{item.name}")
                )
            else:
                yield from _unknown(item.name, kind, inside)


def _unknown(name: str, kind: ObjectType, context: _Context) -> Iterator[Ignored]:
    likely = _likely(name, list(kind.attributes))
    if context.direct or likely:
        yield Ignored(context.place, context.where(name), tuple(kind.attributes), likely)


def _likely(name: str, known: Sequence[str]) -> str | None:
    """The attribute that was probably meant: it is similar, or differs in case and underscores."""
    same = [one for one in known if one.replace("_", "") == name.replace("_", "").lower()]
    return next(iter(same or difflib.get_close_matches(name, known, n=1, cutoff=0.75)), None)


def _element(kind: Type, number: int) -> Type | None:
    if isinstance(kind, CollectionType):
        return kind.element
    if isinstance(kind, TupleType) and number < len(kind.elements):
        return kind.elements[number]
    return None


def _reference(value: NamePath, kind: Type, context: _Context) -> Iterator[Finding]:
    referred = replace(context, direct=False, depth=context.depth + 1)
    if context.depth < _DEPTH:
        match value.path:
            case ("local", name, *rest) if name in context.folder.local_values:
                yield from _descend(context.folder.local_values[name], rest, kind, referred)
                return
            case ("each", "value", *rest):
                yield from _descend(_elements(context.each, referred), rest, kind, referred)
                return
            case ("var", name, *rest) if name in context.folder.variables:
                declared = _inner(context.folder.variables[name].type, rest)
                yield from _compare(declared, kind, referred)
                return
    yield Unchecked(context.place, context.where())


def _descend(value: Value, path: Sequence[str], kind: Type, context: _Context) -> Iterator[Finding]:
    """Check the part of a value that the rest of a reference names."""
    for name in path:
        value = _inside(value, name)
    yield from _check(value, kind, context)


def _inside(value: Value, name: str) -> Value:
    """The attribute of a value, or of each of some values."""
    found: list[Value] = []
    for one in _alternatives(value):
        if isinstance(one, Object):
            found += [item.value for item in one.items if item.name == name]
        elif isinstance(one, NamePath):
            found.append(NamePath((*one.path, name)))
    return Choice(tuple(found)) if found else Computed()


def _alternatives(value: Value) -> Iterator[Value]:
    """The values that a value may be, or is merged from."""
    if isinstance(value, Choice):
        for one in value.values:
            yield from _alternatives(one)
    else:
        yield value


def _elements(each: Value, context: _Context) -> Value:
    """The values of the elements of `for_each`."""
    match each:
        case Object():
            return Choice(tuple(item.value for item in each.items))
        case Repeated():
            return each.element
        case Choice():
            return Choice(tuple(_elements(one, context) for one in each.values))
        case NamePath(("local", name)) if name in context.folder.local_values:
            return _elements(context.folder.local_values[name], context)
    return Computed()


def _inner(kind: Type | None, path: Sequence[str]) -> Type | None:
    """The type of an attribute of a variable."""
    for name in path:
        kind = kind.attributes.get(name) if isinstance(kind, ObjectType) else None
    return kind


def _compare(given: Type | None, kind: Type, context: _Context) -> Iterator[Finding]:
    """Compare the type of a variable with the type of the variable that it is passed to."""
    match given, kind:
        case ObjectType(), ObjectType():
            for name, inner in given.attributes.items():
                if name in kind.attributes:
                    yield from _compare(inner, kind.attributes[name], context.at(f".{name}"))
                else:
                    yield from _unknown(name, kind, context)
        case CollectionType(), CollectionType():
            yield from _compare(given.element, kind.element, context.at("[*]"))
        case _ if has_objects(kind):
            yield Unchecked(context.place, context.where())
