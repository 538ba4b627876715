"""Reading instants as clients write them: ISO 8601 / RFC 3339 text, or a number since the epoch."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[+-]?\d{9,20}(?:\.\d+)?", re.ASCII)
_ISO_OR_NUMBER = re.compile(r"\d{4}-|\d{8}(?:T|$)|[+-]?\d{9,20}(?:\.\d+)?$", re.ASCII)
_LEAP_SECOND = re.compile(r"(:\d\d):60(?!\d)")

_MAX_LENGTH = 64
_MAX_SECONDS = 10**11  # as seconds the year 5138, as milliseconds 1973
_MAX_MILLISECONDS = 10**14
_MAX_MICROSECONDS = 10**17
_MAX_NANOSECONDS = 10**20


def parse_instant_ms(value: object) -> int | None:
    """Return an instant as milliseconds since 1970-01-01 UTC, or None if it cannot be read as one.

    Text is ISO 8601: any offset, `Z`, a blank or `T` between date and time, any number of decimals (cut to
    milliseconds); without an offset it is UTC, without a time it is midnight, second 60 counts as 59.
    Numbers, and text of nine digits or more, count since the epoch. Their size tells the unit: below 10^11 seconds,
    below 10^14 milliseconds, below 10^17 microseconds, below 10^20 nanoseconds; the same for negative ones.
    """
    if type(value) is str:
        if value[4:5] != "-":  # else it may be a number, which fromisoformat reads as a date without dashes
            return _unusual_text_ms(value)
        try:
            return _since_epoch_ms(datetime.fromisoformat(value))
        except ValueError:
            return _unusual_text_ms(value)
    if type(value) is int or type(value) is float:
        return _number_ms(value)
    return None


def find_zone(name: str) -> ZoneInfo | None:
    """Return the time zone with an IANA name such as "Europe/Warsaw", or None if there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; no name at all; a folder of the database, such as "Europe"
        return None


def _since_epoch_ms(instant: datetime) -> int:
    since = (instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)) - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000 + since.microseconds // 1_000


def _unusual_text_ms(text: str) -> int | None:
    text = text.strip().upper()
    if len(text) > _MAX_LENGTH or not _ISO_OR_NUMBER.match(text):
        return None
    if _NUMBER.fullmatch(text):
        return _number_ms(float(text) if "." in text else int(text))
    try:
        return _since_epoch_ms(datetime.fromisoformat(_LEAP_SECOND.sub(r"\1:59", text)))
    except ValueError:
        return None


def _number_ms(number: float) -> int | None:
    size = abs(number)
    if size < _MAX_SECONDS:
        return math.floor(number * 1_000)
    if size < _MAX_MILLISECONDS:
        return math.floor(number)
    if size < _MAX_MICROSECONDS:
        return math.floor(number) // 1_000
    return math.floor(number) // 1_000_000 if size < _MAX_NANOSECONDS else None
