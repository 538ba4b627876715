"""Messages that can be said in another language: what they say in English, and what that was made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import msgspec


class Told(str):
    """What a person reads, in English.

    Attributes:
        code: the stable name of the message, by which it is translated.
        values: what stands in its gaps: texts, numbers, lists of words, or parts that are messages themselves.
    """

    __slots__ = ("code", "values")

    code: str
    values: Mapping[str, Any]

    def __new__(cls, text: str, code: str, values: Mapping[str, Any]) -> Self:
        """Return a text with what it was made of."""
        made = super().__new__(cls, text)
        made.code = code
        made.values = values
        return made

    def parts(self) -> dict[str, Any]:
        """Return the values as JSON has them: a part that is a message is an object of `text`, `code` and `values`."""
        return {name: _part(value) for name, value in self.values.items()}


def told(code: str, text: str, **values: Any) -> Told:
    """Return a message: `text` with the values in place of their names in braces."""
    return Told(text.format(**values), code, values)


def words_of(text: str) -> dict[str, Any] | None:
    """Return what a message was made of, its `code` and `values`, as JSON has them; None of any other text."""
    return {"code": text.code, "values": text.parts()} if isinstance(text, Told) else None


def kept_words(text: str) -> str:
    """Return what a message was made of as JSON text, to be kept beside it; "" of any other text."""
    words = words_of(text)
    return msgspec.json.encode(words).decode() if words else ""


def retold(text: str, words: str) -> str:
    """Return the message of which a text and its `kept_words` were kept; the text itself if these are empty."""
    return Told(text, **msgspec.json.decode(words)) if words else text


def _part(value: Any) -> Any:
    if isinstance(value, Told):
        return {"text": str(value), "code": value.code, "values": value.parts()}
    if isinstance(value, list):
        return [_part(each) for each in value]
    return value if isinstance(value, bool | int | float | dict) else str(value)
