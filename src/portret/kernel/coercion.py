"""How a value that anybody sent is read as a number, as true or false, as text, as an instant: one table for all.

`docs/comparisons.md` is that table. What cannot be read is missing (None). The warehouse reads by the same rules in SQL
(`portret.trait`), so each rule is one that ClickHouse can keep to the letter.
"""

from __future__ import annotations

import math
import re
from datetime import date
from functools import lru_cache
from typing import Any

from portret.kernel.errors import Invalid
from portret.kernel.wording import told

NUMBER_PATTERN = r"^ *-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)? *$"
"""A number in text, as JSON writes it (RFC 8259, section 6): "05" and "+48 22" are no numbers but codes."""

DATE_TIME_PATTERN = (
    r"^ *((?:19|2[0-2])[0-9]{2}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ]([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9])(?:\.([0-9]{1,9}))?)?)? *$"
)
"""A date, or date and time, without a zone; its groups: date, hour, minute, second, fraction."""

INSTANT_PATTERN = DATE_TIME_PATTERN.removesuffix(")? *$") + (
    r"(?: ?([Zz]|([+-])([01][0-9]|2[0-3]):?([0-5][0-9])))?)? *$"
)
"""An instant in text (RFC 3339); seconds and offset may be left out, and so may the whole time; years 1900 to 2299.

Groups: those of `DATE_TIME_PATTERN`, then the offset, its sign, its hours, its minutes.
"""

FIRST_INSTANT_MS = -2_208_988_800_000
LAST_INSTANT_MS = 10_413_791_999_999
"""The years 1900 to 2299, what the warehouse's clock knows: of instants that are numbers."""

SMALLEST_EPOCH = 1e8
SECONDS_BELOW = 1e11
MILLISECONDS_BELOW = 1e14
MICROSECONDS_BELOW = 1e17
NANOSECONDS_BELOW = 1e20
"""A number counts since 1970: its size tells the unit; one below 10^8 is no instant."""

EXACT_DIGITS = 15
"""Whole numbers of as many digits are kept exactly in a list; in longer ones a list has doubles."""

TRUE = ("true", "1", "yes")
FALSE = ("false", "0", "no")

_DURATION = re.compile(r"P(?=\d|T\d)(?:(\d+)W)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", re.ASCII)
_DURATION_UNITS_MS = (604_800_000, 86_400_000, 3_600_000, 60_000, 1_000)
_LONGEST_DURATION_MS = 400 * 366 * 86_400_000
_LONGEST_DURATION = 64
_NO_DURATION = told(
    "no-duration", 'That is not a duration. Write it as ISO 8601 in weeks, days and time: "P30D", "PT15M".'
)

_number = re.compile(NUMBER_PATTERN.replace("$", r"\Z")).match
_instant = re.compile(INSTANT_PATTERN.replace("$", r"\Z")).match
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_EXPONENT_FROM = 21
_EXPONENT_BELOW = -6
_BOOLEANS = dict.fromkeys(TRUE, True) | dict.fromkeys(FALSE, False)


def number(value: Any) -> float | None:
    """Return a value as a finite double, or None if it is no number: text counts if it is written as in JSON."""
    kind = type(value)
    if kind is float:
        return value if math.isfinite(value) else None
    if kind is int:
        return _of_integer(value)
    if kind is str and _number(value):
        read = float(value)
        return read if math.isfinite(read) else None
    return None


def boolean(value: Any) -> bool | None:
    """Return a value as true or false, or None: true, 1 and yes, false, 0 and no, in any case and as text, too."""
    if type(value) is bool:
        return value
    read = text(value)
    return None if read is None else _BOOLEANS.get(read.strip(" ").lower())


def text(value: Any) -> str | None:
    """Return a value as text, or None for null, lists and objects.

    Numbers are written as JavaScript does, without "+": 12.0 is "12", 1e21 is "1e21"; booleans are "true" and "false".
    """
    kind = type(value)
    if kind is str:
        return value  # type: ignore[no-any-return]  # it is: its type was looked at
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    return _float_text(value) if kind is float and math.isfinite(value) else None


def folded(value: str) -> str:
    """Return text as it is compared where upper and lower case are one: in lower case, each final sigma as a sigma."""
    lower = value.lower()
    return (
        lower
        if lower.isascii()
        else lower.replace("\N{GREEK SMALL LETTER FINAL SIGMA}", "\N{GREEK SMALL LETTER SIGMA}")
    )


def instant_ms(value: Any) -> int | None:
    """Return a value as an instant, milliseconds since 1970-01-01 UTC, or None.

    Text is a date, or date and time as in RFC 3339; without an offset it is UTC, without a time it is midnight. A
    number, also in text, counts since 1970: below 10^11 seconds, then milli-, micro- and nanoseconds; one below 10^8 is
    no instant. The years are 1900 to 2299.
    """
    if type(value) is str and (found := _instant(value)):
        return _of_groups(*found.groups())
    since = number(value)
    if since is None or not SMALLEST_EPOCH <= abs(since) < NANOSECONDS_BELOW:
        return None
    at_ms = math.floor(_in_milliseconds(since))
    return at_ms if FIRST_INSTANT_MS <= at_ms <= LAST_INSTANT_MS else None


def date_of(value: Any) -> tuple[int, int] | None:
    """Return (month, day) as written in text that says no zone, for what is a date everywhere: a birthday."""
    if type(value) is str and (found := _instant(value)) and found[6] is None and _days(found[1]) is not None:
        return int(found[1][5:7]), int(found[1][8:])
    return None


@lru_cache(maxsize=10_000)
def duration_ms(value: str) -> int:
    """Return an ISO 8601 duration of weeks, days, hours, minutes and seconds in milliseconds.

    Raises:
        Invalid: it is none, or longer than 400 years.
    """
    found = _DURATION.fullmatch(value) if len(value) <= _LONGEST_DURATION else None
    if not found:
        raise Invalid(_NO_DURATION)
    length = sum(int(count or 0) * unit for count, unit in zip(found.groups(), _DURATION_UNITS_MS, strict=True))
    if length > _LONGEST_DURATION_MS:
        raise Invalid(told("duration-centuries", "That duration is too long: 400 years are the most."))
    return length


def is_empty(value: Any) -> bool:
    """Say whether a value is missing or has nothing in it: null, "", [] or {}."""
    return value is None or value in ("", [], {})


def _of_integer(value: int) -> float | None:
    try:
        return float(value)
    except OverflowError:
        return None


def _float_text(value: float) -> str:
    written = repr(value or 0.0)  # one zero, not two
    if written.endswith(".0"):
        return written[:-2]
    digits, mark, power = written.partition("e")
    if not mark:
        return written
    exponent = int(power)
    if not _EXPONENT_BELOW <= exponent < _EXPONENT_FROM:
        return f"{digits}e{exponent}"
    sign, digits = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    digits = digits.replace(".", "")
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{digits}"
    return f"{sign}{digits}{'0' * (exponent + 1 - len(digits))}"


def _of_groups(*groups: str | None) -> int | None:
    day, hour, minute, second, fraction, offset, sign, offset_hour, offset_minute = groups
    days = _days(day or "")
    if days is None:
        return None
    seconds = int(hour or 0) * 3_600 + int(minute or 0) * 60 + int(second or 0)
    shift = (int(offset_hour) * 60 + int(offset_minute or 0)) * 60 if offset_hour else 0
    since = days * 86_400 + seconds - (-shift if offset and sign == "-" else shift)
    return since * 1_000 + int((fraction or "0").ljust(3, "0")[:3])


def _days(day: str) -> int | None:
    try:
        return date.fromisoformat(day).toordinal() - _EPOCH_DAY
    except ValueError:
        return None


def _in_milliseconds(since: float) -> float:
    size = abs(since)
    if size < SECONDS_BELOW:
        return since * 1_000
    if size < MILLISECONDS_BELOW:
        return since
    return since / 1_000 if size < MICROSECONDS_BELOW else since / 1_000_000
