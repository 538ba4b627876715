"""Real invoices as the orders and refunds that a shop's order system would send."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

CURRENCY = "GBP"
_ZONE = "Europe/London"
_CARRIAGE = frozenset({"POST", "DOT", "C2"})
_BOOK_KEEPING = frozenset({"ADJUST", "ADJUST2", "AMAZONFEE", "B", "BANK CHARGES", "CRUK", "TEST001", "TEST002"})
_RETURN = "C"
_MILLI = Decimal("0.001")
_CATEGORIES = {
    "christmas": ("CHRISTMAS", "XMAS", "ADVENT", "REINDEER", "SNOWFLAKE"),
    "lighting": ("LIGHT", "LAMP", "LANTERN", "CANDLE", "CHANDELIER"),
    "bags": ("BAG", "PURSE", "SUITCASE"),
    "kitchen": ("MUG", "CUP", "TEA", "CAKE", "BOWL", "PLATE", "JAR", "LUNCH", "KITCHEN", "COOK", "BOTTLE", "SPOON"),
    "stationery": ("CARD", "PAPER", "PEN", "NOTEBOOK", "WRAP", "STICKER", "TAPE", "CHALK"),
    "garden": ("GARDEN", "FLOWER", "PLANT", "BIRD", "WATERING", "POT"),
    "toys": ("TOY", "DOLL", "GAME", "PLAY", "PUZZLE", "TEDDY", "SPACEBOY", "DOLLY"),
    "jewellery": ("NECKLACE", "BRACELET", "EARRING", "RING", "BROOCH"),
}


@dataclass(frozen=True)
class Line:
    """An article of an invoice; `quantity` is above zero, on returns too."""

    sku: str
    name: str
    price: Decimal
    quantity: int

    @property
    def amount(self) -> Decimal:
        """The line's price times its quantity."""
        return self.price * self.quantity

    @property
    def is_carriage(self) -> bool:
        """Whether the line is postage."""
        return self.sku in _CARRIAGE


@dataclass(frozen=True)
class Invoice:
    """What one customer bought, or sent back, at one moment. A guest's `customer_id` is ""."""

    number: str
    customer_id: str
    country: str
    at: datetime
    lines: tuple[Line, ...]

    @property
    def is_return(self) -> bool:
        """Whether the goods came back."""
        return self.number.startswith(_RETURN)

    @property
    def articles(self) -> tuple[Line, ...]:
        """The lines without postage."""
        return tuple(line for line in self.lines if not line.is_carriage)


@dataclass(frozen=True)
class Refund:
    """The part of a return that belongs to one order; an order from before the data has the return's own number."""

    order_id: str
    invoice: Invoice


def read_invoices(path: Path) -> list[Invoice]:
    """Read the sample file; invoices in the order of time, without the accountants' entries."""
    from pyarrow import parquet  # noqa: PLC0415 — takes a second to load; only the demo needs it

    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in parquet.read_table(path).to_pylist():
        rows[row["InvoiceNo"]].append(row)
    invoices = (_invoice(number, lines) for number, lines in rows.items())
    return sorted((invoice for invoice in invoices if invoice.lines), key=attrgetter("at", "number"))


def refunds(invoices: Iterable[Invoice]) -> Iterator[Refund]:
    """Yield the refunds of all returns, each line matched to the latest earlier order with pieces left of it."""
    history: dict[str, list[Invoice]] = defaultdict(list)
    left: dict[tuple[str, str], int] = {}
    for invoice in invoices:
        if invoice.is_return:
            yield from _matched(invoice, history[invoice.customer_id], left)
        elif invoice.customer_id:
            history[invoice.customer_id].append(invoice)
            for line in invoice.lines:
                left[invoice.number, line.sku] = left.get((invoice.number, line.sku), 0) + line.quantity


def order_completed(invoice: Invoice) -> dict[str, Any]:
    """Return the properties of `Order Completed` for an invoice."""
    revenue = sum((line.amount for line in invoice.articles), Decimal())
    shipping = sum((line.amount for line in invoice.lines if line.is_carriage), Decimal())
    return {
        "order_id": invoice.number,
        "affiliation": "Gift shop",
        "currency": CURRENCY,
        "revenue": revenue,
        "subtotal": revenue,
        "shipping": shipping,
        "total": revenue + shipping,
        "products": [product(line) | {"quantity": line.quantity} for line in invoice.articles],
    }


def order_refunded(refund: Refund) -> dict[str, Any]:
    """Return the properties of `Order Refunded` for a refund."""
    lines = refund.invoice.lines
    return {
        "order_id": refund.order_id,
        "credit_note": refund.invoice.number,
        "currency": CURRENCY,
        "total": sum((line.amount for line in lines), Decimal()),
        "products": [product(line) | {"quantity": line.quantity} for line in refund.invoice.articles],
    }


def product(line: Line) -> dict[str, Any]:
    """Return a line as the product of an e-commerce event; the category is guessed from the words of its name."""
    return {
        "product_id": line.sku,
        "sku": line.sku,
        "name": line.name,
        "category": category(line.name),
        "price": line.price,
    }


@cache
def category(name: str) -> str:
    """Return the first category one of whose words is in the name, or "home"."""
    words = name.upper()
    return next((category for category, signs in _CATEGORIES.items() if any(sign in words for sign in signs)), "home")


def _invoice(number: str, rows: list[dict[str, Any]]) -> Invoice:
    first = rows[0]
    at = min(row["InvoiceDate"] for row in rows).replace(tzinfo=ZoneInfo(_ZONE)).astimezone(UTC)
    lines = tuple(line for row in rows if (line := _line(number, row)))
    return Invoice(number, str(first["CustomerID"] or ""), first["Country"], at, lines)


def _line(number: str, row: dict[str, Any]) -> Line | None:
    """Read a row; None for what is no trade: book-keeping, samples, stock corrections."""
    quantity = -row["Quantity"] if number.startswith(_RETURN) else row["Quantity"]
    sku = row["StockCode"].strip()
    if sku in _BOOK_KEEPING or quantity <= 0 or row["UnitPrice"] <= 0:
        return None
    price = Decimal(repr(row["UnitPrice"])).quantize(_MILLI).normalize()
    return Line(sku, (row["Description"] or sku).strip().capitalize(), price, quantity)


def _matched(credit: Invoice, orders: list[Invoice], left: dict[tuple[str, str], int]) -> Iterator[Refund]:
    parts: dict[str, list[Line]] = defaultdict(list)
    for line in credit.lines:
        for order_id, quantity in _shares(credit.number, line, orders, left):
            parts[order_id].append(replace(line, quantity=quantity))
    for order_id, lines in parts.items():
        yield Refund(order_id, replace(credit, lines=tuple(lines)))


def _shares(
    credit_number: str, line: Line, orders: list[Invoice], left: dict[tuple[str, str], int]
) -> Iterator[tuple[str, int]]:
    missing = line.quantity
    for order in reversed(orders):
        share = min(missing, left.get((order.number, line.sku), 0))
        if share:
            left[order.number, line.sku] -= share
            missing -= share
            yield order.number, share
    if missing:
        yield credit_number, missing
