"""What the columns of a file hold, by a look at its first rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Literal

import msgspec

Holds = Literal["empty", "number", "boolean", "datetime", "email", "phone", "json", "text"]

_SAMPLES = 3
_LONGEST_SAMPLE = 120
_MOST = 0.9
_FEW = 4
_FORMATS = tuple(
    f"{day}{time}"
    for day in ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%y", "%m/%d/%y")
    for time in ("", " %H:%M", " %H:%M:%S", ", %H:%M", ", %H:%M:%S", " %I:%M %p")
)
_NUMBER = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+]?\d+(?:\.\d+)?")
_COMMA_NUMBER = re.compile(r"[-+]?(?:\d{1,3}(?:[.\s\u00a0\u202f]\d{3})+|\d+)(?:,\d+)?")
_WITH_COMMA = re.compile(r",\d{1,2}$|,\d{4,}$|\.\d{3},")
_EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;]{2,}")
_PHONE = re.compile(r"\+[\d\s().-]{8,20}|0[\d\s().-]{8,18}|\d{3}[\s-]\d{3}[\s-]\d{3,4}")
_LEADING_ZERO = re.compile(r"0\d+")
_BOOLEANS = frozenset({"true", "false", "yes", "no", "t", "f", "y", "n"})
_OLDEST_YEAR, _LATEST_YEAR = 1900, 2100


@dataclass(frozen=True, kw_only=True)
class ColumnLook:
    """A column as its first values show it.

    Attributes:
        filled: the share of rows that have a value, 0 to 1.
        samples: a few different values as text.
        format: of a datetime that is not ISO 8601, as strptime reads it.
        decimal: the decimal sign of numbers.
    """

    name: str
    holds: Holds
    filled: float
    samples: tuple[str, ...]
    format: str = ""
    decimal: Literal[".", ","] = "."


def look_at(rows: Sequence[Mapping[str, Any]]) -> list[ColumnLook]:
    """Return what the columns of these rows hold, in the order in which they turn up."""
    names = dict.fromkeys(name for row in rows for name in row)
    return [_look(name, [row.get(name) for row in rows]) for name in names]


def as_text(value: Any) -> str:
    """Return a value as a person reads it."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict | list):
        return msgspec.json.encode(value, enc_hook=str).decode("utf-8", "replace")
    return str(value)


def _look(name: str, values: Sequence[Any]) -> ColumnLook:
    there = [value for value in values if value is not None and value != ""]
    texts = [as_text(value) for value in there]
    different = list(dict.fromkeys(text[:_LONGEST_SAMPLE] for text in texts if text))
    holds, form = _content(there, texts)
    sign: Literal[".", ","] = "," if holds == "number" and not _most(texts, _NUMBER.fullmatch) else "."
    if holds == "number" and any(_WITH_COMMA.search(text) for text in texts):
        sign = ","
    filled = len(there) / len(values) if values else 0.0
    return ColumnLook(
        name=name, holds=holds, filled=filled, samples=tuple(different[:_SAMPLES]), format=form, decimal=sign
    )


def _content(values: Sequence[Any], texts: Sequence[str]) -> tuple[Holds, str]:
    """Return what values hold, and the form of instants."""
    if not values:
        return "empty", ""
    of_type = _of_type(values)
    if of_type:
        return of_type, ""
    for holds, fits in _FITS:
        if _most(texts, fits):
            return holds, ""
    form = next((form for form in _FORMATS if _most(texts, partial(_has_form, form=form))), "")
    if form:
        return "datetime", form
    return _number_or_text(texts), ""


def _number_or_text(texts: Sequence[str]) -> Holds:
    if _most(texts, _PHONE.fullmatch):
        return "phone"
    is_number = _most(texts, _NUMBER.fullmatch) or _most(texts, _COMMA_NUMBER.fullmatch)
    if is_number and not any(map(_LEADING_ZERO.fullmatch, texts)):
        return "number"
    return "json" if all(text[:1] in "[{" for text in texts) else "text"


def _of_type(values: Sequence[Any]) -> Holds | None:
    """Return what values hold that have a type of their own; None for text."""
    if all(isinstance(value, bool) for value in values):
        return "boolean"
    if all(isinstance(value, int | float | Decimal) for value in values):
        return "number"
    if all(isinstance(value, datetime | date) for value in values):
        return "datetime"
    return "json" if all(isinstance(value, dict | list) for value in values) else None


def _most(texts: Sequence[str], fits: Callable[[str], object]) -> bool:
    """Tell whether nearly all texts fit: a few broken ones are what quarantine is for."""
    misses = sum(not fits(text) for text in texts)
    return misses <= (1 - _MOST) * len(texts) or (misses == 1 and len(texts) >= _FEW)


def _is_iso(text: str) -> bool:
    if not text[:4].isdigit() or "-" not in text:
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _has_form(text: str, form: str) -> bool:
    try:
        found = datetime.strptime(text, form)  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return _OLDEST_YEAR <= found.year <= _LATEST_YEAR


def _is_boolean(text: str) -> bool:
    return text.lower() in _BOOLEANS


_FITS: tuple[tuple[Holds, Callable[[str], object]], ...] = (
    ("boolean", _is_boolean),
    ("email", _EMAIL.fullmatch),
    ("datetime", _is_iso),
)
