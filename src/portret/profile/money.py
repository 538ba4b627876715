"""Amounts as decimal text: exact sums that do not depend on the order of adding."""

from __future__ import annotations

from decimal import Context, Decimal

_PLAIN = 16
_LIMIT = Decimal(10) ** 15
_MICRO = Decimal("0.000001")
_EXACT = Context(prec=60)


def to_text(amount: Decimal | None) -> str:
    """Return an amount as text, at most 6 decimals; "" if there is none or it is absurd (10^15 and more)."""
    if amount is None:
        return ""
    text = str(amount)
    if len(text) < _PLAIN and text.replace(".", "", 1).isdigit():
        return text
    if not amount.is_finite() or abs(amount) >= _LIMIT:
        return ""
    return f"{amount.quantize(_MICRO, context=_EXACT).normalize(_EXACT):f}"


def add(a: str, b: str) -> str:
    """Return the exact sum of two amounts."""
    if a == "0":
        return b
    if b == "0":
        return a
    return str(_EXACT.add(Decimal(a), Decimal(b)))


def times(price: Decimal, quantity: Decimal) -> Decimal:
    """Return price times quantity without rounding."""
    return _EXACT.multiply(price, quantity)


def total(amounts: list[Decimal]) -> Decimal:
    """Return the exact sum."""
    result = Decimal(0)
    for amount in amounts:
        result = _EXACT.add(result, amount)
    return result


def document(amount: Decimal, currency: str) -> dict[str, str]:
    """Return money as the API writes it, with at least two decimals."""
    exponent = amount.as_tuple().exponent
    if isinstance(exponent, int) and exponent > -2:  # noqa: PLR2004 — two decimals
        amount = amount.quantize(Decimal("0.01"), context=_EXACT)
    return {"amount": f"{amount:f}", "currency": currency}
