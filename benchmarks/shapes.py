"""Tables of invented records in the shapes that customer bases have; all seeded.

`shaped(name, records)` returns the columns with the truth beside them; `SHAPES` names what there is.
"""

from __future__ import annotations

import csv
import itertools
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from benchmarks.people import COLUMNS, COPIES, COUNTRIES, Chance, Country, Record, happens, records, typo

_NAMES = Path(__file__).parents[2] / "shared" / "data" / "names"
_TRADES = ("farmer", "servant", "weaver", "smith", "clerk", "teacher", "miner", "tailor", "soldier", "nurse", "cook")
_SEED = 7
_NOBODY_TWICE = MappingProxyType({0: 1})
_EVERYBODY_TWICE = MappingProxyType({1: 1})
_TEN_EACH = MappingProxyType({8: 1, 9: 1, 10: 1})

Columns = dict[str, list[str | None]]


def shaped(name: str, wanted: int) -> tuple[Columns, list[int]]:
    """Return the columns of a shape of `SHAPES`, and the person of each record."""
    return SHAPES[name](wanted)


def _families(wanted: int) -> tuple[Columns, list[int]]:
    return _table(records(wanted))


def _singles(wanted: int) -> tuple[Columns, list[int]]:
    return _table(records(wanted, _SEED, copies_of=_NOBODY_TWICE))


def _twice(wanted: int) -> tuple[Columns, list[int]]:
    return _table(records(wanted, _SEED, copies_of=_EVERYBODY_TWICE))


def _census(wanted: int) -> tuple[Columns, list[int]]:
    """One country with the family names of the United States as often as they are borne."""
    return _table(records(wanted, _SEED, (_united_states(),)))


def _census_singles(wanted: int) -> tuple[Columns, list[int]]:
    return _table(records(wanted, _SEED, (_united_states(),), _NOBODY_TWICE))


def _till(wanted: int) -> tuple[Columns, list[int]]:
    """Name and phone as a till takes them; half have told their birthday."""
    chance = Chance(_SEED)
    made = records(wanted, _SEED, (_united_states(),))
    columns: Columns = {
        "name": [f"{one.first_name} {one.last_name}".strip() or None for one in made],
        "phone": [one.phone or None for one in made],
        "birth_date": [one.birth_date if happens(chance, 0.5) and one.birth_date else None for one in made],
    }
    return columns, [one.person for one in made]


def _newsletter(wanted: int) -> tuple[Columns, list[int]]:
    """Addresses of subscribers; some gave a name, some only half of one."""
    chance = Chance(_SEED)
    made = [one for one in records(wanted, _SEED, (_united_states(),), {**COPIES, 0: 80}) if one.email]
    columns: Columns = {
        "email": [one.email for one in made],
        "first_name": [one.first_name if happens(chance, 0.6) and one.first_name else None for one in made],
        "last_name": [one.last_name if happens(chance, 0.4) and one.last_name else None for one in made],
    }
    return columns, [one.person for one in made]


def _register(wanted: int) -> tuple[Columns, list[int]]:
    """About ten entries for each person in old books: abbreviated, misread, and with gaps."""
    chance = Chance(_SEED)
    made = records(wanted, _SEED, (_united_states(),), _TEN_EACH)
    lasting = {one.person: _life(one, chance) for one in made}
    entries = [_entry(replace(one, address="", phone=""), *lasting[one.person], chance) for one in made]
    columns = {name: [entry[name] or None for entry in entries] for name in entries[0]}
    return columns, [one.person for one in made]


def _life(record: Record, chance: Chance) -> tuple[str, str, str]:
    """Return birth place, gender and occupation."""
    return record.city, chance.choice("fm"), chance.choice(_TRADES)


def _entry(record: Record, place: str, gender: str, trade: str, chance: Chance) -> dict[str, str]:
    given, family = record.first_name, record.last_name
    if given and happens(chance, 0.2):
        given = f"{given[: chance.choice((1, 2, 3))]}."
    told = {
        "first_name": given,
        "surname": family,
        "dob": record.birth_date if happens(chance, 0.7) else f"{record.birth_date[:4] or 1900}-01-01",
        "birth_place": place,
        "postcode": record.postcode,
        "gender": gender,
        "occupation": trade,
    }
    for name, value in told.items():
        if happens(chance, 0.2):
            told[name] = "" if happens(chance, 0.6) else typo(value, chance)
    full = f"{told['first_name']} {told['surname']}".strip()
    return {"full_name": full, **told}


def _united_states() -> Country:
    with (_NAMES / "census_surnames_2010_top10k.csv").open(encoding="utf-8") as lines:
        rows = [(row["name"].title(), int(row["count"])) for row in csv.DictReader(lines)]
    with (_NAMES / "nicknames.csv").open(encoding="utf-8") as lines:
        short = {row["name1"].title(): row["name2"].title() for row in csv.DictReader(lines)}
    given = list(short)
    random.Random(_SEED).shuffle(given)
    return replace(
        COUNTRIES[0],
        given=tuple(given),
        given_until=_sums(1 / (place + 5) for place in range(len(given))),
        family=tuple(name for name, _ in rows),
        family_until=_sums(count for _, count in rows),
        cities=tuple(f"{name.title()} {kind}" for name in given[:120] for kind in ("Falls", "City", "Springs")),
        short=short,
    )


def _sums(counts: Iterable[float]) -> tuple[float, ...]:
    return tuple(itertools.accumulate(counts))


def _table(made: list[Record]) -> tuple[Columns, list[int]]:
    columns: Columns = {name: [getattr(one, name) or None for one in made] for name in COLUMNS}
    return columns, [one.person for one in made]


SHAPES: Mapping[str, Callable[[int], tuple[Columns, list[int]]]] = MappingProxyType(
    {
        "families": _families,
        "families-once": _singles,
        "families-twice": _twice,
        "census": _census,
        "census-once": _census_singles,
        "till": _till,
        "newsletter": _newsletter,
        "register": _register,
    }
)
"""Few names in three alphabets, the same without and with one duplicate each; the names of a census; a till; a list of
e-mail addresses; old registers."""
