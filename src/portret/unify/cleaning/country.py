"""Countries by their ISO codes, or their names in English, Russian, Polish and what is spoken there."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

from portret.unify.cleaning.model import Cleaned, without_value
from portret.unify.cleaning.tables import lines
from portret.unify.cleaning.text import plain_text

UNKNOWN = "unknown-country"

_NOT_TOLD_APART = re.compile(r"[\W_]+")


def clean_country(value: Any) -> Cleaned:
    """Return a country's ISO 3166-1 alpha-2 code; the flag "unknown-country" if there is none of this name or code."""
    text = plain_text(value)
    if not text:
        return without_value(value, UNKNOWN, "not text")
    code = country_code(text)
    return Cleaned(code, value) if code else Cleaned("", value, (UNKNOWN,), "no country of this name or code")


@lru_cache(maxsize=5_000)
def country_code(text: str) -> str:
    """Return the alpha-2 code of a country by code or name in any case, "" if it is unknown."""
    return _codes().get(_folded(text), "")


@cache
def _codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for line in lines("countries"):
        code, *names = line.split("|")
        codes[_folded(code)] = code
        for name in names:
            codes.setdefault(_folded(name), code)
    return codes


def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", plain_text(text).casefold().replace("&", "and"))
    return _NOT_TOLD_APART.sub("", "".join(each for each in bare if not unicodedata.combining(each)))
