"""A segment from the document that people write, with every fault named, and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from typing import Any

import msgspec

from portret import trait
from portret.definition import Stored, refuse, said
from portret.kernel import Fault, told
from portret.segment.book import Book
from portret.segment.compile_faults import compile_faults
from portret.segment.faults import condition_faults, nesting_faults, segment_faults, uses_of
from portret.segment.model import Condition, Definition, Dynamic
from portret.segment.not_yet import misshapen
from portret.trait import Vocabulary

MOST_SEGMENTS = 2_000
"""How many segments a workspace may have."""


def parse_segment(document: Any, book: Book, words: Vocabulary, within: str = "") -> Definition:
    """Return the segment that a document describes, among the definitions of a book.

    Raises:
        Invalid: it has faults; `faults` are all of them, `within` is put before their places.
    """
    definition = shaped(document, within)
    known = with_segment(book, definition)
    nesting = (fault for _, fault in nesting_faults(known, [definition.key]))
    refuse(chain(segment_faults(definition, known, words), nesting), within)
    refuse(compile_faults(known, [f"segment:{definition.key}"]), within)
    return definition


def parse_condition(document: Any, book: Book, words: Vocabulary, within: str = "") -> Condition:
    """Return the condition that a document describes. Raises Invalid as `parse_segment` does."""
    found = misshapen({"kind": "dynamic", "condition": document}, Dynamic)
    refuse((Fault(fault.path.removeprefix("/condition"), fault.detail) for fault in found), within)
    condition: Condition = msgspec.convert({"kind": "dynamic", "condition": document}, Dynamic).condition
    refuse(condition_faults(condition, book, words), within)
    return condition


def shaped(document: Any, within: str = "") -> Definition:
    """Return the segment that a document describes, whatever its names mean. Raises Invalid for its shape."""
    refuse(misshapen(document, Definition), within)
    return msgspec.convert(document, Definition)


def segment_of(stored: Stored) -> Definition:
    """Return the segment of a stored definition, which was checked when it was saved."""
    return msgspec.convert(stored.document, Definition)


def book_of(traits: Iterable[Stored], segments: Iterable[Stored]) -> Book:
    """Return the book of stored definitions."""
    return Book.of(map(trait.trait_of, traits), map(segment_of, segments))


def with_segment(book: Book, definition: Definition) -> Book:
    """Return a book with this segment in place of the one that has its key."""
    return Book(book.traits, {**book.segments, definition.key: definition})


def with_trait(book: Book, definition: trait.Definition) -> Book:
    """Return a book with this trait in place of the one that has its key."""
    return Book({**book.traits, definition.key: definition}, book.segments)


def readers_faults(book: Book, words: Vocabulary, changed: Collection[str], keys: Iterable[str]) -> Iterator[Fault]:
    """Yield what is wrong with those segments of a book, by key, that read what changed, as "trait:key"."""
    for key in keys:
        definition = book.segments[key]
        if not uses_of(definition).isdisjoint(changed):
            for fault in segment_faults(definition, book, words):
                yield Fault(
                    "",
                    told(
                        "segment-follows",
                        "The segment {key} reads what changes, and then, at {path}: {fault}",
                        key=said(key),
                        path=fault.path,
                        fault=fault.detail,
                    ),
                )


def document_of(definition: Definition) -> dict[str, Any]:
    """Return the document of a segment, what is at its default left out."""
    return msgspec.json.decode(msgspec.json.encode(definition), type=dict[str, Any])


def schema() -> dict[str, Any]:
    """Return the JSON Schema of a segment."""
    return msgspec.json.schema(Definition)
