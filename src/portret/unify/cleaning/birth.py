"""Birth dates in the many forms people and systems write them, as ISO 8601."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Any

from portret.kernel import parse_instant_ms
from portret.unify.cleaning.model import Cleaned, without_value
from portret.unify.cleaning.tables import lines
from portret.unify.cleaning.text import plain_text

INVALID = "invalid-birthday"
PLACEHOLDER = "placeholder-birthday"
AMBIGUOUS = "ambiguous-birthday"

_OLDEST_YEARS = 120
_SHORT_YEARS = 100
_MONTHS_IN_YEAR = 12
_MONTH_FIRST = frozenset(("US", "FM", "MH", "PH", "PW", "GU", "PR", "VI", "AS", "MP", "BZ"))
_PLACEHOLDERS = frozenset(
    (
        *(
            "0000-00-00",
            "0001-01-01",
            "1000-01-01",
            "1111-11-11",
            "1212-12-12",
            "2222-02-22",
            "9999-09-09",
            "9999-12-31",
        ),
        *(
            "1753-01-01",
            "1800-01-01",
            "1899-12-30",
            "1899-12-31",
            "1900-00-00",
            "1900-01-01",
            "1901-01-01",
            "1970-01-01",
        ),
    )
)
_TIME = r"(?:[t ]\d{1,2}:\d\d.*)?"
_YEAR_LAST = re.compile(rf"(\d{{1,2}}) ?([-/.]) ?(\d{{1,2}}) ?\2 ?(\d{{4}}|\d\d)(?: ?(?:г|r)\.?)?{_TIME}", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_DAY_OF_YEAR = re.compile(r"--(\d\d)-?(\d\d)", re.ASCII)
_INSTANT = re.compile(r"-?\d{9,14}", re.ASCII)
_DAY_WORD = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_WHOLE_DATES = (
    re.compile(rf"(?P<year>\d{{4}})(?P<dash>[-/.])(?P<month>\d{{1,2}})(?P=dash)(?P<day>\d{{1,2}}){_TIME}", re.ASCII),
    re.compile(r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)", re.ASCII),
    re.compile(rf"{_DAY_WORD}\.?[ -](?P<month>[^\W\d]+)\.?,?[ -](?P<year>[0-9]{{4}})(?: ?(?:г|r|года|roku)\.?)?"),
    re.compile(rf"(?P<month>[^\W\d]+)\.? {_DAY_WORD},? (?P<year>[0-9]{{4}})"),
)
_LEAP_YEAR = 2000


def clean_birth_date(value: Any, region: str, today: date | None = None) -> Cleaned:
    """Return a birth date as YYYY-MM-DD; as YYYY if only the year is said, as --MM-DD if only the day is.

    Args:
        value: text, or a number: YYYYMMDD, a year, or an instant since the epoch.
        region: the country whose habit decides between day/month and month/day.
        today: what is later has not been, and who would be older than 120 years is none; None judges neither.

    Flags: "ambiguous-birthday" if day and month could be the other way round, or the century is guessed;
    "placeholder-birthday" for what systems write who do not know (1900-01-01), "invalid-birthday" for what is no day;
    neither of these two has a value.
    """
    text = plain_text(value)
    if not text:
        return without_value(value, INVALID, "not a date")
    found, flags, why = _read(text, region, today)
    return Cleaned(found, value, flags, why)


def birth_date_flags(text: str, region: str, today: date) -> tuple[str, ...]:
    """Return what is odd about a birth date that is text."""
    return _read(text, region, today)[1]


@lru_cache(maxsize=20_000)
def _read(text: str, region: str, today: date | None) -> tuple[str, tuple[str, ...], str]:
    """Return the date, what is odd about it, and why."""
    text = plain_text(text)
    iso, is_ambiguous = _iso(text.lower(), region, today)
    if iso in _PLACEHOLDERS:
        return "", (PLACEHOLDER,), "what systems write who do not know"
    why = _fault(iso, today)
    if why:
        return "", (INVALID,), why
    return (iso, (AMBIGUOUS,), "day and month, or the century, are guessed") if is_ambiguous else (iso, (), "")


def _iso(text: str, region: str, today: date | None) -> tuple[str, bool]:
    """Return what looks like an ISO date, be it a day of the calendar or not, "" if nothing does; and if in doubt."""
    if found := _YEAR_LAST.fullmatch(text):
        return _year_last(found, region, today)
    if _YEAR.fullmatch(text):
        return text, False
    if found := _DAY_OF_YEAR.fullmatch(text):
        return f"--{found[1]}-{found[2]}", False
    for pattern in _WHOLE_DATES:
        if found := pattern.fullmatch(text):
            return _joined(found["year"], _month(found["month"]), found["day"]), False
    return (_day_of_instant(text) if _INSTANT.fullmatch(text) else ""), False


def _year_last(found: re.Match[str], region: str, today: date | None) -> tuple[str, bool]:
    first, separator, second, year = int(found[1]), found[2], int(found[3]), found[4]
    is_short = len(year) == 2  # noqa: PLR2004 — the century is not said
    if is_short:
        year = str(_with_century(int(year), today))
    month_first = second > _MONTHS_IN_YEAR or (separator != "." and region in _MONTH_FIRST and first <= _MONTHS_IN_YEAR)
    month, day = (first, second) if month_first else (second, first)
    in_doubt = separator != "." and first != second and max(first, second) <= _MONTHS_IN_YEAR
    return _joined(year, month, day), in_doubt or is_short


def _with_century(year: int, today: date | None) -> int:
    """Return the latest year with these two last digits that has been."""
    this_year = (today or date(2030, 1, 1)).year
    latest = this_year - this_year % _SHORT_YEARS + year
    return latest if latest <= this_year else latest - _SHORT_YEARS


def _month(word: str) -> int:
    return int(word) if word.isdigit() else _month_numbers().get(word, 0)


def _joined(year: str | int, month: str | int, day: str | int) -> str:
    return f"{int(year):04}-{int(month):02}-{int(day):02}"


def _day_of_instant(text: str) -> str:
    instant_ms = parse_instant_ms(int(text))
    if instant_ms is None:
        return ""
    try:
        return datetime.fromtimestamp(instant_ms // 1000, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _fault(iso: str, today: date | None) -> str:
    """Say why nobody can be born then, "" if somebody can."""
    if not iso:
        return "not a date"
    try:
        day = _day_of(iso)
    except ValueError:
        return "no day of the calendar"
    if today is None or iso.startswith("--"):
        return ""
    if day > today:
        return "in the future"
    return f"more than {_OLDEST_YEARS} years ago" if today.year - day.year > _OLDEST_YEARS else ""


def _day_of(iso: str) -> date:
    """Return the day; the first of its year if only the year is known. Raises ValueError if there is none."""
    if iso.startswith("--"):
        return date(_LEAP_YEAR, int(iso[2:4]), int(iso[5:7]))
    return date(int(iso), 1, 1) if len(iso) == len("YYYY") else date.fromisoformat(iso)


@cache
def _month_numbers() -> dict[str, int]:
    return {word: number for number, names in enumerate(lines("months"), start=1) for word in names.split()}
