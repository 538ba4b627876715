"""What JSON allows and stores do not: NUL, lone surrogates, very wide integers, very deep nesting."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt

MAX_DEPTH = 64

_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_ESCAPE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair: one character, kept
    rb"|(\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2}))"
    rb"|\\.",
    re.DOTALL,
)
_REPLACEMENT = rb"\ufffd"

_DIGITS = bytes(ord("0") if byte in b"0123456789" else ord(" ") for byte in range(256))
_WIDE = b"0" * 19
_UPPER = 0xDF
_WORTH_A_VECTOR = 4_096  # bytes
_MIN_INT = -(2**63)
_MAX_INT = 2**63 - 1


def replace_unstorable(document: bytes) -> bytes:
    """Return JSON with U+FFFD in place of NUL and of surrogates without a partner; as long as before, so offsets hold.

    Returns the same object if nothing had to be replaced.
    """
    if b"\\" not in document or _SUSPECT.search(document) is None:
        return document
    return _ESCAPE.sub(lambda found: _REPLACEMENT if found[1] else found[0], document)


def may_be_odd(document: bytes, longest: int) -> bool:
    """Tell whether the JSON may hold an integer outside 64 bits, or an event nested deeper than 64 levels.

    Args:
        document: an event, or a batch of them.
        longest: of how many bytes the longest event in it is.
    """
    if len(document) < _WORTH_A_VECTOR:
        return may_hold_wide_integers(document) or may_be_deep(document)
    characters = np.frombuffer(document, np.uint8)
    return _has_wide_run(characters) or _has_many_brackets(characters, longest)


def may_hold_wide_integers(document: bytes) -> bool:
    """Tell whether the JSON may hold an integer outside 64 bits: whether 19 digits stand in a row anywhere."""
    return _WIDE in document.translate(_DIGITS)


def _has_wide_run(characters: npt.NDArray[np.uint8]) -> bool:
    run = (characters - ord("0")) < 10  # noqa: PLR2004  # what is below 0 wraps around
    for further in (1, 2, 4, 8, 3):  # 19 of them in a row begin where 1 + 1 + 2 + 4 + 8 + 3 do
        run = run[further:] & run[:-further]
    return bool(run.any())


def _has_many_brackets(characters: npt.NDArray[np.uint8], longest: int) -> bool:
    """Tell whether more than 64 objects and lists open within as many bytes as the longest event has."""
    opening = np.flatnonzero((characters & _UPPER) == ord("["))  # "{" is "[" with one more bit
    return bool((opening[MAX_DEPTH:] - opening[:-MAX_DEPTH] < longest).any())


def narrowed(value: Any) -> Any:
    """Return a decoded JSON value with each integer outside signed 64 bits as text."""
    if type(value) is int:
        return value if _MIN_INT <= value <= _MAX_INT else str(value)
    if type(value) is dict:
        return {key: narrowed(item) for key, item in value.items()}
    return [narrowed(item) for item in value] if type(value) is list else value


def may_be_deep(document: bytes) -> bool:
    """Tell whether the JSON may be nested deeper than 64 levels: whether it opens more objects and lists than that."""
    return document.count(b"{") + document.count(b"[") > MAX_DEPTH


def is_deep(value: Any, limit: int = MAX_DEPTH) -> bool:
    """Tell whether a decoded JSON value is nested in more than `limit` levels; a scalar has none."""
    level = [value] if type(value) in (dict, list) else []
    for _ in range(limit):
        if not level:
            return False
        level = [
            item
            for parent in level
            for item in (parent.values() if type(parent) is dict else parent)
            if type(item) is dict or type(item) is list
        ]
    return bool(level)
