"""Opaque cursors of lists: what the caller hands back to get the next page."""

from __future__ import annotations

import base64
import binascii

from portret.kernel import BadRequest

_BROKEN = "This cursor did not come from this list. Leave it out to start from the beginning."


def write_cursor(key: str) -> str:
    """Return the cursor that continues after `key`."""
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def read_cursor(cursor: str | None) -> str:
    """Return the key a cursor continues after; "" without a cursor.

    Raises:
        BadRequest: it is not one of ours.
    """
    if not cursor:
        return ""
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise BadRequest(_BROKEN, path="cursor") from error
