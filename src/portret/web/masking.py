"""Hide who people are from roles that may not see it: in every answer about people all but what is known harmless.

What is harmless stands with each answer's own model (`portret.kernel.Harmless`). Times, numbers, yes and no, and words
of a closed list are; text, and whatever has no shape, is not. So a field that is new is hidden until somebody says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from portret.kernel import MASK, Harmless, Permission

_NUMBERS = (bool, int, float)
_TIMES = (datetime, date, timedelta, Decimal)
_MEASURE = re.compile(r"[-+]?[\d.]+|[A-Z]{3}|-?P[\dA-Z.]+|[-+]?\d{4,6}-\d\d-\d\d(T[\d:.]+(Z|[-+]\d\d:\d\d))?")
"""How a number, an amount with its currency, a time or a duration is written."""
_TELLING = re.compile(r"@|\d{7}")
_CONFIGURATION = frozenset(
    (
        Permission.DEFINITIONS_READ,
        Permission.DEFINITIONS_EDIT,
        Permission.SOURCES_READ,
        Permission.SOURCES_MANAGE,
        Permission.IDENTITY_READ,
        Permission.WORKSPACE_READ,
        Permission.WORKSPACE_MANAGE,
        Permission.TOKENS_MAKE,
        Permission.TOKENS_MANAGE,
        Permission.USERS_READ,
        Permission.USERS_MANAGE,
        Permission.OWNERS_MANAGE,
    )
)
"""What is protected by these alone is not about people."""


def is_about_people(permissions: Collection[str]) -> bool:
    """Say whether what a route answers may be about people, by what it asks for."""
    return not set(permissions) <= _CONFIGURATION


def masked(value: Any, shape: Any) -> Any:
    """Return a JSON value of a type with all hidden that is not known to be harmless."""
    return _masked(value, shape, ())


def _masked(value: Any, shape: Any, notes: Sequence[Any]) -> Any:
    marks = [note for note in notes if isinstance(note, Harmless) and note.when is None]
    if marks:
        return _harmless(value, marks[0]) if marks[0].names else _without_addresses(value)
    origin, parts = get_origin(shape), get_args(shape)
    if origin is Annotated:
        return _masked(value, parts[0], parts[1:])
    if origin in (Union, UnionType):
        return _of_union(value, parts)
    if value in (None, "") or _is_measure(value, shape) or (origin is Literal and value in parts):
        return value
    return _masked_parts(value, shape, origin, parts)


def _is_measure(value: Any, shape: Any) -> bool:
    if shape in _NUMBERS:
        return isinstance(value, bool | int | float)
    return shape in _TIMES and (not isinstance(value, str) or bool(_MEASURE.fullmatch(value)))


def _measured(value: Any) -> Any:
    """Return what counts, measures or dates; any other text in it is hidden."""
    if isinstance(value, str):
        return value if _MEASURE.fullmatch(value) else MASK
    if isinstance(value, list):
        return [_measured(each) for each in value]
    if isinstance(value, dict):
        return {_key(name): _measured(each) for name, each in value.items()}
    return value


def _masked_parts(value: Any, shape: Any, origin: Any, parts: Sequence[Any]) -> Any:
    if isinstance(shape, type) and issubclass(shape, BaseModel) and isinstance(value, dict):
        return {name: _field(name, value, shape) for name in value}
    if origin in (list, tuple) and isinstance(value, list):
        return [_masked(each, parts[0], ()) for each in value]
    if origin in (dict, Mapping) and isinstance(value, dict):
        return {_key(name): _masked(each, parts[1], ()) for name, each in value.items()}
    return MASK


def _field(name: str, document: Mapping[str, Any], model: type[BaseModel]) -> Any:
    field = model.model_fields.get(name)
    if field is None:
        return MASK
    for note in field.metadata:
        if isinstance(note, Harmless) and note.when and document.get(note.when[0]) in note.when[1]:
            return _measured(document[name])
    return _masked(document[name], field.annotation, field.metadata)


def _of_union(value: Any, parts: Sequence[Any]) -> Any:
    if value is None:
        return None
    fitting = [part for part in parts if part is not NoneType and _fits(value, part)]
    return _masked(value, fitting[0], ()) if len(fitting) == 1 else MASK


def _fits(value: Any, part: Any) -> bool:
    if isinstance(part, type) and issubclass(part, BaseModel):
        return isinstance(value, dict) and value.keys() <= part.model_fields.keys()
    return True


def _harmless(value: Any, mark: Harmless) -> Any:
    """Return a document without a fixed shape, with the values of the keys alone that are harmless."""
    if isinstance(value, dict):
        return {
            _key(name): _under(name, each, mark) if name in mark.names else None if each is None else MASK
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [_harmless(each, mark) for each in value]
    return _without_addresses(value)


def _under(name: str, value: Any, mark: Harmless) -> Any:
    if name in mark.maps and isinstance(value, dict):
        return {_key(key): _harmless(each, mark) for key, each in value.items()}
    return _harmless(value, mark)


def _without_addresses(value: Any) -> Any:
    """Return what is harmless by its name; an address in it is none, whoever put it there."""
    if isinstance(value, str):
        return MASK if "@" in value else value
    if isinstance(value, list):
        return [_without_addresses(each) for each in value]
    return MASK if isinstance(value, dict) else value


def _key(name: str) -> str:
    return MASK if _TELLING.search(name) else name
