"""The live evaluator: says of one person, at one instant, which segments they belong to and until when that is sure.

Compiled once for all segments of a workspace. A nested segment is compiled into those that name it, so that whatever
changes it, an event or time alone, changes them in the same evaluation.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import TypeVar

import msgspec

from portret import profile
from portret.kernel import Event, Invalid
from portret.segment.book import TOO_DEEP, Book
from portret.segment.checks import NO, UNREAD, Answer, Asked, Moment, Reads, Subject
from portret.segment.conditions import Compiler, Node
from portret.segment.model import Definition, Dynamic
from portret.trait import Fold

_MOST_REMEMBERED = 10_000


class Changes(msgspec.Struct, gc=False):
    """What changed of a person since they were last judged.

    Attributes:
        folds: ids of the folds whose states changed.
        groups: of built-in traits, as the catalogue of `portret.profile` has them.
        declared: keys of declared traits, without what a dot nests in them.
        segments: numbers of lists and queries that the person came into or fell out of.
    """

    folds: set[int] = msgspec.field(default_factory=set)
    groups: set[str] = msgspec.field(default_factory=set)
    declared: set[str] = msgspec.field(default_factory=set)
    segments: set[int] = msgspec.field(default_factory=set)

    def note(self, event: Event, folds: Iterable[int]) -> None:
        """Add what an event of theirs changed: these folds, and what it says of them itself."""
        self.folds.update(folds)
        if event.is_told:
            return
        self.groups.update(profile.groups(event))
        if event.type == "identify":
            self.declared.update(event.traits)
        elif "traits" in event.context:
            mentioned = event.context["traits"]
            if type(mentioned) is dict:
                self.declared.update(mentioned)


class _Readers:
    """Who reads what. A set of segments is an integer whose bits are their places in the order of their numbers."""

    def __init__(self, reads: Mapping[int, Reads]) -> None:
        """Take what each segment reads, by its number."""
        self._numbers = sorted(reads)
        self._sets: dict[int, frozenset[int]] = {}
        found = [reads[number] for number in self._numbers]
        self._of_folds = _masks([one.folds for one in found])
        self._of_groups = _masks([one.groups for one in found])
        self._of_declared = _masks([one.declared for one in found])
        self._of_segments = _masks([one.segments for one in found])

    def of(self, changed: Changes) -> frozenset[int]:
        """Return the numbers of the segments that read any of it."""
        mask = 0
        for fold in changed.folds:
            mask |= self._of_folds.get(fold, 0)
        for group in changed.groups:
            mask |= self._of_groups.get(group, 0)
        for key in changed.declared:
            mask |= self._of_declared.get(key, 0)
            if "." in key:  # a dot in a name is nesting, too
                for above in accumulate(key.split("."), "{}.{}".format):
                    mask |= self._of_declared.get(above, 0)
        for segment in changed.segments:
            mask |= self._of_segments.get(segment, 0)
        found = self._sets.get(mask)
        return self._set(mask) if found is None else found

    def _set(self, mask: int) -> frozenset[int]:
        if len(self._sets) >= _MOST_REMEMBERED:
            self._sets.clear()
        found = frozenset(number for place, number in enumerate(self._numbers) if mask >> place & 1)
        self._sets[mask] = found
        return found


_Key = TypeVar("_Key", int, str)


def _masks(read: Sequence[frozenset[_Key]]) -> dict[_Key, int]:
    masks: dict[_Key, int] = {}
    for place, keys in enumerate(read):
        for key in keys:
            masks[key] = masks.get(key, 0) | 1 << place
    return masks


class Evaluator:
    """The segments of a workspace, compiled.

    Attributes:
        folds: what must be folded of every person, by the id its state is kept under.
        numbers: of the segments that have a condition: those that can be evaluated.
        broken: number → why the segment has no meaning; such are not evaluated.
    """

    def __init__(
        self, compiled: Mapping[int, tuple[Asked, Reads]], compiler: Compiler, broken: Mapping[int, str]
    ) -> None:
        """Take how each segment is asked and what it reads, who compiled them, and what could not be compiled."""
        self.folds: Mapping[int, Fold] = compiler.folds
        self.numbers = frozenset(compiled)
        self.broken = broken
        self._asked = {number: asked for number, (asked, _) in compiled.items()}
        self._reads = {number: reads for number, (_, reads) in compiled.items()}
        self._places = compiler.places
        self._values = compiler.values
        self._readers = _Readers(self._reads)

    def needs(self, number: int) -> frozenset[int]:
        """Return the ids of the folds that a segment reads, also through segments that it names."""
        return self._reads[number].folds

    def reading(self, changed: Changes) -> frozenset[int]:
        """Return the numbers of the segments that read anything of what changed."""
        return self._readers.of(changed)

    def evaluate(
        self, subject: Subject, numbers: Collection[int], now_ms: int, stands: Container[int] | None = None
    ) -> dict[int, Answer]:
        """Return whether a person is a member at an instant (ms since the epoch), by each of these of `numbers`.

        `NO` is left out for segments that are not in `stands`, unless that is None.
        """
        told = numbers if stands is None else stands
        moment = Moment(subject, subject.state.computed, now_ms, [None] * self._places, [UNREAD] * self._values)
        asked, answers, found = self._asked, moment.answers, {}
        for number in numbers:
            place, ask = asked[number]
            answer = answers[place] or ask(moment)
            if answer is not NO or number in told:
                found[number] = answer
        return found


def compile_segments(
    segments: Sequence[tuple[int, Definition]], book: Book, zone: str, fold_id: Callable[[Fold], int]
) -> Evaluator:
    """Compile the segments of a workspace.

    Args:
        segments: all of them, each with its number.
        book: what their keys and those of computed traits mean.
        zone: IANA time zone of the workspace.
        fold_id: gives a fold the id that its state is kept under, the same for equal folds.
    """
    compiler = Compiler(book, {one.key: number for number, one in segments}, zone, fold_id)
    nodes: dict[int, Node] = {}
    broken: dict[int, str] = {}
    for number, one in segments:
        if isinstance(one.members, Dynamic):
            try:
                nodes[number] = compiler.segment(one.key)
            except Invalid as error:
                broken[number] = error.detail
            except RecursionError:
                broken[number] = TOO_DEEP
    compiled = {number: (compiler.asked(node), node.reads) for number, node in nodes.items()}
    return Evaluator(compiled, compiler, broken)
