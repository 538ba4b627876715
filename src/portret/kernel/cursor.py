"""Opaque cursors: where a list goes on, as text that only a list of the same kind can read."""

from __future__ import annotations

import base64
import binascii
from typing import TypeVar

import msgspec

from portret.kernel.errors import BadRequest
from portret.kernel.wording import told

_Place = TypeVar("_Place")
_BROKEN = told("cursor-broken", "This cursor did not come from this list. Leave it out to start from the beginning.")


def write_cursor(*place: str | int) -> str:
    """Return the cursor that stands for a place in a list."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def key_of_cursor(cursor: str | None) -> str:
    """Return the key that a list ordered by a single key goes on after, "" at its beginning. Raises BadRequest."""
    return read_cursor(cursor, tuple[str])[0] if cursor else ""


def read_cursor(cursor: str, shape: type[_Place]) -> _Place:
    """Return the place that a cursor stands for; `shape` is its type, such as `tuple[int, str]`.

    Raises:
        BadRequest: it is not the cursor of such a list.
    """
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
        return msgspec.json.decode(packed, type=shape)
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise BadRequest(_BROKEN, path="cursor") from error
