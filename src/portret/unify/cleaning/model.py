"""What cleaning gives: the cleaned value beside the raw one, and what is odd about it."""

from __future__ import annotations

from typing import Any

import msgspec


class Cleaned(msgspec.Struct, frozen=True):
    """One value, cleaned.

    Attributes:
        value: in normal form; "" if there is none, because the raw value is absent, invalid or a placeholder.
        raw: as it came.
        flags: remarks such as "invalid-email"; the same words as on events.
        why: what is wrong, or what was meant, in a few words; "" if nothing is.
        trait: the key it was found under, such as "firstName" or "address.postalCode"; "" if it was given directly.
    """

    value: str
    raw: Any = None
    flags: tuple[str, ...] = ()
    why: str = ""
    trait: str = ""


NOTHING = Cleaned("")


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """The standard fields of a person; what nobody said is empty.

    Attributes:
        given_name, family_name: in sensible case, without titles.
        email: in normal form; the raw address is in it.
        email_key: as it is compared: without dots and tags where the provider ignores them.
        phone: E.164.
        phone_kind: mobile, fixed, fixed-or-mobile, toll-free, premium, voip, other; "" if the number is not valid.
        birth_date: ISO 8601: YYYY-MM-DD, YYYY if only the year is known, --MM-DD if only the day is.
        postcode: in its country's form.
        country: ISO 3166-1 alpha-2.
        city, street: blanks and invisible characters set right.
    """

    given_name: Cleaned = NOTHING
    family_name: Cleaned = NOTHING
    email: Cleaned = NOTHING
    email_key: str = ""
    phone: Cleaned = NOTHING
    phone_kind: str = ""
    birth_date: Cleaned = NOTHING
    postcode: Cleaned = NOTHING
    country: Cleaned = NOTHING
    city: Cleaned = NOTHING
    street: Cleaned = NOTHING


def without_value(raw: Any, flag: str, why: str) -> Cleaned:
    """Return what is left of a raw value that is no text: nothing is wrong if it is absent or blank."""
    is_blank = raw is None or (isinstance(raw, str) and not raw.strip())
    return Cleaned("", raw) if is_blank else Cleaned("", raw, (flag,), why)
