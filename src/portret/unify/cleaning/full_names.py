"""Full names taken apart, in the simple cases."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from portret.unify.cleaning.names import name_text
from portret.unify.cleaning.nicknames import is_given_name
from portret.unify.cleaning.tables import listed

_PATRONYMIC = re.compile(
    r"\w{2,}(?:ович|евич|ич|овна|евна|ична|йович|івна|ovich|evich|ovych|ovna|evna|ivna)", re.IGNORECASE
)
_ASIDE = re.compile(r"\([^()]*\)|[,()]")
_TWO, _THREE = 2, 3


def split_name(full: Any) -> tuple[str, str]:
    """Return the given names and the family name of a full name, as they were written; "" for what is not there.

    Titles, suffixes and what stands in brackets (Dr, pani, Jr, III) are left out. "Family, Given"; particles begin the
    family name (Ludwig van Beethoven); a patronymic tells the order of Russian names; a lone word is a given name; of
    two words the second is the family name, unless only the second is known as a given name; else the last word is.
    """
    return _split(name_text(full))


@lru_cache(maxsize=20_000)
def _split(text: str) -> tuple[str, str]:
    before, comma, after = text.partition(",")
    family, given = _words(before), _words(after)
    if comma and family and given and not _is_suffix(after):
        return " ".join(given), " ".join(family)
    words = _words(text)
    start = _start_of_family(words)
    if start == 0:
        return " ".join(words[1:]), " ".join(words[:1])
    return " ".join(words[:start]), " ".join(words[start:])


def _words(text: str) -> list[str]:
    words = _ASIDE.sub(" ", text).split()
    while len(words) > 1 and words[0].lower().rstrip(".") in listed("name_titles"):
        del words[0]
    while len(words) > _TWO and _is_suffix(words[-1]):
        del words[-1]
    return words


def _is_suffix(word: str) -> bool:
    return word.lower().replace(".", "").strip() in listed("name_suffixes")


def _start_of_family(words: list[str]) -> int:
    """Return from which word on the family name goes; 0 if it is the first word alone."""
    if len(words) == 1:
        return 1
    if len(words) == _THREE and any(map(_PATRONYMIC.fullmatch, words[1:])):
        return _TWO if _PATRONYMIC.fullmatch(words[1]) else 0
    for place, word in enumerate(words[1:-1], start=1):
        if word.lower() in listed("name_particles"):
            return place
    if len(words) == _TWO and is_given_name(words[1]) and not is_given_name(words[0]):
        return 0
    return max(len(words) - 1, 0)
