"""Time zone and language of a visitor, in the forms that can be computed with."""

from __future__ import annotations

import re
from functools import lru_cache

_IANA = re.compile(r"(?:[A-Z][A-Za-z0-9_+\-]{1,30})(?:/[A-Za-z0-9_+\-]{1,30}){1,2}|UTC|GMT", re.ASCII)
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-])(\d\d?):?(\d\d)?", re.ASCII)
_LOCALE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_FARTHEST_EAST, _FARTHEST_WEST = 14, 12
_MAX_LENGTH = 64


def read_time_zone(value: object) -> str:
    """Return an IANA time zone, "" if unknown.

    RudderStack sends an offset ("GMT+0200"), which is no place on Earth: a whole number of hours becomes the IANA name
    of that offset ("Etc/GMT-2": the sign is the other way round there), any other offset is unknown.
    """
    return _time_zone(value) if type(value) is str and len(value) <= _MAX_LENGTH else ""


def read_locale(value: object, accepted_languages: str = "") -> str:
    """Return a BCP 47 tag such as "pl-PL" from a context's locale, else from an Accept-Language header, else ""."""
    own = _locale(value) if type(value) is str and len(value) <= _MAX_LENGTH else ""
    return own or _first_locale(accepted_languages[:_MAX_LENGTH])


@lru_cache(maxsize=1_024)
def _time_zone(value: str) -> str:
    if _IANA.fullmatch(value):
        return value
    found = _OFFSET.fullmatch(value.strip().upper())
    if found is None or found[3] not in (None, "00"):
        return ""
    hours = int(found[2])
    if hours == 0:
        return "UTC"
    is_east = found[1] == "+"
    if hours > (_FARTHEST_EAST if is_east else _FARTHEST_WEST):
        return ""
    return f"Etc/GMT{'-' if is_east else '+'}{hours}"


@lru_cache(maxsize=1_024)
def _locale(value: str) -> str:
    return value.replace("_", "-") if _LOCALE.fullmatch(value) else ""


@lru_cache(maxsize=1_024)
def _first_locale(accepted_languages: str) -> str:
    found = _LOCALE.match(accepted_languages)
    return found[0] if found else ""
