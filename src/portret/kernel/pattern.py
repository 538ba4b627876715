"""Patterns that people write into rules, on an engine whose time grows with the text alone."""

from __future__ import annotations

from functools import lru_cache

from pydantic_core import SchemaError, SchemaValidator, core_schema

from portret.kernel.errors import Invalid
from portret.kernel.wording import told

_SIZES = 8
"""A compiled pattern has this fraction of the engine's own limit of 10 MiB: rules may hold hundreds of them."""


class Pattern:
    """A regular expression in the syntax of Rust's `regex`: without look-around and back-references."""

    def __init__(self, text: str) -> None:
        """Raise Invalid if the text is no pattern of this syntax, or one that grows too large."""
        _compiled(text)  # by itself, so that no “)|(” reaches out of the group around it
        _compiled(rf"(?:(?:{text})x){{{_SIZES}}}")  # the engine bounds the size of this, and so an eighth of it
        self._whole = _compiled(rf"\A(?:{text})\z")

    def matches(self, value: str) -> bool:
        """Say whether the whole value is of this pattern."""
        return self._whole.isinstance_python(value)

    @staticmethod
    @lru_cache(maxsize=1_000)
    def of(text: str) -> Pattern:
        """Return the pattern of a text, made once. Raises Invalid as the class does."""
        return Pattern(text)


def _compiled(text: str) -> SchemaValidator:
    try:
        return SchemaValidator(core_schema.str_schema(pattern=text, regex_engine="rust-regex"))
    except SchemaError as error:
        if "size limit" in str(error):
            fault = told("pattern-large", "That pattern grows too large: repeat less, or say [0-9A-Za-z] for \\w.")
            raise Invalid(fault) from error
        reason = str(error).rpartition("error: ")[2].strip().splitlines()[0]
        fault = told(
            "pattern-none", "That is not a pattern that can be matched in linear time: {reason}", reason=reason[:200]
        )
        raise Invalid(fault) from error
