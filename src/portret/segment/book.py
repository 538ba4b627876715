"""What the names in a workspace's definitions mean: the same for both evaluators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from msgspec.structs import replace

from portret import trait
from portret.kernel import told
from portret.segment.model import Definition, Followed, Members, Performed
from portret.trait import AllWhere, AnyWhere, Computation, Count, Events, Follow, Sequence

DECLARED = "traits."
"""What the name of a declared trait begins with."""

TOO_DEEP = told("conditions-deep", "Conditions stand too deep in one another: split the segment.")
"""Why a segment cannot be used whose conditions go on and on."""

_NOTHING = AnyWhere(of=())

_Folded = TypeVar("_Folded", Computation, Sequence)


@dataclass(frozen=True)
class Computed:
    """A computed trait: what its value is."""

    compute: Computation


@dataclass(frozen=True)
class Declared:
    """A trait that identify tells; a dot in its key reads as nesting, too."""

    key: str


@dataclass(frozen=True)
class BuiltIn:
    """A trait that every profile has, if the catalogue of `portret.profile` knows its name."""

    name: str


Meaning = Computed | Declared | BuiltIn
"""What the name of a trait stands for."""


@dataclass(frozen=True)
class Book:
    """The definitions of a workspace by their keys."""

    traits: Mapping[str, trait.Definition]
    segments: Mapping[str, Definition]

    @staticmethod
    def of(traits: Iterable[trait.Definition], segments: Iterable[Definition]) -> Book:
        """Return the book of these definitions."""
        return Book({one.key: one for one in traits}, {one.key: one for one in segments})

    def meaning(self, name: str, brand: str | None = None) -> Meaning | None:
        """Say what a trait's name stands for, at one brand or over all; None has no value: it is disabled."""
        if name.startswith(DECLARED):
            return Declared(name.removeprefix(DECLARED))
        found = self.traits.get(name)
        if found is None:
            return BuiltIn(name)
        return Computed(narrowed(found.compute, brand)) if found.enabled else None

    def members(self, key: str) -> Members | None:
        """Return who belongs to a segment, by its key; None is nobody: it is disabled, or there is none."""
        found = self.segments.get(key)
        return found.members if found is not None and found.enabled else None


def in_circle(way: Iterable[str]) -> str:
    """Return why segments cannot be used that lead to themselves by this way."""
    return told("segments-circle", "Segments cannot be in each other in a circle: {join}.", join=" -> ".join(way))


def performed(condition: Performed, brand: str | None = None) -> Computation:
    """Return the hidden computed trait behind a condition on events, at one brand or over all: a count."""
    count = Computation(events=condition.events, aggregate=Count(), window=condition.window)
    return narrowed(count, brand)


def followed(condition: Followed, brand: str | None = None) -> Sequence:
    """Return the hidden computed trait behind a condition on a sequence, at one brand or over all."""
    sequence = Sequence(
        first=condition.first,
        then=condition.then,
        without=condition.without,
        same=condition.same,
        window=condition.window,
    )
    return narrowed(sequence, brand)


def narrowed(fold: _Folded, brand: str | None) -> _Folded:
    """Return the fold of one brand's events alone; the fold itself if `brand` is None."""
    if brand is None:
        return fold
    if isinstance(fold, Computation):
        return replace(fold, events=_at(fold.events, brand))
    return replace(
        fold,
        first=_at(fold.first, brand),
        then=tuple(_follow(step, brand) for step in fold.then),
        without=None if fold.without is None else _follow(fold.without, brand),
    )


def _follow(step: Follow, brand: str) -> Follow:
    return replace(step, events=_at(step.events, brand))


def _at(events: Events, brand: str) -> Events:
    if not events.brands or brand in events.brands:
        return replace(events, brands=(brand,))
    where = _NOTHING if events.where is None else AllWhere(of=(_NOTHING, events.where))
    return replace(events, brands=(brand,), where=where)
