"""What is odd about the person in an event's traits, as flags: on the worker's hot path, so cached by value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from portret.kernel import told
from portret.unify.cleaning import birth, country, email, names, phone, postcode
from portret.unify.cleaning.text import MAX_LENGTH, plain_text
from portret.unify.cleaning.traits import standard_fields

CONTACT_FLAGS = {
    email.INVALID: told("flag-no-email", "an e-mail address that is none"),
    email.DISPOSABLE: "an e-mail address of a provider that gives them away for minutes",
    email.ROLE: "an e-mail address of a role such as info@ or sales@, not of a person",
    email.TYPO: "an e-mail address whose domain is one slip away from a big provider's: gmial.com",
    phone.INVALID: told("flag-no-phone", "a phone number that nobody can have"),
    birth.INVALID: told(
        "flag-no-birthday", "a birth date that is no day of the calendar, in the future, or more than 120 years ago"
    ),
    birth.PLACEHOLDER: "a birth date that systems write who do not know one: 1900-01-01, 1970-01-01",
    birth.AMBIGUOUS: "a birth date whose day and month, or century, are guessed: 03/02/1985, 02.03.85",
    postcode.INVALID: "a postcode that its country does not have",
    country.UNKNOWN: "a country that no table knows by code or name",
    names.JUNK: "a name that is nonsense: test test, asdf, 123",
}
"""Every flag that cleaning gives to an event, and its meaning."""

_PARTS_OF_NAME = frozenset(("given_name", "family_name", "full_name"))
Remark = tuple[str, str, Any]
"""(flag, key of the trait, raw value)."""


def contact_flags(traits: Mapping[str, Any], region: str, today: date) -> tuple[str, ...]:
    """Return what is odd about the person that traits describe: some of `CONTACT_FLAGS`, each once, in order."""
    found = remarks(traits, region, today)
    return tuple(sorted({flag for flag, _, _ in found})) if found else ()


def flagged_trait(flag: str, traits: Mapping[str, Any], region: str, today: date) -> tuple[str, Any] | None:
    """Return the key and the raw value that give traits a flag; None if nothing does."""
    return next(((key, value) for found, key, value in remarks(traits, region, today) if found == flag), None)


def remarks(traits: Mapping[str, Any], region: str, today: date) -> list[Remark]:
    """Return each flag with the trait and the value that give it."""
    said = [(field, key, value, _text(value)) for field, _, key, value in standard_fields(traits)]
    if not said:
        return []
    found: list[Remark] = []
    for field, key, value, text in said:
        check = _CHECKS.get(field)
        if check and text is not None:
            found += [(flag, key, value) for flag in check(text, region, today)]
    return found + _of_names(said) + _of_postcodes(said)


_Said = tuple[str, str, Any, str | None]
"""(field, key, raw value, its text: None if it is blank, "" if it is none)."""


def _of_names(said: Sequence[_Said]) -> list[Remark]:
    """A name is nonsense if all its parts are: there are people called Null."""
    parts = [(key, value, text) for field, key, value, text in said if field in _PARTS_OF_NAME and text is not None]
    if parts and all(names.is_junk(text) for _, _, text in parts):
        return [(names.JUNK, key, value) for key, value, _ in parts]
    return []


def _of_postcodes(said: Sequence[_Said]) -> list[Remark]:
    """A postcode is judged only if its country is said."""
    codes = [(key, value, text) for field, key, value, text in said if field == "postcode" and text is not None]
    if not codes:
        return []
    named = (country.country_code(text) for field, _, _, text in said if field == "country" and text)
    where = next(filter(None, named), "")
    return [
        (postcode.INVALID, key, value)
        for key, value, text in codes
        if where and not postcode.normal_postcode(text, where, is_number=type(value) is not str)
    ]


def _text(value: Any) -> str | None:
    if type(value) is str:
        return (value.strip() or None) if len(value) <= MAX_LENGTH else ""
    return plain_text(value)


_CHECKS: Mapping[str, Callable[[str, str, date], tuple[str, ...]]] = {
    "email": lambda text, _region, _today: email.email_flags(text),
    "phone": lambda text, region, _today: phone.phone_flags(text, region),
    "birth_date": birth.birth_date_flags,
    "country": lambda text, _region, _today: () if country.country_code(text) else (country.UNKNOWN,),
}
