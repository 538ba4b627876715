"""Records made comparable: one column per kind, values folded to one alphabet and one form; nothing is invented."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from portret.unify.cleaning import name_key, nickname_groups
from portret.unify.matching.fields import ONE_EACH

if TYPE_CHECKING:
    import pyarrow as pa

Values = Sequence[str | None]

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "i",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
            "i",
            "i",
            "e",
            "g",
            "u",
        ],
        strict=True,
    )
)
_MARKED = {"ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
_LETTERS = str.maketrans(_CYRILLIC | _MARKED)
_NO_WORD = re.compile(r"[\W_]+")
_NO_DIGIT = re.compile(r"\D+")
_YEAR_FIRST = re.compile(r"(\d{4})\D?(\d{1,2})\D?(\d{1,2})(?:\D.*)?")
_YEAR_LAST = re.compile(r"(\d{1,2})\D(\d{1,2})\D(\d{4})(?:\D.*)?")
_NOTHING = frozenset(("", "nan", "none", "null", "n a", "na", "unknown", "undefined"))
_TITLES = frozenset(("mr", "mrs", "ms", "miss", "dr", "prof", "sir", "pan", "pani", "herr", "frau", "jr", "sr"))


def folded(text: str) -> str:
    """Return words in lower case without marks, Latin for Cyrillic: "Łukasz Żółć" → "lukasz zolc", "Иванов" → "ivanov".

    Letters of other scripts stay.
    """
    plain = text.lower().translate(_LETTERS)
    if not plain.isascii():
        plain = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
        plain = plain.translate(_LETTERS)
    found = _NO_WORD.sub(" ", plain).strip()
    return "" if found in _NOTHING else found


def prepared(ids: Sequence[str], columns: Mapping[str, Values], kinds: Mapping[str, str]) -> pa.Table:
    """Return the records as a table with a column `id` and one column per kind that has a value and tells something.

    Args:
        ids: one per record, each once.
        columns: the raw values by column, as long as `ids`.
        kinds: column → kind, as `kinds_of_columns` gives it; other columns are left out.
    """
    import pyarrow as pa  # noqa: PLC0415 — only a run needs it

    made: dict[str, Values] = {}
    for name, kind in kinds.items():
        values = columns[name]
        if kind in ("number", "text"):
            made[f"{kind}_{_column(name)}"] = _each(_READERS[kind], values)
        elif kind == "birth":
            made[kind] = _births(values)
        elif kind in ONE_EACH:
            made[kind] = _each(_READERS[kind], values)
    _split_full_names(made)
    _split_houses(made)
    kept = {name: values for name, values in made.items() if len(set(values) - {None}) > 1}
    arrays = {name: pa.array(values, pa.string()) for name, values in kept.items()}
    for name in ("given", "family"):
        if name in kept:
            arrays[f"{name}_key"] = pa.array(_each(name_key, kept[name]), pa.string())
    if "given" in kept:
        arrays["nicknames"] = pa.array(_groups(kept["given"]), pa.list_(pa.string()))
    return pa.table({"id": list(ids), **arrays})


def _column(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_").lower()


def _each(read: Callable[[str], str], values: Values) -> Values:
    """Read each distinct value once: most values of most columns repeat."""
    known = {value: read(value) or None for value in set(values) if value}
    return [known.get(value) if value else None for value in values]


def _groups(given: Values) -> list[Sequence[str] | None]:
    known = {name: nickname_groups(name) for name in set(given) if name}
    return [known.get(name) if name else None for name in given]


def _name(text: str) -> str:
    words = folded(text).split()
    return " ".join(word for word in words if word not in _TITLES) or " ".join(words)


def _email(text: str) -> str:
    plain = text.strip().lower()
    return "" if plain in _NOTHING else plain


def _phone(text: str) -> str:
    return _NO_DIGIT.sub("", text).lstrip("0")


def _street(text: str) -> str:
    return folded(text)


def _compact(text: str) -> str:
    return folded(text).replace(" ", "")


def _number(text: str) -> str:
    found = _compact(text)
    return found if found.strip("0") else ""


_READERS: Mapping[str, Callable[[str], str]] = {
    "given": _name,
    "family": _name,
    "full": _name,
    "email": _email,
    "phone": _phone,
    "street": _street,
    "house": _compact,
    "postcode": _compact,
    "city": folded,
    "state": folded,
    "country": folded,
    "number": _number,
    "text": folded,
}


def _births(values: Values) -> Values:
    """Read dates as year, month, day in eight digits; whether days or months stand first is seen from the column."""
    day_first = True
    for value in set(values):
        found = _YEAR_LAST.fullmatch(value.strip()) if value else None
        if found and int(found[2]) > 12:  # noqa: PLR2004 — months end there
            day_first = False
            break
    return _each(lambda text: _birth(text, day_first=day_first), values)


def _birth(text: str, *, day_first: bool) -> str:
    plain = text.strip()
    if found := _YEAR_FIRST.fullmatch(plain):
        year, month, day = found.groups()
    elif found := _YEAR_LAST.fullmatch(plain):
        day, month, year = found.groups() if day_first else (found[2], found[1], found[3])
    else:
        return ""
    return f"{year}{month:0>2}{day:0>2}"


def _split_full_names(made: dict[str, Values]) -> None:
    """A full name says what given and family name do not: the first word is the given name, the last the other."""
    full = made.pop("full", None)
    if full is None:
        return
    if "given" not in made and "family" not in made:
        pairs = [_parts(name) for name in full]
        made["given"], made["family"] = [given for given, _ in pairs], [family for _, family in pairs]
        return
    given = made.get("given") or [None] * len(full)
    family = made.get("family") or [None] * len(full)
    bare = [name is not None and not one and not other for name, one, other in zip(full, given, family, strict=True)]
    pairs = [
        _parts(name) if alone else (one, other)
        for name, one, other, alone in zip(full, given, family, bare, strict=True)
    ]
    made["given"], made["family"] = [one for one, _ in pairs], [other for _, other in pairs]


def _parts(name: str | None) -> tuple[str | None, str | None]:
    words = name.split() if name else []
    if len(words) < 2:  # noqa: PLR2004 — a single word is the given name
        return (words[0] if words else None), None
    return words[0], words[-1]


def _split_houses(made: dict[str, Values]) -> None:
    """Take the number out of a street line where no column of its own holds it; join what is left without spaces."""
    streets = made.get("street")
    if streets is None:
        return
    if "house" not in made:
        pairs = [_house_of(street) for street in streets]
        made["street"], made["house"] = [street for street, _ in pairs], [house for _, house in pairs]
    made["street"] = [street.replace(" ", "") if street else None for street in made["street"]]


def _house_of(street: str | None) -> tuple[str | None, str | None]:
    """Return the street and the number of a folded line; numbers stand first or last."""
    words = street.split() if street else []
    first = len(words) > 1 and words[0][0].isdigit()
    last = len(words)
    while not first and last > 1 and words[last - 1][0].isdigit():
        last -= 1
    named, number = (words[1:], words[:1]) if first else (words[:last], words[last:])
    return " ".join(named) or None, "".join(number) or None
