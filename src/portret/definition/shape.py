"""Whether a document has the shape of its structs: every name that is unknown, missing or of the wrong kind.

`msgspec` tells the first such fault; people who write definitions by hand want all of them, with what they meant.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec
from msgspec import inspect

from portret.definition.faults import either, nearest, said
from portret.kernel import Fault, told

MOST_BYTES = 200_000
"""How long a document may be, as JSON."""

_DEEPEST = 60  # levels of JSON; conditions have a limit of their own, far below
_LONGEST_TEXT = 20_000
_MOST_ITEMS = 5_000
_LARGEST = 2**53  # beyond it a number loses digits

_BOOLEAN = told("shape-boolean", "true or false")
_SCALARS: dict[type[inspect.Type], tuple[str, tuple[type, ...]]] = {
    inspect.StrType: (told("kind-text", "text"), (str,)),
    inspect.IntType: (told("shape-integer", "a whole number"), (int,)),
    inspect.FloatType: (told("shape-a-number", "a number"), (int, float)),
    inspect.BoolType: (_BOOLEAN, (bool,)),
    inspect.NoneType: ("null", (type(None),)),
}


def misshapen(document: Any, type_: type) -> Iterator[Fault]:
    """Yield what keeps a decoded JSON document from being one of this type of struct."""
    fault = _unreadable(document)
    if fault:
        yield fault
    else:
        yield from _of(document, _shape(type_), "")


def pointer(path: str, *parts: str | int) -> str:
    """Return the JSON pointer (RFC 6901) of a part below a path."""
    return path + "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)


@lru_cache
def _shape(type_: type) -> inspect.Type:
    return inspect.type_info(type_)


def _unreadable(document: Any) -> Fault | None:
    """Say what makes a document one that nothing should walk through, or store."""
    level, depth = [document], 0
    while level:
        if depth > _DEEPEST:
            return Fault(
                "",
                told(
                    "document-deep",
                    "The document is nested more than {deepest} levels deep. Make it flatter.",
                    deepest=_DEEPEST,
                ),
            )
        level, depth = [part for whole in level for part in _parts(whole)], depth + 1
    try:
        size = len(msgspec.json.encode(document))
    except (UnicodeEncodeError, TypeError, ValueError, OverflowError):
        return Fault(
            "",
            told(
                "document-not-json",
                "The document holds what JSON cannot say, such as half a character, a date or a huge number.",
            ),
        )
    if size > MOST_BYTES:
        return Fault(
            "",
            told(
                "document-long",
                "The document is {size} bytes long; {most_bytes} are the most. Split it.",
                size=size,
                most_bytes=MOST_BYTES,
            ),
        )
    return None


def _parts(whole: Any) -> list[Any]:
    if isinstance(whole, dict):
        return list(whole.values())
    return whole if isinstance(whole, list) else []


def _of(value: Any, shape: inspect.Type, path: str) -> Iterator[Fault]:
    match shape:
        case inspect.Metadata():
            yield from _described(value, shape, path)
        case inspect.StructType():
            yield from _struct(value, shape, path)
        case inspect.UnionType():
            yield from _union(value, shape, path)
        case inspect.VarTupleType():
            yield from _list(value, shape, path)
        case inspect.DictType():
            yield from _map(value, shape, path)
        case inspect.LiteralType():
            yield from _literal(value, shape, path)
        case _:
            yield from _scalar(value, (shape,), path)


def _described(value: Any, shape: inspect.Metadata, path: str) -> Iterator[Fault]:
    """Yield the faults of what has a description: it says best what belongs there, in words that may be `told`."""
    described = (shape.extra_json_schema or {}).get("description", "")
    for fault in _of(value, shape.type, path):
        is_here = described and fault.path == path
        detail = told(
            "described", "{fault} {what}", fault=fault.detail, what=(shape.extra or {}).get("told", described)
        )
        yield Fault(fault.path, detail if is_here else fault.detail)


def _struct(value: Any, shape: inspect.StructType, path: str) -> Iterator[Fault]:
    names = [field.encode_name for field in shape.fields]
    tag = [shape.tag_field] if shape.tag_field else []
    if not isinstance(value, dict):
        yield Fault(
            path,
            told(
                "object-of",
                "Here belongs an object with {names}, not {kind}.",
                names=either([*tag, *names]),
                kind=_kind(value),
            ),
        )
        return
    for name in value:
        if name not in names and name not in tag:
            known = [each for each in names if each not in value]
            hint = nearest(str(name), known) or told("it-has", " It can have {names}.", names=either(names))
            yield Fault(
                pointer(path, str(name)),
                told("name-unknown", "{name} is not known here.{hint}", name=said(name), hint=hint),
            )
    if tag and shape.tag != value.get(tag[0], shape.tag):
        yield Fault(
            pointer(path, tag[0]),
            told("tag-wrong", "Here belongs “{tag}”, not {value}.", tag=shape.tag, value=said(value[tag[0]])),
        )
    for field in shape.fields:
        if field.encode_name in value:
            yield from _of(value[field.encode_name], field.type, pointer(path, field.encode_name))
        elif field.required:
            yield Fault(path, told("missing", "“{encode_name}” is missing.", encode_name=field.encode_name))


def _union(value: Any, shape: inspect.UnionType, path: str) -> Iterator[Fault]:
    if value is None and any(isinstance(each, inspect.NoneType) for each in shape.types):
        return
    structs = [each for each in shape.types if isinstance(each, inspect.StructType)]
    described = [each for each in shape.types if isinstance(each, inspect.Metadata)]
    if described:
        yield from _described(value, described[0], path)
    elif not structs:
        yield from _scalar(value, shape.types, path)
    elif len(structs) == 1:
        yield from _struct(value, structs[0], path)
    else:
        yield from _tagged(value, {str(each.tag): each for each in structs}, path)


def _tagged(value: Any, kinds: dict[str, inspect.StructType], path: str) -> Iterator[Fault]:
    tag = next(iter(kinds.values())).tag_field or ""
    if not isinstance(value, dict):
        yield Fault(
            path,
            told(
                "object-tagged",
                "Here belongs an object with “{tag}” {kinds}, not {kind}.",
                tag=tag,
                kinds=either(kinds),
                kind=_kind(value),
            ),
        )
    elif tag not in value:
        yield Fault(path, told("missing-of", "“{tag}” is missing: it is {kinds}.", tag=tag, kinds=either(kinds)))
    elif not isinstance(value[tag], str) or value[tag] not in kinds:
        hint = nearest(str(value[tag]), kinds) or told("it-is", " It is {words}.", words=either(kinds))
        yield Fault(
            pointer(path, tag),
            told("kind-unknown", "{name} is not a kind known here.{hint}", name=said(value[tag]), hint=hint),
        )
    else:
        yield from _struct(value, kinds[value[tag]], path)


def _list(value: Any, shape: inspect.VarTupleType, path: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault(path, told("list-wanted", "Here belongs a list, not {kind}. Put it in [ ].", kind=_kind(value)))
        return
    if len(value) > _MOST_ITEMS:
        yield Fault(
            path,
            told(
                "list-long",
                "The list has {items} items; {most_items} are the most.",
                items=len(value),
                most_items=_MOST_ITEMS,
            ),
        )
        return
    for number, item in enumerate(value):
        yield from _of(item, shape.item_type, pointer(path, number))


def _map(value: Any, shape: inspect.DictType, path: str) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(path, told("object-wanted", "Here belongs an object, not {kind}.", kind=_kind(value)))
        return
    for name, part in value.items():
        yield from _of(name, shape.key_type, pointer(path, str(name)))
        yield from _of(part, shape.value_type, pointer(path, str(name)))


def _literal(value: Any, shape: inspect.LiteralType, path: str) -> Iterator[Fault]:
    if not isinstance(value, str) or value not in shape.values:
        words = [str(each) for each in shape.values]
        hint = nearest(str(value), words) or told("it-is", " It is {words}.", words=either(words, 40))
        yield Fault(path, told("name-unknown", "{name} is not known here.{hint}", name=said(value), hint=hint))


def _scalar(value: Any, shapes: tuple[inspect.Type, ...], path: str) -> Iterator[Fault]:
    fitting = [each for each in shapes if _is_of(value, each)]
    if not fitting:
        wanted = dict.fromkeys(_SCALARS[type(each)][0] for each in shapes if not isinstance(each, inspect.NoneType))
        what = next(iter(wanted)) if len(wanted) == 1 else " or ".join(wanted)
        yield Fault(path, told("scalar-wanted", "Here belongs {what}, not {kind}.", what=what, kind=_kind(value)))
    elif isinstance(value, str):
        yield from _text(value, fitting[0], path)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _number(value, fitting[0], path)


def _is_of(value: Any, shape: inspect.Type) -> bool:
    types = _SCALARS[type(shape)][1]
    return isinstance(value, types) and (bool in types or not isinstance(value, bool))


def _text(value: str, shape: inspect.Type, path: str) -> Iterator[Fault]:
    least, most, pattern = 0, _LONGEST_TEXT, None
    if isinstance(shape, inspect.StrType):
        least, most, pattern = shape.min_length or 0, shape.max_length or _LONGEST_TEXT, shape.pattern
    if "\0" in value:
        yield Fault(path, told("text-nul", "The text holds the character NUL, which nothing that was sent can hold."))
    if len(value) < least:
        yield Fault(path, told("text-empty", "The text is empty."))
    elif len(value) > most:
        yield Fault(
            path,
            told(
                "text-long",
                "The text has {value_count} characters; {most} are the most.",
                value_count=len(value),
                most=most,
            ),
        )
    elif pattern and not _pattern(pattern).search(value):
        yield Fault(path, told("text-shape", "{value} does not look as it must.", value=said(value)))


@lru_cache
def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text.removesuffix("$") + r"\Z" if text.endswith("$") else text)


def _number(value: float, shape: inspect.Type, path: str) -> Iterator[Fault]:
    if abs(value) > _LARGEST or math.isnan(value):
        yield Fault(
            path,
            told(
                "number-inexact", "The number is too large to be exact. If it is a code, put it in quotes: it is text."
            ),
        )
    elif isinstance(shape, inspect.IntType | inspect.FloatType):
        if shape.ge is not None and value < shape.ge:
            yield Fault(path, told("number-small", "{value} is too small: at least {ge}.", value=value, ge=shape.ge))
        if shape.le is not None and value > shape.le:
            yield Fault(path, told("number-large", "{value} is too large: at most {le}.", value=value, le=shape.le))


def _kind(value: Any) -> str:
    match value:
        case None:
            kind = "null"
        case bool():
            kind = _BOOLEAN
        case dict():
            kind = told("shape-object", "an object")
        case list():
            kind = told("shape-list", "a list")
        case str():
            kind = told("shape-text", "the text {value}", value=said(value))
        case _:
            kind = told("shape-number", "the number {value}", value=said(value))
    return kind
