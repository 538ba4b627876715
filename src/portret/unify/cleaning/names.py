"""Names of people: blanks and case set right, junk told from names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from portret.unify.cleaning.model import Cleaned, without_value
from portret.unify.cleaning.tables import listed
from portret.unify.cleaning.text import plain_text

JUNK = "junk-name"

_LONGEST = 200
_ROMAN = re.compile(r"(?:ii|iii|iv|vi{1,3}|ix)\.?", re.IGNORECASE)
_JOINTS = re.compile(r"([-'’ʼ.])")
_APOSTROPHES = ("'", "’", "ʼ")
_BETWEEN_WORDS = re.compile(r"[\s,.\-()/]+")
_PUNCTUATION = frozenset(" '’ʼ.,-()")
_LETTER = re.compile(r"[^\W\d_]")
_ONE_KEY = re.compile(r"(.)\1{2,}", re.IGNORECASE)
_SHORTEST_AFTER_MC = 2


def clean_name(value: Any) -> Cleaned:
    """Return a name in sensible case; nonsense such as "asdf", "test test" or digits carries the flag "junk-name".

    Words all in capitals or all in small letters are recased (McDonald, O'Brien, Müller-Lüdenscheidt, van der Berg);
    what has both is taken as meant. A junk name keeps its value: somebody may be called so.
    """
    text = name_text(value)
    if not text:
        return without_value(value, JUNK, "no name")
    return Cleaned(_recased(text), value, (JUNK,) if is_junk(text) else ())


@lru_cache(maxsize=20_000)
def is_junk(text: str) -> bool:
    """Say whether every word of a name is nonsense, or there is none."""
    if len(text) > _LONGEST or not _LETTER.search(text):
        return True
    return all(_is_junk_word(word) for word in _BETWEEN_WORDS.split(text.lower()) if word)


def name_text(value: Any) -> str:
    """Return a name as plain text without what is in no name, such as emoji; "" if it is too long for one."""
    text = plain_text(value)
    return plain_text("".join(_of_a_name(text))).strip(" ,-") if len(text) <= _LONGEST else ""


def _of_a_name(text: str) -> Iterator[str]:
    """Yield letters with the marks upon them, digits and the punctuation of names."""
    is_kept = False
    for character in text:
        kind = unicodedata.category(character)[0]
        is_kept = kind in "LN" or character in _PUNCTUATION or (kind == "M" and is_kept)
        if is_kept:
            yield character


def _is_junk_word(word: str) -> bool:
    bare = word.strip("'’0123456789")
    return not bare or bare in listed("junk_names") or word in listed("junk_names") or bool(_ONE_KEY.fullmatch(bare))


@lru_cache(maxsize=20_000)
def _recased(text: str) -> str:
    words = text.split()
    return plain_text(" ".join(_recased_word(word, is_alone=len(words) == 1) for word in words))


def _recased_word(word: str, *, is_alone: bool) -> str:
    lowered = word.lower()
    if word not in (lowered, word.upper()):
        return word
    if not is_alone:
        if lowered in listed("name_particles"):
            return lowered
        if _ROMAN.fullmatch(word):
            return word.upper()
    parts = _JOINTS.split(lowered)
    return "".join(_capital(part, parts, place) for place, part in enumerate(parts))


def _capital(part: str, parts: list[str], place: int) -> str:
    if len(part) == 1 and place > 0 and parts[place - 1] in _APOSTROPHES:
        return part  # Joanna's
    if part.startswith("mc") and len(part) > len("mc") + _SHORTEST_AFTER_MC:
        return f"Mc{part[2:].capitalize()}"
    return part[:1].title() + part[1:]
