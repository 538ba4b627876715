"""Phone numbers: E.164, whether they can and do exist, and of what kind they are."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType, ValidationResult

from portret.unify.cleaning.model import Cleaned, without_value
from portret.unify.cleaning.text import plain_text

INVALID = "invalid-phone"

_KINDS = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed-or-mobile",
    PhoneNumberType.TOLL_FREE: "toll-free",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.VOIP: "voip",
}
_REASONS = {
    ValidationResult.TOO_SHORT: "too short",
    ValidationResult.TOO_LONG: "too long",
    ValidationResult.INVALID_LENGTH: "of a length that the country does not use",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "without an area code",
    ValidationResult.INVALID_COUNTRY_CODE: "of an unknown country",
}
_PARSE_REASONS = {
    NumberParseException.INVALID_COUNTRY_CODE: "of an unknown country",
    NumberParseException.TOO_SHORT_NSN: "too short",
    NumberParseException.TOO_SHORT_AFTER_IDD: "too short",
    NumberParseException.TOO_LONG: "too long",
}
_NO_NUMBER = "not a phone number"


@lru_cache(maxsize=20_000)
def normal_phone(value: str, region: str) -> str:
    """Return a number as E.164, or "" if nobody can have it.

    Args:
        value: as it was written.
        region: the country (ISO 3166-1 alpha-2) of numbers without an international prefix.
    """
    return "" if phone_flags(value, region) else _e164(value, region)


def clean_phone(value: Any, region: str) -> Cleaned:
    """Return a number as E.164; the flag "invalid-phone" says that nobody can have it, `why` tells the reason.

    A number of a possible length keeps its value though no such number is given out: plans change.
    """
    text = plain_text(value)
    if not text:
        return without_value(value, INVALID, _NO_NUMBER)
    return Cleaned(_e164(text, region), value, phone_flags(text, region), _why(text, region))


@lru_cache(maxsize=20_000)
def phone_flags(value: str, region: str) -> tuple[str, ...]:
    """Return what is odd about a number."""
    number, _ = _read(value, region)
    return () if number and phonenumbers.is_valid_number(number) else (INVALID,)


def phone_kind(normal: str) -> str:
    """Return of what kind a number in normal form is: mobile, fixed, …; "" if it is not valid."""
    number, _ = _read(normal, "")
    if number is None or not phonenumbers.is_valid_number(number):
        return ""
    return _KINDS.get(phonenumbers.number_type(number), "other")


def _e164(value: str, region: str) -> str:
    number, _ = _read(value, region)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if number else ""


def _why(text: str, region: str) -> str:
    if not phone_flags(text, region):
        return ""
    number, reason = _read(text, region)
    return "not given out to anybody" if number else reason


@lru_cache(maxsize=8_000)
def _read(value: str, region: str) -> tuple[PhoneNumber | None, str]:
    """Return a possible number, else None and why it is none."""
    try:
        number = phonenumbers.parse(plain_text(value), region)
    except NumberParseException as error:
        return None, _PARSE_REASONS.get(error.error_type, _NO_NUMBER)
    outcome = phonenumbers.is_possible_number_with_reason(number)
    if outcome == ValidationResult.IS_POSSIBLE or phonenumbers.is_valid_number(number):
        return number, ""
    return None, _REASONS.get(outcome, _NO_NUMBER)
