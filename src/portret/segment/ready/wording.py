"""What is ready-made, in the words of whoever reads: each in their own language, with brands by their names.

A definition keeps the texts it was given when it was added, in the language of whoever added it. Only what people see
is told in other words, and only as long as nobody has written others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from portret import definition
from portret.definition import Stored
from portret.kernel import Invalid
from portret.segment.ready.add import choice_of
from portret.segment.ready.library import library
from portret.segment.ready.model import Choice, Language, ReadyMade
from portret.segment.ready.parameters import checked, gaps
from portret.segment.ready.template import texts_of
from portret.trait import Vocabulary


def wording(
    connection: sa.Connection, workspace_id: str, words: Vocabulary, language: Language
) -> dict[str, dict[str, str]]:
    """Return what the texts of what was added are in a language.

    Returns:
        by "trait:key" and "segment:key" its name and its description as they were given → as they read.
    """
    found: dict[str, dict[str, str]] = {}
    for stored in definition.current(connection, workspace_id, "ready"):
        found |= _wording(stored, words, language)
    return found


def _wording(stored: Stored, words: Vocabulary, language: Language) -> dict[str, dict[str, str]]:
    ready, choice = library().get(stored.key), choice_of(stored)
    values = _values(ready, choice, words) if ready else None
    if ready is None or values is None:
        return {}
    return {
        each: {given: said for given, said in zip(choice.texts[each], texts, strict=True) if given and said}
        for each, texts in texts_of(ready, values, language).items()
        if each in choice.texts
    }


def _values(ready: ReadyMade, choice: Choice, words: Vocabulary) -> dict[str, Any] | None:
    """Return what fills the gaps, brands by their names; None if the parameters are those of another version."""
    try:
        values = checked(ready, choice.parameters, words)
    except Invalid:
        return None
    filled = gaps(ready, {**values, **choice.measured})
    brands = [name for name, each in ready.parameters.items() if each.kind == "brands"]
    return filled | {name: [_called(each, words.brands) for each in filled[name]] for name in brands}


def _called(brand: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {**brand, "name": names.get(brand["name"], brand["name"])}
