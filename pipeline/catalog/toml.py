"""Tables of TOML → records, with an error that names what is wrong."""

from __future__ import annotations

from dataclasses import fields
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from pipeline.errors import CatalogError

T = TypeVar("T")


def make(name: str, kind: type[T], row: dict[str, Any]) -> T:
    """A record from a table; a key it does not know, and a value of another type, is an error."""
    known = {field.name for field in fields(kind)}  # type: ignore[arg-type]
    here = row.get("id") or row.get("label") or row.get("headers") or row
    if unknown := sorted(set(row) - known):
        raise CatalogError(f"{name}: {here}: unknown key {unknown[0]!r}; known are {', '.join(sorted(known))}")
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    hints = get_type_hints(kind)
    for key, value in values.items():
        if not _fits(value, hints[key]):
            raise CatalogError(f"{name}: {here}: {key} = {value!r}: expected {_named(hints[key])}")
    try:
        return kind(**values)
    except TypeError as error:
        raise CatalogError(f"{name}: {here}: {error}") from error


def _fits(value: object, hint: Any) -> bool:
    """Whether a value of a TOML file is of the declared type."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (UnionType, Union):
        return any(_fits(value, argument) for argument in arguments)
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        if arguments[-1:] == (...,):
            return all(_fits(one, arguments[0]) for one in value)
        return len(value) == len(arguments) and all(map(_fits, value, arguments))
    if hint is int and isinstance(value, bool):
        return False
    return isinstance(value, origin or hint)


def _named(hint: Any) -> str:
    names = {str: "a text", int: "a whole number", bool: "true or false"}
    if get_origin(hint) is tuple:
        return f"a list of {names.get(get_args(hint)[0], 'tables').removeprefix('a ')}"
    return names.get(hint, str(hint))
