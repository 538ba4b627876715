"""Which column of a table, or which trait of a profile, is what: by its name first, by the look of its values else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

_NAMES = {
    "given": "givenname firstname forename fname first given namefirst imie vorname prenom nombre имя",
    "family": "familyname lastname surname lname last family namelast sname nazwisko nachname apellido фамилия",
    "full": "name fullname customername personname displayname completename namefull фио",
    "birth": "birthdate dateofbirth dob birthday born bdate dataurodzenia geburtsdatum датарождения",
    "email": "email emailaddress mail emailaddr",
    "phone": "phone phonenumber mobile mobilephone telephone tel cell cellphone telefon homephone",
    "street": "street address address1 addressline1 addressline streetname streetaddress line1 addr ulica strasse",
    "house": "streetnumber housenumber houseno streetno buildingnumber",
    "postcode": "postcode postalcode zip zipcode postcodefake kodpocztowy plz",
    "city": "city town suburb locality municipality miasto ort stadt",
    "state": "state province region county stateprovince wojewodztwo",
    "country": "country countrycode",
}
_KIND_OF = MappingProxyType({word: kind for kind, words in _NAMES.items() for word in words.split()})
_NOT_TEXT = re.compile(r"(cluster|recid|uniqueid|rowid|created|updated|timestamp|seen)", re.IGNORECASE)
_NUMBER_NAME = re.compile(
    "ssn|socsec|pesel|passport|nationalid|taxid|licen[cs]e|loyalty|insurance|nino|nhs|member|card|crmid|customerid"
)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_DIGITS = re.compile(r"[\d\s()+.\-]{7,}")
_LOOKS_LIKE = 0.8
_SAMPLE = 200

ONE_EACH = tuple(_NAMES)
"""Kinds of which the first column counts."""


def kind_of_name(name: str) -> str:
    """Return the kind that a column's name says ("given" … "country", "number"), or "" if it says none."""
    word = re.sub(r"[\W_]+", "", name.rsplit(".", 1)[-1] if "." in name else name).lower()
    return _KIND_OF.get(word) or ("number" if _NUMBER_NAME.search(word) else "")


def kinds_of_columns(columns: Mapping[str, Sequence[str | None]]) -> dict[str, str]:
    """Return column → kind for a table, for the columns worth comparing.

    Further columns of a kind that stands once, and columns whose name says nothing, are "text" if their values repeat
    and "number" if they look like numbers; what never repeats or never differs says nothing about anybody.
    """
    kinds: dict[str, str] = {}
    for name, values in columns.items():
        kind = kind_of_name(name) or _kind_of_look(values)
        if kind in ONE_EACH and kind in kinds.values():
            kind = "text"
        if not kind:
            kind = "" if _NOT_TEXT.search(re.sub(r"[\W_]+", "", name)) else "text"
        if kind and (kind != "text" or _tells_people_apart(values)):
            kinds[name] = kind
    return kinds


def _kind_of_look(values: Sequence[str | None]) -> str:
    sample = [value for value in values[: 20 * _SAMPLE] if value][:_SAMPLE]
    if not sample:
        return ""
    return "email" if _share(_EMAIL, sample) >= _LOOKS_LIKE else ""


def _share(pattern: re.Pattern[str], sample: Iterable[str]) -> float:
    hits = [bool(pattern.fullmatch(value)) for value in sample]
    return sum(hits) / len(hits)


def _tells_people_apart(values: Sequence[str | None]) -> bool:
    present = [value for value in values if value]
    distinct = len(set(present))
    return 1 < distinct < len(present)
