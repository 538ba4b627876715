"""Which pairs are looked at at all: keys that records of one person are likely to share, chosen by what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from portret.unify.matching.comparisons import words

_EMAIL_NAME = "e-mail, if not the same"
_PARTS = MappingProxyType(
    {
        "given": ("given name", "given"),
        "family": ("family name", "family"),
        "given initial": ("given name", "given[1:1]"),
        "family initial": ("family name", "family[1:1]"),
        "given start": ("given name", "given[1:3]"),
        "family start": ("family name", "family[1:4]"),
        "birth": ("birth date", "birth"),
        "birth year": ("birth date", "birth[1:4]"),
        "birthday": ("birth date", "birth[5:8]"),
        "birth month": ("birth date", "birth[1:6]"),
        "email": ("e-mail", "email"),
        "email local": (
            _EMAIL_NAME,
            "nullif(regexp_extract(email, '^([^@]{5,})@', 1), '')",
        ),
        "email start": (_EMAIL_NAME, "email[1:6]"),
        "phone": ("phone", "right(phone, 7)"),
        "street": ("street", "street"),
        "house": ("street", "house"),
        "postcode": ("place", "postcode"),
        "postal area": ("place", "postcode[1:3]"),
        "city": ("place", "city"),
        "city start": ("place", "city[1:5]"),
        "state": ("place", "state"),
    }
)
"""Part of a key → the comparison it takes part in, and the SQL of it."""

_THEMES: tuple[tuple[tuple[str, ...], ...], ...] = (
    (("email",),),
    (("email local",),),
    (("phone",),),
    (("birth",), ("birth", "family initial"), ("birth", "given initial"), ("birth", "given start")),
    (
        ("family",),
        ("family", "given initial"),
        ("family", "birth year"),
        ("family", "postal area"),
        ("family", "given start"),
        ("family", "given"),
        ("family", "given", "birth year"),
    ),
    (
        ("given",),
        ("given", "birth year"),
        ("given", "postal area"),
        ("given", "city"),
        ("given", "family start"),
        ("given", "birth month"),
    ),
    (
        ("postcode",),
        ("postcode", "birth year"),
        ("postcode", "given initial"),
        ("postcode", "family initial"),
        ("postcode", "house"),
    ),
    (("street", "house"), ("street", "house", "postal area"), ("street", "house", "given initial")),
    (("city", "birth year"), ("city", "birthday"), ("city", "given start", "family start")),
    (("birthday", "given start"), ("birthday", "family start")),
    (("birth year", "given start", "family start"),),
    (("email start", "given initial"),),
)
"""Keys from the loosest to the tightest: a tighter one is there for where the looser one costs too much."""

_FINER = MappingProxyType(
    {
        "given": {"given initial", "given start"},
        "family": {"family initial", "family start"},
        "birth": {"birth year", "birth month", "birthday"},
        "postcode": {"postal area"},
    }
)
"""Part of a key → the parts that are the same wherever it is."""

_LOOKALIKE = (("given", "family"), ("street", "house"), ("phone",), ("email",), ("family", "postcode"))
"""What people of one name, and people of one household, have in common."""

_ANY_ORDER = "CASE WHEN given <> family THEN least(given, family) || ' ' || greatest(given, family) END"


@dataclass(frozen=True)
class Key:
    """One blocking key: records for which the expression is equal are compared.

    Attributes:
        parts: the names of its parts; a key with more of them finds a subset.
        expression: SQL over the columns of one record, NULL where the key says nothing.
        uses: the comparisons whose outcome it favours.
    """

    parts: frozenset[str]
    expression: str
    uses: frozenset[str]

    def within(self, other: Key) -> bool:
        """Tell whether the other key finds whatever this one finds."""
        return other.parts <= self.parts.union(*(_FINER.get(part, ()) for part in self.parts))


def themes_for(columns: Iterable[str]) -> list[list[Key]]:
    """Return the themes that records with these columns allow, each with its keys from loose to tight."""
    present = set(columns)
    themes = [[_number_key(column)] for column in sorted(present) if column.startswith("number_")]
    themes += [keys for theme in _THEMES if (keys := _possible(theme, present))]
    if {"given", "family"} <= present:
        themes.append([Key(frozenset(("names in any order",)), _ANY_ORDER, frozenset(("given name", "family name")))])
    return themes


def lookalike_keys(columns: Iterable[str]) -> list[Key]:
    """Return keys that find most pairs of people who look alike, however many they are."""
    return _possible(_LOOKALIKE, set(columns))


def without_repeats(keys: Sequence[Key]) -> list[Key]:
    """Return the keys without those that find nothing another does not find."""
    return [key for key in keys if not any(other.parts < key.parts for other in keys)]


def _possible(keys: Iterable[tuple[str, ...]], present: set[str]) -> list[Key]:
    return [_key(parts) for parts in keys if all(_column_of(part) in present for part in parts)]


def _key(parts: tuple[str, ...]) -> Key:
    expressions = [_PARTS[part][1] for part in parts]
    joined = expressions[0] if len(parts) == 1 else " || '|' || ".join(f"({one})" for one in expressions)
    return Key(frozenset(parts), joined, frozenset(_PARTS[part][0] for part in parts))


def _number_key(column: str) -> Key:
    return Key(frozenset((column,)), column, frozenset((words(column),)))


def _column_of(part: str) -> str:
    return {"birthday": "birth", "postal area": "postcode"}.get(part) or part.partition(" ")[0]
