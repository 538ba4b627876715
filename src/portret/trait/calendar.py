"""Days, weeks and months of a time zone: numbers of days since the epoch, and the instants at which they begin."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Literal

from portret.kernel import find_zone

Unit = Literal["day", "week", "month"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_QUARTER_MS = 900_000
_REMEMBERED = 100_000
_FIRST_MS, _LAST_MS = -62_135_510_400_000, 253_402_214_400_000  # a day within the years 1 to 9999
_days: dict[tuple[int, str], int] = {}


def local_day(at_ms: int, zone: str) -> int:
    """Return the calendar day of an instant; offsets are made of quarters of an hour wherever events can be."""
    key = (at_ms // _QUARTER_MS, zone)
    day = _days.get(key)
    if day is None:
        if len(_days) >= _REMEMBERED:
            _days.clear()
        day = _days[key] = _day_of(at_ms, zone)
    return day


@lru_cache(maxsize=10_000)
def day_start_ms(day: int, zone: str) -> int:
    """Return the instant at which a calendar day begins."""
    found = date.fromordinal(day + _EPOCH_DAY)
    midnight = datetime(found.year, found.month, found.day, tzinfo=_zone(zone))
    return (midnight.astimezone(UTC) - _EPOCH) // timedelta(milliseconds=1)


@lru_cache(maxsize=10_000)
def span_of(day: int, unit: Unit, which: Literal["current", "previous"], zone: str) -> tuple[int, int, int]:
    """Return (first instant, first instant after it, when the next one takes its place) of a unit seen from a day."""
    first = _first_of(day, unit)
    after = _first_of(first + _LONGEST[unit], unit)
    begin, end = (first, after) if which == "current" else (_first_of(first - 1, unit), first)
    return day_start_ms(begin, zone), day_start_ms(end, zone), day_start_ms(after, zone)


_LONGEST = {"day": 1, "week": 7, "month": 31}


def _first_of(day: int, unit: Unit) -> int:
    found = date.fromordinal(day + _EPOCH_DAY)
    if unit == "week":
        return day - found.weekday()
    return day - found.day + 1 if unit == "month" else day


def _day_of(at_ms: int, zone: str) -> int:
    within = max(_FIRST_MS, min(at_ms, _LAST_MS))
    return (_EPOCH + timedelta(milliseconds=within)).astimezone(_zone(zone)).toordinal() - _EPOCH_DAY


@lru_cache(maxsize=1000)
def _zone(name: str) -> tzinfo:
    return find_zone(name) or UTC
