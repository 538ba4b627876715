"""A computed trait from the document that people write, with every fault named, and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from portret.definition import Stored, misshapen, refuse, said
from portret.kernel import Fault, told
from portret.trait.faults.computation import computation_faults
from portret.trait.model import Definition
from portret.trait.plan import Plan
from portret.trait.vocabulary import Vocabulary

MOST_TRAITS = 500
"""How many computed traits a workspace may have."""


def parse_trait(document: Any, words: Vocabulary, within: str = "") -> Definition:
    """Return the computed trait that a document describes; `within` is put before the places of faults.

    Raises:
        Invalid: it has faults; `faults` are all of them.
    """
    refuse(misshapen(document, Definition), within)
    definition = msgspec.convert(document, Definition)
    refuse(trait_faults(definition, words), within)
    refuse(_trial_faults(definition), within)
    return definition


def trait_of(stored: Stored) -> Definition:
    """Return the computed trait of a stored definition, which was checked when it was saved."""
    return msgspec.convert(stored.document, Definition)


def document_of(definition: Definition) -> dict[str, Any]:
    """Return the document of a computed trait, what is at its default left out."""
    return msgspec.json.decode(msgspec.json.encode(definition), type=dict[str, Any])


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a computed trait."""
    return msgspec.json.schema(Definition)


def trait_faults(definition: Definition, words: Vocabulary) -> Iterator[Fault]:
    """Yield what is wrong with a computed trait although it has the right shape."""
    if definition.key in words.built_in:
        yield Fault(
            "/key",
            told(
                "trait-built-in",
                "Every profile has a trait {key} already. Choose another key.",
                key=said(definition.key),
            ),
        )
    yield from computation_faults(definition.compute, words, "/compute")


def _trial_faults(definition: Definition) -> Iterator[Fault]:
    """Yield why it could not be folded: what the worker cannot use is not saved."""
    for reason in Plan({0: definition.compute}, "UTC").broken.values():
        yield Fault("/compute", told("trait-uncomputable", "That cannot be computed: {reason}", reason=reason))
