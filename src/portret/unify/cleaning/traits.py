"""Under which keys sources say the standard fields of a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_KEYS = {
    "given_name": "first_name given_name firstname fname imię imie имя vorname prénom",
    "family_name": "last_name family_name lastname surname lname nazwisko фамилия nachname",
    "full_name": "name full_name display_name fullname имя_фамилия фио",
    "email": "email email_address e_mail mail",
    "phone": "phone phone_number mobile mobile_phone mobile_number cell_phone cell telephone tel telefon телефон",
    "birth_date": "birthday birth_date date_of_birth birthdate dob bday data_urodzenia дата_рождения geburtsdatum",
    "postcode": "postcode postal_code zip zip_code post_code postalcode zipcode plz kod_pocztowy индекс",
    "country": "country country_code country_name kraj страна land",
    "city": "city town locality miasto город ort stadt",
    "street": "street street_address address_line1 address_1 address1 line1 ulica улица strasse straße",
}
_IN_ADDRESS = frozenset(("postcode", "country", "city", "street"))
_ADDRESS_KEYS = frozenset(("address", "Address", "ADDRESS", "adres", "адрес", "home_address", "homeAddress"))


def _spellings(snake: str) -> Iterator[str]:
    """Yield a key as people spell it: first_name, firstName, FirstName, first name, first-name, FIRST_NAME."""
    words = snake.split("_")
    capitals = [word.capitalize() for word in words]
    yield snake
    yield words[0] + "".join(capitals[1:])
    yield "".join(capitals)
    yield " ".join(words)
    yield " ".join(capitals)
    yield " ".join([capitals[0], *words[1:]])
    yield "-".join(words)
    yield snake.upper()
    yield "$" + snake


FIELD_OF: Mapping[str, tuple[str, int]] = {
    spelling: (field, rank)
    for field, keys in _KEYS.items()
    for rank, key in reversed(list(enumerate(keys.split())))
    for spelling in _spellings(key)
}
"""(field, rank) by key; of several keys of one field the lowest rank is taken."""


def standard_fields(traits: Mapping[str, Any]) -> list[tuple[str, int, str, Any]]:
    """Return (field, rank, key, raw value) of all that traits say of a person's standard fields; blank ones not.

    The parts of an address may stand in an object, after what stands beside it; an address that is text is a street.
    """
    found = []
    for key, value in traits.items():
        known = FIELD_OF.get(key)
        if known is not None:
            if value not in _BLANK_VALUES:
                found.append((*known, key, value))
        elif key in _ADDRESS_KEYS:
            found += _of_address(key, value)
    return found


def trait_keys(field: str) -> list[str]:
    """Return the keys under which a standard field may stand: given_name, email, phone, and so on."""
    return [key for key, (of, _) in FIELD_OF.items() if of == field]


def standard_field(key: str) -> str:
    """Return the standard field that stands under a key, such as "firstName" or "address.zip"; "" if none does."""
    outer, dot, inner = key.partition(".")
    if dot and outer in _ADDRESS_KEYS:
        field = FIELD_OF.get(inner, ("", 0))[0]
        return field if field in _IN_ADDRESS else ""
    return FIELD_OF.get(key, ("", 0))[0]


_BLANK_VALUES: tuple[Any, ...] = (None, "")
_AFTER_FLAT = 100


def _of_address(key: str, value: Any) -> list[tuple[str, int, str, Any]]:
    if isinstance(value, str) and value:
        return [("street", _AFTER_FLAT, key, value)]
    if not isinstance(value, Mapping):
        return []
    return [
        (field, _AFTER_FLAT + rank, f"{key}.{inner}", part)
        for inner, part in value.items()
        for field, rank in [FIELD_OF.get(inner, ("", 0))]
        if field in _IN_ADDRESS and part not in _BLANK_VALUES
    ]
