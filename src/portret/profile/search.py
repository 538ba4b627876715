"""Search terms: what a profile can be found by, how a question is read. Case, accents, word order do not matter."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import msgspec
import phonenumbers

from portret.profile.model import Claim, ProfileState
from portret.profile.traits import current

_NAMES = (
    "name",
    "firstName",
    "first_name",
    "middleName",
    "lastName",
    "last_name",
    "username",
)
_PHONES = ("phone", "phone_number", "phoneNumber", "mobile")
_MOST_TERMS = 50
_LONGEST = 100
_MOST_WORDS = 6
_BARE = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "\u0131": "i"}
)
_PHONE = re.compile(r"\+?[\d\s()./-]*\d[\d\s()./-]*")
_NOT_DIGITS = re.compile(r"\D")
_EDGES = ".,;:!?\"'()[]{}<>«»„”"


def terms(state: ProfileState) -> list[str]:
    """Return what the profile can be found by: words of its names, e-mails, phones, user and external ids; sorted."""
    found: set[str] = set()
    values = current(state.claims)
    for key in _NAMES:
        found.update(_name_words(values.get(key)))
    found.update(_name_words(values["company"]) if isinstance(values.get("company"), str) else ())
    for email in _claimed(state, ("email",)):
        found.update(plain(email).split())
    for phone in _claimed(state, _PHONES):
        found.update(_phone_terms(phone))
    for each in state.ids:
        found.add(_id_term(each))
    return sorted(term[:_LONGEST] for term in found if term)[:_MOST_TERMS]


def question_words(question: str) -> list[str]:
    """Return the prefixes that a question asks for, all of which must be found; a phone number is one of them."""
    question = question.strip()
    if _PHONE.fullmatch(question):
        return [_digits(question)[:_LONGEST]]
    words = [word.strip(_EDGES)[:_LONGEST] for word in plain(question).split()]
    return [word for word in dict.fromkeys(words) if word][:_MOST_WORDS]


def plain(text: str) -> str:
    """Return text without case, accents and other marks."""
    signs = unicodedata.normalize("NFKD", text.replace("\0", ""))
    bare = "".join(sign for sign in signs if not unicodedata.combining(sign))
    return bare.casefold().translate(_BARE)


def _name_words(name: Any) -> set[str]:
    if not isinstance(name, str):
        return set()
    words = {word.strip(_EDGES) for word in plain(name).split()}
    parts = {part for word in words for part in re.split(r"[-'’]", word)[1:] if part}  # noqa: RUF001 — both apostrophes
    return words | parts


def _claimed(state: ProfileState, keys: tuple[str, ...]) -> list[str]:
    claims: list[Claim] = [claim for known in state.claims.values() for key in keys for claim in known.get(key, ())]
    values = [msgspec.json.decode(claim[3]) for claim in claims]
    return [str(value) for value in values if isinstance(value, str | int)]


def _phone_terms(phone: str) -> set[str]:
    """Return the digits with and, where the number is international, without the country's prefix."""
    found = {_digits(phone)}
    if phone.strip().startswith("+"):
        try:
            found.add(str(phonenumbers.parse(phone).national_number))
        except phonenumbers.NumberParseException:
            return found
    return found


def _id_term(value: str) -> str:
    return _digits(value) if _PHONE.fullmatch(value) else "".join(plain(value).split())


def _digits(text: str) -> str:
    return _NOT_DIGITS.sub("", text).lstrip("0")
