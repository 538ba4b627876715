from __future__ import annotations

from typing import Any

import pytest

from portret.kernel import Invalid, coercion


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5.0),
        ("5", 5.0),
        (" -1.5e3 ", -1500.0),
        (1e300, 1e300),
        ("05", None),
        ("+5", None),
        ("5.", None),
        ("5,0", None),
        ("1_000", None),
        ("\N{ARABIC-INDIC DIGIT FIVE}", None),
        ("5\n", None),
        ("1e400", None),
        (10**400, None),
        (float("nan"), None),
        (True, None),
        ("", None),
        (None, None),
        ([5], None),
    ],
)
def test_a_number_is_what_json_calls_one(value: Any, expected: float | None) -> None:
    assert coercion.number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(True, True), ("YES", True), (" 1 ", True), (1.0, True), (0, False), ("No", False), ("2", None), ("", None)],
)
def test_yes_and_one_are_true(value: Any, expected: object) -> None:
    assert coercion.boolean(value) is expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (12.0, "12"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e-6, "0.000001"),
        (1.5e-7, "1.5e-7"),
        (1e21, "1e21"),
        (-1.2345e20, "-123450000000000000000"),
        (2**63, "9223372036854775808"),
        (True, "true"),
        ("", ""),
        (None, None),
        ([], None),
        ({}, None),
    ],
)
def test_a_number_as_text_is_as_javascript_writes_it(value: Any, expected: str | None) -> None:
    assert coercion.text(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1970-01-02", 86_400_000),
        ("1970-01-01T00:00:01.9999Z", 1_999),
        ("1970-01-01 01:00 +0100", 0),
        ("1970-01-01t00:00:00-00:01", 60_000),
        (" 1969-12-31T23:59:59.999z ", -1),
        (1_700_000_000, 1_700_000_000_000),
        ("1700000000123", 1_700_000_000_123),
        (1_700_000_000_123_456, 1_700_000_000_123),
        (99_999_999, None),
        (1e20, None),
        ("2026-02-29", None),
        ("2026-01-01T24:00", None),
        ("2026-01-01T00:00:60Z", None),
        ("20260101", None),
        ("1899-12-31", None),
        ("2300-01-01", None),
        (True, None),
    ],
)
def test_an_instant_is_rfc_3339_or_a_number_since_1970(value: Any, expected: int | None) -> None:
    assert coercion.instant_ms(value) == expected


@pytest.mark.parametrize(("text", "expected"), [("P1D", 86_400_000), ("P1W2DT3H4M5S", 788_645_000), ("PT0S", 0)])
def test_a_duration_is_iso_8601_in_fixed_units(text: str, expected: int) -> None:
    assert coercion.duration_ms(text) == expected


@pytest.mark.parametrize("text", ["", "P", "PT", "P1M", "P1Y", "1D", "P1DT", "P99999999999W", "P٣D", "P1D\n"])
def test_what_is_no_duration_of_fixed_length_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        coercion.duration_ms(text)


def test_upper_and_lower_case_are_one_and_so_are_the_sigmas() -> None:
    assert coercion.folded("ŻÓŁĆ ΟΔΟΣ") == coercion.folded("żółć οδοσ")
    assert coercion.folded("straße") != coercion.folded("STRASSE")
