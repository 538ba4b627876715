"""Hour and weekday of an instant in a time zone, remembered by quarter of an hour: zone offsets are made of these."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from portret.kernel import find_zone

_QUARTER_MS = 900_000
_REMEMBERED = 100_000
_slots: dict[tuple[str, str, int], tuple[int, int]] = {}


def hour_and_weekday(at_ms: int, zone: str, otherwise: str) -> tuple[int, int]:
    """Return the local hour, and the weekday from Monday = 0; an unknown zone falls back to `otherwise`, then UTC."""
    key = (zone, otherwise, at_ms // _QUARTER_MS)
    slot = _slots.get(key)
    if slot is None:
        if len(_slots) >= _REMEMBERED:
            _slots.clear()
        slot = _slots[key] = _local(at_ms, _zone(zone) or _zone(otherwise) or UTC)
    return slot


def _local(at_ms: int, zone: tzinfo) -> tuple[int, int]:
    try:
        local = datetime.fromtimestamp(at_ms // 1000, zone)
    except (ValueError, OverflowError, OSError):
        return 0, 0
    return local.hour, local.weekday()


_zone = lru_cache(maxsize=1000)(find_zone)
