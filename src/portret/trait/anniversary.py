"""Anniversaries: which days of the year return in so many days, by the calendar of a time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo

from portret.kernel import find_zone

_FEBRUARY_28, _FEBRUARY_29 = (2, 28), (2, 29)


def matching_days(days: int, now_ms: int, zone: str) -> tuple[tuple[int, int], ...]:
    """Return the (month, day) whose anniversary is in so many days: one, or two where 29 February falls on the 28th."""
    return _anniversaries_on(_local_day(now_ms, _zone(zone)) + timedelta(days))


def next_anniversary_ms(day: tuple[int, int], days: int, now_ms: int, zone: str) -> int:
    """Return when the anniversary of a (month, day) begins to be in so many days, or, where it is now, ends to be."""
    where = _zone(zone)
    today = _local_day(now_ms, where)
    reached = today + timedelta(days)
    if day in _anniversaries_on(reached):
        return _start_ms(today + timedelta(1), where)
    later = next(each for year in (0, 1) if (each := _anniversary(day, reached.year + year)) > reached)
    return _start_ms(later - timedelta(days), where)


def month_and_day(at_ms: int, zone: str) -> tuple[int, int]:
    """Return the day of the year of an instant."""
    day = _local_day(at_ms, _zone(zone))
    return day.month, day.day


def _anniversaries_on(day: date) -> tuple[tuple[int, int], ...]:
    found = (day.month, day.day)
    return (_FEBRUARY_28, _FEBRUARY_29) if found == _FEBRUARY_28 and not _is_leap(day.year) else (found,)


def _anniversary(day: tuple[int, int], year: int) -> date:
    return date(year, *(_FEBRUARY_28 if day == _FEBRUARY_29 and not _is_leap(year) else day))


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _local_day(at_ms: int, zone: tzinfo) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)).astimezone(zone).date()


def _start_ms(day: date, zone: tzinfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) * 1_000


def _zone(name: str) -> tzinfo:
    return find_zone(name) or UTC
