"""Postcodes: the form and the shape of the usual countries; codes of others are kept, in capitals."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from portret.unify.cleaning.model import Cleaned, without_value
from portret.unify.cleaning.text import plain_text

INVALID = "invalid-postcode"

_LONGEST = 16
_JOINTS = re.compile(r"[\s.\-–—]+")
_DIGITS = {
    3: "IS FO",
    4: "AT AU BE BG CH CY DK GE HU LI LU LV MK NO NZ PH SI ZA TN BD",
    5: "AL BA CZ DE EE ES FI FR GR HR ID IT LT ME MX MY PE RS SA SK SE TH TR UA UY VA SM MC EG MA KR PK",
    6: "BY CN CO IN KG KZ RO RU SG TJ TM UZ VN EC NG",
}
"""Countries whose codes are so many digits and nothing else."""

_SPACED = {"CZ": 3, "SK": 3, "SE": 3, "GR": 3}
"""After how many digits these countries write a blank."""

_SHAPES = {
    "PL": (r"(\d{2})(\d{3})", "{}-{}"),
    "PT": (r"(\d{4})(\d{3})", "{}-{}"),
    "BR": (r"(\d{5})(\d{3})", "{}-{}"),
    "JP": (r"(\d{3})(\d{4})", "{}-{}"),
    "US": (r"(\d{5})(?:(\d{4}))?", "{}-{}"),
    "NL": (r"([1-9]\d{3})((?!SA|SD|SS)[A-Z]{2})", "{} {}"),
    "GB": (r"(GIR(?=0AA)|[A-Z]{1,2}\d[A-Z\d]?)(\d[ABD-HJLNP-UW-Z]{2})", "{} {}"),
    "CA": (r"([ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z])(\d[ABCEGHJ-NPRSTV-Z]\d)", "{} {}"),
    "IE": (r"([AC-FHKNPRTV-Y]\d[\dW])([\dAC-FHKNPRTV-Y]{4})", "{} {}"),
    "MT": (r"([A-Z]{3})(\d{4})", "{} {}"),
    "MD": (r"(MD)(\d{4})", "{}-{}"),
    "AD": (r"(AD\d{3})", "{}"),
    "AR": (r"([A-HJ-NP-Z]\d{4}[A-Z]{3}|\d{4})", "{}"),
    "KZ": (r"(\d{6}|[A-Z]\d{2}[A-Z]\d[A-Z]\d)", "{}"),
    "IL": (r"(\d{7}|\d{5})", "{}"),
    "CL": (r"(\d{3})(\d{4})", "{}{}"),
    "TW": (r"(\d{3}(?:\d{2,3})?)", "{}"),
    "AM": (r"(\d{4}|\d{6})", "{}"),
    "AZ": (r"(AZ)(\d{4})", "{}{}"),
    "LV": (r"(LV)(\d{4})", "{}-{}"),
    "LT": (r"(LT)(\d{5})", "{}-{}"),
}
"""The code without blanks and dashes, and how its parts are put together again."""

_PREFIXES = {
    line[:2]: line.split()
    for line in (
        *(
            "DE D",
            "AT A",
            "FR F",
            "IT I",
            "ES E",
            "BE B",
            "LU L",
            "CH",
            "SE S",
            "DK",
            "FI FIN",
            "NO N",
            "PL",
            "CZ",
            "SK",
        ),
        *("HU H", "SI", "HR", "RO", "EE", "UA", "RU", "GR", "PT P", "NL", "BG"),
    )
}
"""What some write before the code to name the country."""

_DEFAULT_PREFIXES = {"MD": "MD", "AZ": "AZ", "LV": "LV", "LT": "LT", "AD": "AD"}
"""What belongs to the code and is left out at home."""


def clean_postcode(value: Any, country: str) -> Cleaned:
    """Return a postcode as its country writes it; "invalid-postcode" if the country has none of this shape.

    Of countries that are not known (country "", or without an entry here) the code is kept, in capitals, blanks single.
    A number has lost its leading zeros, which come back.
    """
    text = plain_text(value)
    if not text:
        return without_value(value, INVALID, "not text")
    normal = normal_postcode(text, country, is_number=not isinstance(value, str))
    return (
        Cleaned(normal, value) if normal else Cleaned("", value, (INVALID,), f"no postcode of {country or 'anywhere'}")
    )


@lru_cache(maxsize=20_000)
def normal_postcode(text: str, country: str, *, is_number: bool = False) -> str:
    """Return a postcode in its country's form, "" if it cannot be one there."""
    whole = plain_text(text.upper())
    if len(whole) > _LONGEST:
        return ""
    shape, form = _shapes().get(country, ("", ""))
    if not shape:
        return whole
    bare = _JOINTS.sub("", whole)
    if is_number:
        bare = _with_zeros(bare, country)
    found = re.fullmatch(shape, bare, re.ASCII) or re.fullmatch(shape, _without_prefix(bare, country), re.ASCII)
    if not found:
        return ""
    parts = [part for part in found.groups() if part]
    return form.format(*parts) if len(parts) == form.count("{}") else parts[0]


def _with_zeros(bare: str, country: str) -> str:
    length = _length_of().get(country, 0)
    if country == "US" and len(bare) > length:
        length = 9
    return bare.zfill(length)


def _without_prefix(bare: str, country: str) -> str:
    if country in _DEFAULT_PREFIXES:
        return _DEFAULT_PREFIXES[country] + bare
    for prefix in _PREFIXES.get(country, ()):
        if bare.startswith(prefix) and bare[len(prefix) : len(prefix) + 1].isdigit():
            return bare[len(prefix) :]
    return bare


@lru_cache(maxsize=1)
def _length_of() -> dict[str, int]:
    lengths = {country: length for length, countries in _DIGITS.items() for country in countries.split()}
    return lengths | {"PL": 5, "US": 5, "PT": 7, "BR": 8, "JP": 7}


@lru_cache(maxsize=1)
def _shapes() -> dict[str, tuple[str, str]]:
    """Return the shape and the form by country."""
    shapes = dict(_SHAPES)
    for length, countries in _DIGITS.items():
        for country in countries.split():
            cut = _SPACED.get(country)
            plain = (rf"(\d{{{length}}})", "{}")
            shapes.setdefault(country, (rf"(\d{{{cut}}})(\d{{{length - cut}}})", "{} {}") if cut else plain)
    return shapes
