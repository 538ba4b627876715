"""Reading single fields of an event: wrong types are coerced where that is harmless, else they are a Flaw."""

from __future__ import annotations

from typing import Any

import msgspec

from portret.collect.flaws import Flaw
from portret.collect.sanitise import is_deep, may_be_deep, may_hold_wide_integers, narrowed
from portret.kernel import told

MAX_TEXT = 1_024

_decode = msgspec.json.Decoder().decode
_NUMBER = told("shape-a-number", "a number")
_KINDS = {
    bool: told("shape-boolean", "true or false"),
    list: told("shape-list", "a list"),
    dict: told("shape-object", "an object"),
    str: told("kind-text", "text"),
}


def read_text(value: object, field: str) -> str:
    """Return an id or a name, trimmed; null, absent and blank are "". A number becomes text (12.0 is "12").

    Raises Flaw "bad-type" for any other type and "too-long" above 1,024 characters.
    """
    if value is None:
        return ""
    if type(value) is str:
        text = value.strip()
    elif type(value) is int:
        text = str(value)
    elif type(value) is float:
        text = str(int(value)) if value.is_integer() else str(value)
    else:
        raise Flaw("bad-type", told("flaw-no-text", "`{field}` is {kind}; send text.", field=field, kind=_kind(value)))
    if len(text) > MAX_TEXT:
        raise Flaw("too-long", _too_long(field, len(text)))
    return text


def read_object(value: object, field: str) -> dict[str, Any]:
    """Return an object; null, absent, "" and an empty list (PHP's empty object) are {}.

    Raises Flaw "bad-type" for anything else.
    """
    if type(value) is dict:
        return value
    if value is None or value in ("", []):
        return {}
    detail = told("flaw-no-object", "`{field}` is {kind}; send an object.", field=field, kind=_kind(value))
    raise Flaw("bad-type", detail)


def decode_object(document: bytes, field: str, *, may_be_odd: bool = True) -> dict[str, Any]:
    """Return a JSON object, fit to be stored, with the rules of `read_object`. Raises Flaw, ValueError.

    `may_be_odd` is False where it is known that it is neither too deep nor holds integers that are too wide.
    """
    if not document:
        return {}
    value = read_object(_decode(document), field)
    if not may_be_odd:
        return value
    if may_be_deep(document) and is_deep(value):
        detail = told("flaw-deep-field", "`{field}` is nested in more than 64 levels. Flatten it.", field=field)
        raise Flaw("too-deep", detail)
    return narrowed(value) if may_hold_wide_integers(document) else value


def json_of(text: bytes) -> Any:
    """Return a JSON value; None if it is none, or nested so deeply that nothing could write it again."""
    try:
        value = msgspec.json.decode(text)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None
    return None if may_be_deep(text) and is_deep(value) else value


def _too_long(field: str, letters: int) -> str:
    return told(
        "flaw-long-field",
        "`{field}` has {letters} characters; send at most {most}.",
        field=field,
        letters=letters,
        most=MAX_TEXT,
    )


def _kind(value: object) -> str:
    return _KINDS.get(type(value), _NUMBER)
