"""One Latin key for a name however it is written: Иванов, Ivanov, Iwanow and Ivanoff have the key "ivanov".

A key is for finding and comparing, not for showing. It is coarse on purpose: what transliterations, spellings and
keyboards confuse is one (ch, kh and h; sh, sch, sz and s; zh, rz, ż and z; w and v; y, j and i; ё and е; ü, ue and u;
double letters), so now and then different names share a key (Michał and Michael do), and equal ones hardly ever differ.
Steps: NFKC, lower case, Cyrillic by `_CYRILLIC`, marks off, then `_REWRITES` from top to bottom until nothing changes.
Letters of other scripts stay as they are. Words are parted by one blank; a hyphen parts, an apostrophe joins.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Any

from portret.unify.cleaning.text import plain_text

_CYRILLIC = str.maketrans(
    "абвгґдђеёєжзиіїйјклмнопрстћуўфхцчшщыэ",
    "abvggddeeezziiiiiklmnoprsthuufhchssie",
    "ъь'’ʼ‘`ʹ´",
) | str.maketrans({"љ": "li", "њ": "ni", "џ": "dz", "ю": "iu", "я": "ia"})
_UKRAINIAN = re.compile("[іїєґ]")
_LATIN = str.maketrans("łøđðþœıħŋ", "loddtoihn") | str.maketrans({"č": "ch", "ß": "ss", "æ": "a"})
_LETTERS = _CYRILLIC | _LATIN
_REWRITES = [
    (re.compile(pattern), by)
    for pattern, by in (
        ("(?<=[^\\W_aeiouyj])[yj]o(?=\\w)", "e"),  # Fyodor, Solovyov
        ("(?<=\\w\\w[oe])ff$", "v"),  # Ivanoff
        ("ue", "u"),
        ("oe", "o"),
        ("ae|aa", "a"),
        ("schtsch|shch|szcz|stsch", "s"),
        ("tsch|tch|cz|ch|kh", "h"),
        ("sch|sh|sz", "s"),
        ("zh|rz", "z"),
        ("gh", "g"),
        ("ph", "f"),
        ("th", "t"),
        ("ck", "k"),
        ("ts|tz", "c"),
        ("x", "ks"),
        ("w", "v"),
        ("[yj]", "i"),
        ("(?<=[aeiou])iev(?=a?$)", "ev"),  # Sergeyev
        ("(?<![aeiou])ie(?=\\w)", "e"),  # Siergiej, Yezhov, Soloviev
        (r"(\w)\1+", r"\1"),
        ("(?<=[hsz])ev(?=a?$)", "ov"),  # Gorbachev and Gorbaczow
    )
]
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")
_LONGEST = 200


def name_key(name: Any) -> str:
    """Return the key of a name, "" if there is no letter in it."""
    text = plain_text(name)
    return _key(text) if text and len(text) <= _LONGEST else ""


@lru_cache(maxsize=20_000)
def _key(text: str) -> str:
    words = _NEITHER_LETTER_NOR_DIGIT.sub(" ", _latin(text)).split()
    return " ".join(filter(None, map(_reduced, words)))


def _latin(text: str) -> str:
    text = text.lower()
    if _UKRAINIAN.search(text):
        text = text.replace("г", "h")
    bare = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    unmarked = "".join(character for character in bare if not unicodedata.combining(character))
    return unicodedata.normalize("NFKC", unmarked).lower().translate(_LETTERS)


def _reduced(word: str) -> str:
    """Rewrite until nothing changes; each rule shortens a word or leaves fewer kinds of letters, so that this ends."""
    before = ""
    while word != before:
        before = word
        for pattern, by in _REWRITES:
            word = pattern.sub(by, word)
    return word
