"""Opaque cursors: where a list goes on, as text that only the same list can read."""

from __future__ import annotations

import base64
import binascii
from typing import TypeVar

import msgspec

from portret.kernel import BadRequest

_Place = TypeVar("_Place")
_BROKEN = "This cursor did not come from this list. Leave it out to start from the beginning."


def write_cursor(*parts: str | int) -> str:
    """Return the cursor that stands for a place in a list."""
    return base64.urlsafe_b64encode(msgspec.json.encode(parts)).decode().rstrip("=")


def read_search_cursor(cursor: str) -> tuple[str, str]:
    """Return the term and profile id a search goes on after.

    Raises:
        BadRequest: it is not one of a search.
    """
    return _read(cursor, tuple[str, str])


def read_list_cursor(cursor: str) -> str:
    """Return the profile id a list goes on after.

    Raises:
        BadRequest: it is not one of a list.
    """
    return _read(cursor, tuple[str])[0]


def read_timeline_cursor(cursor: str) -> tuple[int, str]:
    """Return the time in milliseconds and the message id a timeline goes on after.

    Raises:
        BadRequest: it is not one of a timeline.
    """
    return _read(cursor, tuple[int, str])


def _read(cursor: str, shape: type[_Place]) -> _Place:
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        return msgspec.json.decode(packed, type=shape)
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise BadRequest(_BROKEN, path="cursor") from error
