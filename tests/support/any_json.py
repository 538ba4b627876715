"""Any JSON and any comparison, made up by seeded chance: what is odd about either comes often."""

# ruff: noqa: RUF001 — letters of many scripts are compared

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from portret.trait import Comparison
from portret.trait.model import Operator

ZONES = ("UTC", "Europe/Warsaw", "America/New_York", "Asia/Kolkata", "Pacific/Apia")
NOW_MS = 1_774_746_000_000  # 2026-03-29T01:00:00Z, the hour in which Europe's clocks go forward

NUMBERS: tuple[Any, ...] = (
    0, 1, -1, 5, 42, 2024, 123_456_789, 1_700_000_000, 1_774_746_000_000, 1_774_746_000_000_000,
    1_774_746_000_000_000_000, 2**53, 2**53 + 1, 2**63 - 1, -(2**63), 99_999_999, 100_000_000, -1_000_000_000,
    0.0, -0.0, 0.1, 1.5, 5.0, 1e15, 1e16, 1.5e16, 1e20, 1.2345e20, 1e21, 1.7976931348623157e308, 5e-324, 1e-5, 1e-6,
    1.5e-6, 1e-7, 123456.789, 1774746000.5, 1e8, 1e11, 1e14, 1e17,
)  # fmt: skip
TEXTS = (
    "", " ", "5", "05", "+5", "-5", "  5 ", "5 x", "5,0", "5.0", "5.", ".5", "-.5", "1e5", "1E+5", "1e400", "-1e400",
    "1e-400", "0x10", "nan", "inf", "Infinity", "1_000", "9007199254740993", "123456789012345678901234567890",
    "0.1000000000000000055511151231257827", "-0", "00", "true", "TRUE", " yes ", "No", "0", "1", "null", "[]", "{}",
    "[1]", '"5"', "a", "A", "Ab", "abc", "ABC", "a.c", "a\nc", "a\tc", "a\\c", "a'c", 'a"c', "%", "_", "STRASSE",
    "straße", "Straẞe", "İstanbul", "istanbul", "ıstanbul", "ISTANBUL", "ΟΔΟΣ", "οδος", "οδοσ", "ΟΔΟΣΑ", "Żółć", "żółć",
    "żółć", "e\u0301", "é", "\u212a", "k", "ſ", "s", "ﬁ", "𝔘", "😀", "a\u0000b".replace("\0", ""), "\u00a05", "\u2003",
    "2026-03-29", "2026-03-29T01:00:00Z", "2026-03-29t01:00:00z", "2026-03-29 01:00:00", "2026-03-29T01:00",
    "2026-03-29T01:00:00.9999Z", "2026-03-29T01:00:00,5+02:00", "2026-03-29T01:00:60Z", "2026-03-29T24:00:00Z",
    "2026-02-29", "2024-02-29", "2026-02-28T23:59:59-05:00", "1900-01-01", "1899-12-31", "2299-12-31T23:59:59.999Z",
    "2300-01-01", "1900-01-01T00:00:00+01:00", "2026-3-29", "20260329", "2026-03-29T01:00:00 +0100", "2026-13-01",
    "2026-03-29T01:00:00+24:00", "1990-03-30", "1990-04-01T23:30:00Z", "2026-03-28T23:00:00Z", "1774746000",
    " 1774746000000 ", "1774746000.5", "0000-00-00", "2026-10-25T02:30:00", "1970-01-01", "1969-12-31T23:59:59.999Z",
)  # fmt: skip
PATTERNS = (
    "a", "^a", "c$", "a.c", "^$", "\\d", "\\d+", "^\\w+$", "\\bab", "[a-c]{2}", "(a|b)c?", "\\s", "ß", "(?i)ABC", "k",
    "é", "^.$", "\\pL", "[[:upper:]]", "\\.", "5|e", "^\\PN*$", "i̇", "σ", "(?s:a.c)", "(?-s)a.c", "\\x{17f}", "\\C",
)  # fmt: skip
KEYS = (
    "v", "we ird", "q'uote", 'dq"uote', "back\\slash", "^a", "a[]", "żółć", "1", "{p1:String}", "%s", "$x", "x:Int64",
    "null", "a-b", ":", "^", "[]", "@", "Tuple", "n.:Int64",
)  # fmt: skip
_TEXTUAL: tuple[Operator, ...] = ("contains", "not_contains", "starts_with", "ends_with")
_ORDERS: tuple[Operator, ...] = ("lt", "le", "gt", "ge")
RELATIVE: tuple[Operator, ...] = ("within_last", "more_than_ago", "within_next")
INSTANTS = ("2026-03-29T01:00:00Z", "1990-01-01", "1970-01-01", "2026-03-29T03:00:00+02:00")
DURATIONS = ("P1D", "PT1H", "P30D", "P52W", "PT1S", "P40000D")


@dataclass
class Chance:
    """Seeded chance that makes up values, documents, and comparisons of them."""

    of: random.Random

    def scalar(self) -> Any:
        which = self.of.random()
        if which < 0.45:
            return self.of.choice(TEXTS)
        if which < 0.75:
            return self.of.choice(NUMBERS)
        if which < 0.85:
            return self.of.choice((True, False))
        if which < 0.9:
            return self.of.uniform(-1, 1) * 10.0 ** self.of.randint(-10, 25)
        return "".join(self.of.choices("aAbBßİσΣς15.-eE+ T:Z'\"\\\n", k=self.of.randint(0, 6)))

    def value(self, depth: int = 0) -> Any:
        which = self.of.random()
        if which < 0.72 or depth > 2:
            return self.scalar()
        if which < 0.77:
            return None
        size = self.of.choice((0, 1, 1, 2, 3))
        if which < 0.92:
            return [self.value(depth + 1) for _ in range(size)]
        return {self.of.choice(("a", "b", "a.b", "b.a", "")): self.value(depth + 1) for _ in range(size)}

    def document(self) -> dict[str, Any]:
        keys = self.of.choices(("v", "v", "v", "v.a", "v.a.b", "v.b", "w"), k=self.of.choice((0, 1, 1, 2, 3)))
        return {key: self.value() for key in keys}

    def comparison(self, *, relative: bool) -> Comparison:
        """Return a comparison that can be compiled; one with the present only if asked for."""
        makers = [self._equal, self._equal, self._order, self._textual, self._pattern, self._presence, self._instant]
        return self.of.choice([*makers, self._relative, self._relative] if relative else makers)()

    def _equal(self) -> Comparison:
        case = self.of.random() < 0.3
        if self.of.random() < 0.6:
            return Comparison(op=self.of.choice(("eq", "ne")), value=self.scalar(), case=case)
        values = tuple(self.scalar() for _ in range(self.of.randint(1, 4)))
        return Comparison(op=self.of.choice(("in", "not_in")), values=values, case=case)

    def _order(self) -> Comparison:
        case = self.of.random() < 0.3
        if self.of.random() < 0.3:
            return Comparison(op="between", value=self.ordered(), upto=self.ordered(), case=case)
        return Comparison(op=self.of.choice(_ORDERS), value=self.ordered(), case=case)

    def _textual(self) -> Comparison:
        return Comparison(op=self.of.choice(_TEXTUAL), value=self.scalar(), case=self.of.random() < 0.3)

    def _pattern(self) -> Comparison:
        return Comparison(op="matches", value=self.of.choice(PATTERNS), case=self.of.random() < 0.5)

    def _presence(self) -> Comparison:
        return Comparison(op=self.of.choice(("exists", "is_empty")))

    def _instant(self) -> Comparison:
        return Comparison(op=self.of.choice(("before", "after")), value=self.of.choice(INSTANTS))

    def _relative(self) -> Comparison:
        if self.of.random() < 0.3:
            return Comparison(op="anniversary_in", value=self.of.randint(0, 3))
        return Comparison(op=self.of.choice(RELATIVE), value=self.of.choice(DURATIONS))

    def ordered(self) -> Any:
        return self.of.choice(NUMBERS) if self.of.random() < 0.5 else self.of.choice(TEXTS)
