"""Reading amounts as clients write them; an amount is a Decimal and never passes through float arithmetic."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal

_LIMIT = Decimal(10) ** 12
_DECIMALS = 6
_STEP = Decimal("0.000001")
_ZERO = Decimal(0)
_SURELY_FITS = 7  # characters: no room for a seventh decimal or a thirteenth digit
_MAX_LENGTH = 64
_AROUND = re.compile(r"^[^\d+\-.,(]+|[^\d.,)]+$")
_GROUP = 3
_GROUPS = re.compile(r"[\s'\u2019_]")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)", re.ASCII)


def parse_amount(value: object) -> Decimal | None:
    """Return a number or text as an exact amount, or None if it is none.

    The answer fits `Decimal(18, 6)`: its size is below 10^12, and it has at most six decimals (half-even). A float
    counts as its shortest decimal notation, so 12.3 is 12.3.

    Text may carry a currency sign or code, blanks or apostrophes between thousands, and a comma or a point as the
    decimal mark: "12,30", "€ 1.234,56", "1,234.56 USD". If both marks occur, the later one is the decimal mark. A mark
    that occurs twice or more groups thousands. A single comma before exactly three digits groups thousands ("1,234" is
    1234); a single point is always the decimal mark ("1.234" is 1.234).
    """
    if type(value) is int or type(value) is float or type(value) is Decimal:
        text = str(value)
    elif type(value) is str:
        text = _plain(value)
    else:
        return None
    if not text:
        return None
    number = Decimal(text)
    if len(text) <= _SURELY_FITS and text.isascii() and "e" not in text.lower() and number.is_finite():
        return number or _ZERO
    return _bounded(number)


def _bounded(number: Decimal) -> Decimal | None:
    if not number.is_finite() or abs(number) >= _LIMIT:
        return None
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -_DECIMALS:
        number = number.quantize(_STEP, ROUND_HALF_EVEN)
    return None if abs(number) >= _LIMIT else number or _ZERO


def _plain(text: str) -> str:
    """Return a number's text as Decimal takes it, "" if it is none."""
    if len(text) > _MAX_LENGTH:
        return ""
    text = text.strip()
    sign = "-" if text.startswith("-") else ""
    text = _GROUPS.sub("", _AROUND.sub("", text[1:] if text[:1] in ("+", "-") else text))
    text = sign + text
    if "," in text:
        text = _without_comma(text)
    elif text.count(".") > 1:
        text = text.replace(".", "")
    return text if _PLAIN.fullmatch(text) else ""


def _without_comma(text: str) -> str:
    if "." in text and text.rfind(".") > text.rfind(","):
        return text.replace(",", "")
    if "." in text:
        return text.replace(".", "").replace(",", ".")
    head, _, tail = text.rpartition(",")
    groups = "," in head or (len(tail) == _GROUP and head not in {"", "0", "-0"})
    return text.replace(",", "") if groups else f"{head}.{tail}"
