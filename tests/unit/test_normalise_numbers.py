"""Instants and amounts as clients write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from portret.kernel import parse_amount, parse_instant_ms, to_ms

NOON_MS = to_ms(datetime(2026, 11, 21, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-21T12:00:00Z",
        "2026-11-21T12:00:00.000Z",
        "2026-11-21T12:00:00",
        "2026-11-21 12:00:00",
        "2026-11-21t12:00:00z",
        " 2026-11-21T12:00:00Z ",
        "2026-11-21T14:00:00+02:00",
        "2026-11-21T14:00:00+0200",
        "2026-11-21T06:30:00-05:30",
        "2026-11-21T12:00:00.0009999Z",
        "1795262400",
        "20261121T120000Z",
        "20261121T12",
        "1795262400.0",
        "1795262400000",
    ],
)
def test_text_in_many_forms_is_the_same_instant(text: str) -> None:
    assert parse_instant_ms(text) == NOON_MS


@pytest.mark.parametrize("number", [1_731_101_930_000, 1_731_101_930, 1_731_101_930_123_456, -1_731_101_930])
def test_a_number_as_text_is_never_mistaken_for_a_date(number: int) -> None:
    assert parse_instant_ms(str(number)) == parse_instant_ms(number)


@pytest.mark.parametrize("scale", [1, 1_000, 1_000_000, 1_000_000_000])
def test_the_size_of_a_number_tells_its_unit(scale: int) -> None:
    assert parse_instant_ms(NOON_MS // 1_000 * scale) == NOON_MS


def test_fractions_of_a_second_are_cut_to_milliseconds() -> None:
    assert parse_instant_ms("2026-11-21T12:00:00.123987Z") == NOON_MS + 123
    assert parse_instant_ms(NOON_MS / 1_000 + 0.25) == NOON_MS + 250


def test_second_sixty_counts_as_fifty_nine() -> None:
    assert parse_instant_ms("2016-12-31T23:59:60Z") == parse_instant_ms("2016-12-31T23:59:59Z")


def test_a_date_is_its_midnight_and_the_far_past_is_negative() -> None:
    assert parse_instant_ms("1970-01-02") == 86_400_000
    west = timezone(timedelta(hours=-1))
    assert parse_instant_ms("0001-01-01T00:00:00-01:00") == to_ms(datetime(1, 1, 1, tzinfo=west))
    assert parse_instant_ms(-86_400) == -86_400_000


@pytest.mark.parametrize("value", ["", "soon", "2026-02-30", True, None, [], {}, 10**21, "1" * 40, "x" * 1_000, "12"])
def test_what_is_no_instant_is_none(value: object) -> None:
    assert parse_instant_ms(value) is None


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        (12, "12"),
        (12.3, "12.3"),
        (0.1 + 0.2, "0.3"),
        (1e-9, "0"),
        (-0.0, "0"),
        (999_999_999_999, "999999999999"),
        ("12.30", "12.30"),
        ("12,30", "12.30"),
        ("-12,30", "-12.30"),
        ("+5", "5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("1,234", "1234"),
        ("0,123", "0.123"),
        ("1.234", "1.234"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1 234,56 zł", "1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1'234.50", "1234.50"),
        ("€ 1.234,56", "1234.56"),
        ("$12", "12"),
        ("-$12", "-12"),
        ("PLN 12,5", "12.5"),
        ("1234567.12345678", "1234567.123457"),
        (Decimal("7.10"), "7.10"),
    ],
)
def test_an_amount_is_read_exactly(value: object, amount: str) -> None:
    assert parse_amount(value) == Decimal(amount)


@pytest.mark.parametrize(
    "value",
    ["", " ", "free", "12-13", "1.2,3.4", "--1", "1e5", "٣", True, None, [], {}, 10**12, "9" * 65, 1e300, float("nan"),
     float("inf"), Decimal("NaN")],
)  # fmt: skip
def test_what_is_no_amount_is_none(value: object) -> None:
    assert parse_amount(value) is None
