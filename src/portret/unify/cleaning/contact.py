"""A person's standard fields out of whatever keys sources use, cleaned; the traits themselves stay as they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace

from portret.unify.cleaning.birth import clean_birth_date
from portret.unify.cleaning.country import clean_country
from portret.unify.cleaning.email import clean_email, email_key
from portret.unify.cleaning.full_names import split_name
from portret.unify.cleaning.model import NOTHING, Cleaned, Contact
from portret.unify.cleaning.names import clean_name
from portret.unify.cleaning.phone import clean_phone, phone_kind
from portret.unify.cleaning.postcode import clean_postcode
from portret.unify.cleaning.text import plain_text
from portret.unify.cleaning.traits import standard_fields


def clean_contact(traits: Mapping[str, Any], region: str, today: date | None = None) -> Contact:
    """Return the standard fields that traits say, each cleaned, with its raw value and the key it stood under.

    Args:
        traits: declared traits, any JSON.
        region: the country (ISO 3166-1 alpha-2) that phones without prefix, dates and postcodes are read as where the
            traits name none; "" if none is likely.
        today: judges birth dates; see `clean_birth_date`.
    """
    said = _best(traits)
    country = _cleaned(said, "country", clean_country)
    given, family = _names(said)
    email = _cleaned(said, "email", clean_email)
    phone = _cleaned(said, "phone", lambda value: clean_phone(value, region))
    return Contact(
        given_name=given,
        family_name=family,
        email=email,
        email_key=email_key(email.value),
        phone=phone,
        phone_kind=phone_kind(phone.value) if phone.value else "",
        birth_date=_cleaned(said, "birth_date", lambda value: clean_birth_date(value, country.value or region, today)),
        postcode=_cleaned(said, "postcode", lambda value: _postcode(value, country, region)),
        country=country,
        city=_cleaned(said, "city", _plain),
        street=_cleaned(said, "street", _plain),
    )


def _postcode(value: Any, country: Cleaned, region: str) -> Cleaned:
    """Return a postcode of a country; one that is only likely to be of a region is no fault if it is not."""
    if country.value or country.raw is not None:
        return clean_postcode(value, country.value)
    likely = clean_postcode(value, region)
    return likely if likely.value else clean_postcode(value, "")


def _best(traits: Mapping[str, Any]) -> dict[str, tuple[int, str, Any]]:
    best: dict[str, tuple[int, str, Any]] = {}
    for field, rank, key, value in standard_fields(traits):
        if field not in best or rank < best[field][0]:
            best[field] = (rank, key, value)
    return best


def _cleaned(said: Mapping[str, tuple[int, str, Any]], field: str, clean: Callable[[Any], Cleaned]) -> Cleaned:
    if field not in said:
        return NOTHING
    _, key, value = said[field]
    return replace(clean(value), trait=key)


def _names(said: Mapping[str, tuple[int, str, Any]]) -> tuple[Cleaned, Cleaned]:
    """Return given and family name; a full name fills in what is not said by itself."""
    given, family = _cleaned(said, "given_name", clean_name), _cleaned(said, "family_name", clean_name)
    if "full_name" not in said or (given.value and family.value):
        return given, family
    _, key, full = said["full_name"]
    parts = [replace(clean_name(part), raw=full, trait=key) if part else NOTHING for part in split_name(full)]
    return (given if given.value else parts[0]), (family if family.value else parts[1])


def _plain(value: Any) -> Cleaned:
    return Cleaned(plain_text(value), value)
