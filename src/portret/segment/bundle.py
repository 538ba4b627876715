"""Many definitions put in force at once: checked together, ordered so that each comes after what it reads."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import chain
from typing import Any, Literal

import msgspec

from portret import trait
from portret.definition import Kind, Stored, pointer, refuse, said
from portret.kernel import Fault, told
from portret.segment.book import Book
from portret.segment.compile_faults import compile_faults
from portret.segment.document import MOST_SEGMENTS, book_of, document_of, readers_faults, segment_of
from portret.segment.faults import nesting_faults, segment_faults, uses_of
from portret.segment.model import Definition
from portret.segment.not_yet import misshapen
from portret.trait import MOST_TRAITS, Vocabulary, trait_faults

Action = Literal["create", "change", "keep", "delete"]


@dataclass(frozen=True)
class Bundle:
    """Documents as somebody sent them, unchecked."""

    traits: Sequence[Any]
    segments: Sequence[Any]


@dataclass(frozen=True)
class Shelf:
    """What a workspace has in force."""

    traits: Sequence[Stored]
    segments: Sequence[Stored]


@dataclass(frozen=True)
class Step:
    """What becomes of one definition.

    Attributes:
        before: the version in force; None if there is none.
        document: what it becomes; None if it is deleted.
        uses: what it reads then.
    """

    kind: Kind
    key: str
    before: Stored | None
    document: dict[str, Any] | None
    uses: Collection[str] = ()

    @property
    def action(self) -> Action:
        """Whether it is made, changed, kept as it is, or deleted."""
        if self.document is None:
            return "delete"
        if self.before is None:
            return "create"
        return "keep" if self.before.document == self.document else "change"

    @property
    def rests(self) -> bool:
        """Whether it was kept up to date and is not any more, though it is still there."""
        was = self.before is not None and self.before.is_enabled
        return was and self.document is not None and not self.document.get("enabled", True)


def planned(bundle: Bundle, shelf: Shelf, words: Vocabulary, *, prune: bool) -> list[Step]:
    """Return the steps that put a bundle in force, in their order; with `prune` what it does not have is deleted.

    Raises:
        Invalid: documents have faults, by themselves or together; the places are such as /segments/0/members.
    """
    traits, segments = _read(bundle)
    kept = Shelf(_others(shelf.traits, traits), _others(shelf.segments, segments))
    rest = Book({}, {}) if prune else book_of(kept.traits, kept.segments)
    book = Book(
        {**rest.traits, **{each.key: each for each in traits}},
        {**rest.segments, **{each.key: each for each in segments}},
    )
    refuse(_faults(traits, segments, book, words))
    steps = [_trait_step(each, shelf) for each in traits]
    steps += [_segment_step(each, shelf) for each in _in_order(segments)]
    changed = [f"{step.kind}:{step.key}" for step in steps if step.action != "keep"]
    refuse(chain(readers_faults(book, words, changed, rest.segments), compile_faults(book, changed)))
    return steps + (_deletions(kept) if prune else [])


def book_after(shelf: Shelf, steps: Sequence[Step]) -> Book:
    """Return the definitions of a workspace as they are once the steps are done."""
    documents = {(each.kind, each.key): each.document for each in (*shelf.traits, *shelf.segments)}
    for step in steps:
        if step.document is None:
            documents.pop((step.kind, step.key))
        else:
            documents[step.kind, step.key] = step.document
    return Book.of(
        [msgspec.convert(each, trait.Definition) for (kind, _), each in documents.items() if kind == "trait"],
        [msgspec.convert(each, Definition) for (kind, _), each in documents.items() if kind == "segment"],
    )


def readers_after(shelf: Shelf, steps: Sequence[Step]) -> Mapping[str, Collection[str]]:
    """Return what reads what once the steps are done: "trait:a" → ["segment:b"], without what rests then."""
    found: dict[str, list[str]] = {}
    for key, each in book_after(shelf, steps).segments.items():
        for used in uses_of(each) if each.enabled else ():
            found.setdefault(used, []).append(f"segment:{key}")
    return found


def _read(bundle: Bundle) -> tuple[list[trait.Definition], list[Definition]]:
    traits, segments = bundle.traits, bundle.segments
    shapes = chain(_shape_faults(traits, "traits", trait.Definition), _shape_faults(segments, "segments", Definition))
    refuse(shapes)
    return msgspec.convert(traits, list[trait.Definition]), msgspec.convert(segments, list[Definition])


def _shape_faults(documents: Sequence[Any], name: str, type_: type) -> Iterator[Fault]:
    seen: set[str] = set()
    for number, each in enumerate(documents):
        path = pointer("", name, number)
        yield from (Fault(path + fault.path, fault.detail) for fault in misshapen(each, type_))
        key = each.get("key") if isinstance(each, dict) else None
        if isinstance(key, str) and key in seen:
            yield Fault(pointer(path, "key"), told("key-twice", "The key {key} is there twice.", key=said(key)))
        elif isinstance(key, str):
            seen.add(key)


def _faults(
    traits: Sequence[trait.Definition], segments: Sequence[Definition], book: Book, words: Vocabulary
) -> Iterator[Fault]:
    for number, each in enumerate(traits):
        yield from _below(pointer("", "traits", number), trait_faults(each, words))
    for place, segment in enumerate(segments):
        yield from _below(pointer("", "segments", place), segment_faults(segment, book, words))
    for place, fault in nesting_faults(book, [each.key for each in segments]):
        yield from _below(pointer("", "segments", place), [fault])
    if (count := len(book.traits)) > MOST_TRAITS:
        message = told(
            "traits-would-be",
            "There would be {found} traits; {most} are the most. Delete some.",
            found=count,
            most=MOST_TRAITS,
        )
        yield Fault("/traits", message)
    if (count := len(book.segments)) > MOST_SEGMENTS:
        message = told(
            "segments-would-be",
            "There would be {found} segments; {most} are the most. Delete some.",
            found=count,
            most=MOST_SEGMENTS,
        )
        yield Fault("/segments", message)


def _below(path: str, faults: Iterable[Fault]) -> Iterator[Fault]:
    return (Fault(path + fault.path, fault.detail) for fault in faults)


def _others(stored: Sequence[Stored], found: Sequence[trait.Definition] | Sequence[Definition]) -> list[Stored]:
    keys = {each.key for each in found}
    return [each for each in stored if each.key not in keys]


def _trait_step(each: trait.Definition, shelf: Shelf) -> Step:
    return Step("trait", each.key, _stored(shelf.traits, each.key), trait.document_of(each))


def _segment_step(each: Definition, shelf: Shelf) -> Step:
    return Step("segment", each.key, _stored(shelf.segments, each.key), document_of(each), uses_of(each))


def _stored(shelf: Sequence[Stored], key: str) -> Stored | None:
    return next((each for each in shelf if each.key == key), None)


def _deletions(kept: Shelf) -> list[Step]:
    """Return the steps that delete what is there: first what reads others."""
    by_key = {each.key: each for each in kept.segments}
    order = [by_key[each.key] for each in reversed(_in_order([segment_of(each) for each in kept.segments]))]
    return [Step(each.kind, each.key, each, None) for each in (*order, *kept.traits)]


def _in_order(segments: Sequence[Definition]) -> list[Definition]:
    """Return the segments so that each comes after those that it reads, else as they were."""
    by_key = {each.key: each for each in segments}
    needs = {key: {used.partition(":")[2] for used in uses_of(each)} & by_key.keys() for key, each in by_key.items()}
    return [by_key[key] for key in TopologicalSorter(needs).static_order()]
