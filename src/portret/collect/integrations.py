"""The `integrations` of an event: where it may go (wire protocol D5.11)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from portret.collect.values import decode_object

_SDK_ITSELF = "Segment.io"
_REMEMBERED_UP_TO_BYTES = 1_024
_NO = ("", "false", "0", "no", "off")


class Integrations:
    """Reads integrations and remembers the last ones by their bytes."""

    def __init__(self) -> None:
        self._remembered = lru_cache(maxsize=1_024)(_read)

    def read(self, document: bytes, shared: bytes) -> dict[str, Any]:
        """Return name → bool or object, an event's own over those of its batch. Raises Flaw, ValueError.

        "All" is true unless it is there. Names keep their case; the SDK's own name is left out; null counts as absent,
        text and numbers as yes or no. The answer is shared: read it, do not change it.
        """
        if len(document) + len(shared) > _REMEMBERED_UP_TO_BYTES:
            return _read(document, shared)
        return self._remembered(document, shared)


def _read(document: bytes, shared: bytes) -> dict[str, Any]:
    merged = {**decode_object(shared, "integrations"), **decode_object(document, "integrations")}
    return {
        name: value if type(value) in (bool, dict) else str(value).strip().lower() not in _NO
        for name, value in merged.items()
        if value is not None and name != _SDK_ITSELF
    }
