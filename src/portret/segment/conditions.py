"""From conditions to checks: what is equal is compiled once for all segments, what is cheap is asked first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from operator import attrgetter

import msgspec
from msgspec.structs import replace

from portret import profile, unify
from portret.kernel import Invalid
from portret.profile import ProfileState
from portret.segment import checks
from portret.segment.book import TOO_DEEP, Book, BuiltIn, Computed, Declared, followed, in_circle, performed
from portret.segment.checks import UNSHARED, Asked, Check, Moment, Read, Reads
from portret.segment.model import (
    All,
    Any,
    AtBrand,
    Bucket,
    Condition,
    Consented,
    Dynamic,
    Followed,
    InSegment,
    Not,
    Performed,
    Reachable,
    TraitIs,
)
from portret.trait import Comparison, Computation, Fold, Value

DEEPEST = 60
"""How deep conditions may stand in one another, those of nested segments included."""

_TOLD, _FOLDED, _TIMED = range(3)
_BRAND = "brand"
_NOBODY = Any(of=())
_TRUE = Comparison(op="eq", value=True)

_ADDRESSES = Reads(
    declared=frozenset((*unify.trait_keys("email"), *unify.trait_keys("phone"))), groups=frozenset(("address",))
)

Combine = Callable[[Sequence[Asked]], Check]
Leaf = TraitIs | Performed | Followed | Consented | Reachable | Bucket


@dataclass
class Node:
    """A condition, and all that are equal to it.

    Attributes:
        reads: what of a person it reads.
        rank: what is asked first: what was told before what is folded, and that before what time changes.
        combine: makes its check of those of its parts.
        parts: the conditions that stand in it.
        depth: how deep they do.
        uses: how many others, and segments, ask it.
        check: its check, if it has no parts.
        asked: its check, and where its answer is kept if several ask it, once it is compiled.
    """

    reads: Reads
    rank: int
    check: Check | None = None
    combine: Combine = checks.every
    parts: Sequence[Node] = ()
    depth: int = 1
    uses: int = 0
    asked: Asked | None = None


class Compiler:
    """Collects the conditions of all segments, then makes their checks.

    Attributes:
        folds: those that the conditions need, by id.
        places: how many answers several of them share, and one more, where none is kept.
        values: how many values are read of a person once.
    """

    def __init__(self, known: Book, numbers: Mapping[str, int], zone: str, fold_id: Callable[[Fold], int]) -> None:
        """Take what names mean, the segments' numbers by key, the workspace's zone, and what gives folds their ids."""
        self.folds: dict[int, Fold] = {}
        self.places = UNSHARED + 1
        self.values = 0
        self._known = known
        self._numbers = numbers
        self._zone = zone
        self._fold_id = fold_id
        self._nodes: dict[tuple[bytes, str | None], Node] = {}
        self._reads: dict[tuple[str | None, ...], Read] = {}
        self._within: list[str] = []

    def segment(self, key: str) -> Node:
        """Return the node of the condition of a segment, by its key; nobody's if it is disabled or has none.

        Raises:
            Invalid: segments are nested in a circle, conditions stand too deep in one another, or a comparison cannot
                be made.
        """
        if key in self._within:
            raise Invalid(in_circle([*self._within, key]))
        members = self._known.members(key)
        self._within.append(key)
        try:
            return self._node(members.condition if isinstance(members, Dynamic) else _NOBODY, None)
        finally:
            self._within.pop()

    def asked(self, node: Node) -> Asked:
        """Return how a node is asked; the nodes of all segments must be there."""
        if node.asked is None:
            parts = sorted(node.parts, key=attrgetter("rank"))
            check = node.check or node.combine([self.asked(part) for part in parts])
            node.asked = self._shared(check) if node.uses > 1 else (UNSHARED, check)
        return node.asked

    def _shared(self, check: Check) -> Asked:
        self.places += 1
        return self.places - 1, checks.kept(check, self.places - 1)

    def _node(self, condition: Condition, brand: str | None) -> Node:
        key = (msgspec.json.encode(condition), brand)
        node = self._nodes.get(key)
        if node is None:
            node = self._nodes[key] = self._new(condition, brand)
            if node.depth > DEEPEST:
                raise Invalid(TOO_DEEP)
        node.uses += 1
        return node

    def _new(self, condition: Condition, brand: str | None) -> Node:
        match condition:
            case All(of=parts):
                return _group([self._node(part, brand) for part in parts], checks.every)
            case Any(of=parts):
                return _group([self._node(part, brand) for part in parts], checks.some)
            case Not(of=part):
                return _group([self._node(part, brand)], checks.negated)
            case AtBrand(brand=at, of=part):
                return self._node(part, at)
            case InSegment(segment=key):
                return self._nested(key)
            case _:
                return self._leaf(condition, brand)

    def _nested(self, key: str) -> Node:
        members = self._known.members(key)
        if members is None or isinstance(members, Dynamic):
            return self.segment(key)
        number = self._numbers[key]
        return Node(Reads(segments=frozenset((number,))), _TOLD, checks.listed(number))

    def _leaf(self, condition: Leaf, brand: str | None) -> Node:
        match condition:
            case TraitIs():
                return self._trait(condition, brand)
            case Performed(times=times):
                return self._folded(performed(condition, brand), times)
            case Followed():
                return self._folded(followed(condition, brand), _TRUE)
            case Consented(purpose=purpose, brand=at, state=state):
                check = checks.consented(purpose, brand if at is None else at, state)
                return Node(Reads(groups=frozenset(("consent",))), _TOLD, check)
            case Reachable(channel=channel):
                return Node(_ADDRESSES, _TOLD, checks.reachable(channel))
            case Bucket(salt=salt, first=first, last=last):
                return Node(Reads(), _TOLD, checks.in_bucket(salt, first, last))

    def _trait(self, condition: TraitIs, brand: str | None) -> Node:
        match self._known.meaning(condition.trait, brand):
            case Computed(compute=compute):
                return self._computed(compute, condition)
            case Declared(key=key):
                read = (
                    self._read((key, "presence"), partial(profile.declared_presence, key=key))
                    if condition.compare.op in {"exists", "is_empty"}
                    else self._read((key,), partial(profile.declared, key=key))
                )
                check = checks.told(read, condition.compare, None, self._zone)
                return Node(Reads(declared=frozenset(accumulate(key.split("."), "{}.{}".format))), _TOLD, check)
            case BuiltIn(name=name):
                return self._built_in(name, condition, brand)
            case None:
                return Node(Reads(), _TOLD, checks.told(_nothing, condition.compare, None, self._zone))

    def _folded(self, fold: Fold, comparison: Comparison, per: str | None = None) -> Node:
        fold_id = self._fold_id(fold)
        self.folds[fold_id] = fold
        check = checks.computed(fold_id, fold, comparison, per, self._zone)
        rank = _FOLDED if fold.window is None else _TIMED
        return Node(Reads(folds=frozenset((fold_id,))), rank, check)

    def _read(self, key: tuple[str | None, ...], read: Callable[[ProfileState], Value]) -> Read:
        if key not in self._reads:
            self._reads[key] = checks.read_once(read, self.values)
            self.values += 1
        return self._reads[key]

    def _computed(self, compute: Computation, condition: TraitIs) -> Node:
        """Return the node of a computed trait; one by brand is asked over all brands unless one is named."""
        if compute.per == _BRAND and condition.per is None:
            return self._folded(replace(compute, per=None), condition.compare)
        return self._folded(compute, condition.compare, condition.per)

    def _built_in(self, name: str, condition: TraitIs, brand: str | None) -> Node:
        known = profile.BUILT_IN.get(name)
        if known is None:
            return Node(Reads(), _TOLD, checks.told(_nothing, condition.compare, None, self._zone))
        read = self._read((name, brand, condition.per), known.at(brand, condition.per))
        check = checks.told(read, condition.compare, known.kind, self._zone)
        return Node(Reads(groups=frozenset((known.group,))), _TOLD, check)


def _group(parts: Sequence[Node], combine: Combine) -> Node:
    reads = Reads()
    for part in parts:
        reads = reads.and_of(part.reads)
    return Node(
        reads,
        max((part.rank for part in parts), default=_TOLD),
        combine=combine,
        parts=parts,
        depth=1 + max((part.depth for part in parts), default=0),
    )


def _nothing(_: Moment) -> None:
    """Read a trait that has no value."""
