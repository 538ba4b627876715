"""Which values of an answer tell nothing of who somebody is: all others are hidden from roles that may not see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

MASK = "•••"
"""What stands for a value that somebody may not see."""


@dataclass(frozen=True)
class Harmless:
    """What is harmless about a field of an answer about people, as metadata of its type.

    Attributes:
        names: of a document without a fixed shape, the keys whose values are harmless; empty for the whole value.
        maps: of these keys, those whose own keys are free, such as the slugs of brands.
        when: of a value whose kind stands in another field beside it: that field, and the kinds that are harmless.
    """

    names: frozenset[str] = frozenset()
    maps: frozenset[str] = frozenset()
    when: tuple[str, frozenset[str]] | None = None


HarmlessText = Annotated[str, Harmless()]
"""Text that is no person's: an id, a code, a name of ours."""
