"""Instants and durations as the API writes them."""

from __future__ import annotations

from datetime import timedelta

from portret.kernel import from_ms

_FIRST_MS, _LAST_MS = -62_135_596_800_000, 253_402_300_799_999  # the years 1 to 9999


def instant(at_ms: int) -> str:
    """Return an instant as RFC 3339 in UTC with milliseconds; one outside the years 1 to 9999 as the nearest inside."""
    return from_ms(nearest(at_ms)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def nearest(at_ms: int) -> int:
    """Return an instant, or the nearest one that a datetime can hold."""
    return min(max(at_ms, _FIRST_MS), _LAST_MS)


def duration(length_ms: int) -> str:
    """Return a duration as ISO 8601 in days, hours, minutes and whole seconds, such as PT12M30S."""
    whole = timedelta(milliseconds=length_ms)
    minutes, seconds = divmod(whole.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days = f"{whole.days}D" if whole.days else ""
    parts = [f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if number]
    if not parts and not days:
        return "PT0S"
    return "P" + days + ("T" + "".join(parts) if parts else "")
