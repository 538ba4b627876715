"""How two records are compared: by kind of field, levels from "the same" down to "different".

Each level carries what is believed of it before any data is seen: how often it occurs between two records of one person
(m) and of two people (u). Estimation starts there, and stays there for what the data never shows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LOOKALIKES = ("household", "namesake")
"""Pairs of different people that have much in common: those who live together, and those who bear the same name."""

_BOTH = frozenset(LOOKALIKES)
_HOUSEHOLD = frozenset(("household",))
_NAMESAKE = frozenset(("namesake",))
_TRANSPOSED = (
    "jaro_winkler_similarity({column}_l, {column}_r) > 0.7"
    " AND damerau_levenshtein({column}_l, {column}_r) <= {distance}"
)
"""The quick comparison rules out what the slow one need not look at."""

_ALIKE = "jaro_winkler_similarity({column}_l, {column}_r) >= {similarity}"


@dataclass(frozen=True)
class Level:
    """One outcome of a comparison.

    Attributes:
        label: what a person reads.
        condition: SQL over `column_l` and `column_r`; the first level whose condition holds is taken.
        m: the probability among records of one person, before data.
        u: the probability among records of two people, before data.
        frequency_of: the column whose value is shared at this level, so that rare values weigh more; "" for none.
    """

    label: str
    condition: str
    m: float
    u: float
    frequency_of: str = ""


@dataclass(frozen=True)
class Comparison:
    """Some columns compared as one, so that what depends on one another is not counted twice.

    Attributes:
        name: what is compared, as people read it.
        columns: the columns of the records it looks at; the first stand for it where its values are shown.
        unknown: SQL that holds where nothing can be said, which counts neither for nor against.
        levels: from the most alike down; the last one takes what is left.
        common_to: of which pairs of different people, by `LOOKALIKES`, it is to be expected that they agree in it.
        lasting: whether it hardly ever changes in a life, so that two records of one person seldom differ.
    """

    name: str
    columns: tuple[str, ...]
    unknown: str
    levels: tuple[Level, ...]
    common_to: frozenset[str] = frozenset()
    lasting: bool = False


def comparisons_for(columns: Iterable[str]) -> tuple[Comparison, ...]:
    """Return the comparisons that records with these columns allow."""
    present = set(columns)
    made = [
        _given(present),
        _family(present),
        _birth(present),
        _email(present),
        _email_name(present),
        _phone(present),
        _street(present),
        _place(present),
        *(_number(column) for column in sorted(present) if column.startswith("number_")),
        *(_text(column) for column in sorted(present) if column.startswith("text_")),
    ]
    return tuple(comparison for comparison in made if comparison)


def _given(present: set[str]) -> Comparison | None:
    if "given" not in present:
        return None
    unknown = _missing("given")
    if "family" in present:
        unknown += f" OR ({_swapped()})"  # said once, by the family name
    levels = [
        Level("the same", "given_l = given_r", 0.72, 0.005, "given"),
        Level("the same, written differently", "given_key_l = given_key_r", 0.03, 0.0005),
        Level("a short form", "list_has_any(nicknames_l, nicknames_r)", 0.04, 0.001),
        Level("nearly the same", _alike("given", 0.92), 0.08, 0.002),
        Level("beginning alike", "starts_with(given_l, given_r) OR starts_with(given_r, given_l)", 0.03, 0.005),
        Level("similar", _alike("given", 0.8), 0.04, 0.02),
        Level("different", "ELSE", 0.06, 0.967),
    ]
    return Comparison("given name", ("given",), unknown, tuple(levels), _NAMESAKE, lasting=True)


def _family(present: set[str]) -> Comparison | None:
    if "family" not in present:
        return None
    levels = [
        Level("the same", "family_l = family_r", 0.75, 0.002, "family"),
        Level("the same, written differently", "family_key_l = family_key_r", 0.03, 0.0005),
        Level("nearly the same", _alike("family", 0.92), 0.07, 0.002),
        Level("one within the other", _within("family"), 0.02, 0.0005),
        Level("similar", _alike("family", 0.8), 0.04, 0.01),
        Level("different", "ELSE", 0.08, 0.9854),
    ]
    if "given" in present:
        levels.insert(0, Level("given and family name swapped", _swapped(), 0.01, 0.0001))
    return Comparison("family name", ("family",), _missing("family"), tuple(levels), _BOTH)


def _birth(present: set[str]) -> Comparison | None:
    if "birth" not in present:
        return None
    year, month, day = (f"birth_{{0}}[{span}]" for span in ("1:4", "5:6", "7:8"))
    same_year, same_month, same_day = (_same(part) for part in (year, month, day))
    swapped = f"{same_year} AND birth_l[5:6] = birth_r[7:8] AND birth_l[7:8] = birth_r[5:6]"
    two_parts = " OR ".join(
        f"({one} AND {other})"
        for one, other in ((same_year, same_month), (same_month, same_day), (same_year, same_day))
    )
    levels = (
        Level("the same", "birth_l = birth_r", 0.88, 0.0001, "birth"),
        Level("day and month swapped", swapped, 0.01, 0.0001),
        Level("one digit off", _transposed("birth", 1), 0.05, 0.001),
        Level("two parts the same", two_parts, 0.03, 0.005),
        Level("the same year", same_year, 0.01, 0.015),
        Level("different", "ELSE", 0.02, 0.9788),
    )
    return Comparison("birth date", ("birth",), _missing("birth"), levels, lasting=True)


def _email(present: set[str]) -> Comparison | None:
    if "email" not in present:
        return None
    levels = (
        Level("the same", "email_l = email_r", 0.7, 0.00002, "email"),
        Level("different", "ELSE", 0.3, 0.99998),
    )
    return Comparison("e-mail", ("email",), _missing("email"), levels, _HOUSEHOLD)


def _email_name(present: set[str]) -> Comparison | None:
    """Addresses that differ are often made of the same name, whoever bears it: that is another question."""
    if "email" not in present:
        return None
    local = "split_part(email_{0}, '@', 1)"
    levels = (
        Level("the same before the @", f"length({local.format('l')}) > 4 AND {_same(local)}", 0.15, 0.0001),
        Level("a letter or two off", _transposed("email", 2), 0.25, 0.00005),
        Level("similar", _alike("email", 0.9), 0.15, 0.001),
        Level("different", "ELSE", 0.45, 0.99885),
    )
    unknown = f"{_missing('email')} OR email_l = email_r"
    return Comparison("e-mail, if not the same", ("email",), unknown, levels, _NAMESAKE)


def _phone(present: set[str]) -> Comparison | None:
    if "phone" not in present:
        return None
    levels = (
        Level("the same", "phone_l = phone_r", 0.75, 0.00002, "phone"),
        Level(
            "the same last seven digits", "length(phone_l) > 7 AND right(phone_l, 7) = right(phone_r, 7)", 0.04, 1e-5
        ),
        Level("one digit off", _transposed("phone", 1), 0.05, 0.00002),
        Level("different", "ELSE", 0.16, 0.99995),
    )
    return Comparison("phone", ("phone",), _missing("phone"), levels, _HOUSEHOLD)


def _street(present: set[str]) -> Comparison | None:
    if "street" not in present:
        return None
    nearly, similar = _alike("street", 0.92), _alike("street", 0.82)
    levels = [
        Level("the same street", "street_l = street_r", 0.15, 0.001, "street"),
        Level("nearly the same street", nearly, 0.1, 0.002),
        Level("a similar street", similar, 0.05, 0.005),
        Level("different", "ELSE", 0.15, 0.99),
    ]
    if "house" in present:
        same = "house_l = house_r"
        levels = [
            Level("the same house", f"{same} AND street_l = street_r", 0.5, 0.0001, "street"),
            Level("the same number, nearly the same street", f"{same} AND {nearly}", 0.08, 0.0001),
            *levels[:2],
            Level("the same number, a similar street", f"{same} AND {similar}", 0.03, 0.0005),
            *levels[2:],
        ]
    columns = ("street", "house") if "house" in present else ("street",)
    return Comparison("street", columns, _missing("street"), tuple(levels), _HOUSEHOLD)


def _place(present: set[str]) -> Comparison | None:
    columns = tuple(column for column in ("postcode", "city", "state", "country") if column in present)
    if not columns:
        return None
    fine = [column for column in columns[:2] if column in ("postcode", "city")]
    levels: list[Level] = []
    if fine == ["postcode", "city"]:
        levels.append(
            Level("the same postcode and city", "postcode_l = postcode_r AND city_l = city_r", 0.6, 0.001, "postcode")
        )
    if "postcode" in fine:
        levels.append(Level("the same postcode", "postcode_l = postcode_r", 0.1, 0.001, "postcode"))
    if "city" in fine:
        levels.append(Level("the same city", "city_l = city_r", 0.12, 0.01, "city"))
    if "postcode" in fine:
        levels.append(Level("a postcode one digit off", _transposed("postcode", 1), 0.05, 0.005))
    if "city" in fine:
        levels.append(Level("a similar city", _alike("city", 0.88), 0.05, 0.005))
    if "state" in columns:
        levels.append(Level("the same state", "state_l = state_r", 0.06, 0.15, "" if fine else "state"))
    elif "postcode" in fine:
        levels.append(Level("the same postal area", "postcode_l[1:2] = postcode_r[1:2]", 0.04, 0.02))
    if not levels:
        levels.append(Level("the same country", "country_l = country_r", 0.9, 0.3, "country"))
    levels.append(Level("different", "ELSE", 0.08, 0.8))
    unknown = " AND ".join(f"({_missing(column)})" for column in columns)
    return Comparison("place", columns, unknown, tuple(levels), _HOUSEHOLD)


def _number(column: str) -> Comparison:
    levels = (
        Level("the same", f"{column}_l = {column}_r", 0.9, 0.00001, column),
        Level("one character off", _transposed(column, 1), 0.05, 0.00005),
        Level("two characters off", _transposed(column, 2), 0.02, 0.0005),
        Level("different", "ELSE", 0.03, 0.99944),
    )
    return Comparison(words(column), (column,), _missing(column), levels, lasting=True)


def _text(column: str) -> Comparison:
    """Of a column that nobody knows, such as a birth place or a language, a household may well share the value."""
    levels = (
        Level("the same", f"{column}_l = {column}_r", 0.8, 0.05, column),
        Level("nearly the same", _alike(column, 0.9), 0.08, 0.02),
        Level("different", "ELSE", 0.12, 0.93),
    )
    return Comparison(words(column), (column,), _missing(column), levels, _HOUSEHOLD)


def words(column: str) -> str:
    """Return the name that people read of a column such as `number_loyalty_id`."""
    return column.partition("_")[2].replace("_", " ")


def _missing(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


def _swapped() -> str:
    return "given_l = family_r AND family_l = given_r AND given_l <> given_r"


def _within(column: str) -> str:
    one, other = f"{column}_l", f"{column}_r"
    return f"least(length({one}), length({other})) > 3 AND (contains({one}, {other}) OR contains({other}, {one}))"


def _same(expression: str) -> str:
    return f"{expression.format('l')} = {expression.format('r')}"


def _alike(column: str, similarity: float) -> str:
    return _ALIKE.format(column=column, similarity=similarity)


def _transposed(column: str, distance: int) -> str:
    return _TRANSPOSED.format(column=column, distance=distance)
