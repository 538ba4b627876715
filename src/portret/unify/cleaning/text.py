"""Text as people meant it: what cannot be seen is gone, blanks are single, forms are one."""

from __future__ import annotations

import unicodedata
from typing import Any

MAX_LENGTH = 512
"""Characters; longer text is nobody's name, address or number."""

_EXACT = 2**53
_LARGEST = 10**40
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
_BLANKS = frozenset(("Zs", "Zl", "Zp"))
_BRAILLE_BLANK = "\u2800"
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0" + _BRAILLE_BLANK)  # letters by their class, blank to the eye


def plain_text(value: Any) -> str:
    """Return text in one line, composed (NFKC), without invisible characters and needless blanks.

    Whole numbers become text, also those that a spreadsheet wrote with a fraction of zero; whatever else is no text, or
    is longer than `MAX_LENGTH` characters, is "".
    """
    text = _text(value)
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    composed = unicodedata.normalize("NFKC", visible_text(unicodedata.normalize("NFKC", text)))
    return composed if len(composed) <= MAX_LENGTH else ""


def visible_text(text: str) -> str:
    """Return text without invisible characters and needless blanks; "" if it is longer than `MAX_LENGTH` characters."""
    if len(text) > MAX_LENGTH:
        return ""
    return " ".join("".join(map(_seen, text)).split())


def _text(value: Any) -> str:
    if type(value) is float and abs(value) < _EXACT and value.is_integer():
        value = int(value)
    if type(value) is int and abs(value) < _LARGEST:
        return str(value)
    return value if type(value) is str and len(value) <= MAX_LENGTH else ""


def _seen(character: str) -> str:
    if character in "\t\n\r\v\f" or unicodedata.category(character) in _BLANKS:
        return " "
    return "" if character in _FILLERS or unicodedata.category(character) in _INVISIBLE else character
