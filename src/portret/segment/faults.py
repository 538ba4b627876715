"""What is wrong with a condition although it has the right shape: names, types, brands, and segments in a circle."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

import msgspec

from portret import profile
from portret.definition import either, nearest, pointer, said
from portret.kernel import Fault, told
from portret.segment.book import DECLARED, Book, followed, in_circle
from portret.segment.model import (
    All,
    Any,
    AtBrand,
    Bucket,
    Condition,
    Consented,
    Definition,
    Dynamic,
    Followed,
    InSegment,
    Not,
    Performed,
    Query,
    TraitIs,
)
from portret.trait import (
    DEEPEST,
    MOST_CONDITIONS,
    Computation,
    ValueType,
    Vocabulary,
    brand_faults,
    comparison_faults,
    duration_faults,
    event_faults,
    field_faults,
    sequence_faults,
    value_type,
    window_faults,
)

MOST_NESTED = 20
"""How deep segments may stand in each other."""

MOST_NAMED = 500
"""How many segments a segment may name, each with all those that stand in it, as often as they do."""

_LONGEST_NAME = 200
_BRAND = "brand"
_CURRENCY = re.compile(r"[A-Z]{3}")
_MINUTE_MS = 60_000
_TAKEN = ("ready",)


@dataclass(frozen=True)
class _Place:
    """Where in a document something stands, at which brand, how deep."""

    path: str
    depth: int = 1
    brand: str | None = None

    def below(self, *parts: str | int, brand: str | None = None) -> _Place:
        return _Place(pointer(self.path, *parts), self.depth + 1, brand or self.brand)


def segment_faults(definition: Definition, book: Book, words: Vocabulary) -> Iterator[Fault]:
    """Yield what is wrong with a segment among the definitions of a book, which has it already."""
    members, path = definition.members, "/members"
    if definition.key in _TAKEN:
        yield Fault(
            "/key",
            told(
                "segment-key",
                "{key} is an address of its own below /api/segments. Choose another key.",
                key=said(definition.key),
            ),
        )
    if isinstance(members, Query):
        yield from duration_faults(members.every, pointer(path, "every"), least_ms=_MINUTE_MS)
    elif isinstance(members, Dynamic):
        yield from _condition_faults(members.condition, book, words, pointer(path, "condition"))


def condition_faults(condition: Condition, book: Book, words: Vocabulary) -> Iterator[Fault]:
    """Yield what is wrong with a condition by itself."""
    yield from _condition_faults(condition, book, words, "")


def uses_of(definition: Definition) -> frozenset[str]:
    """Return what a segment reads, as "trait:key" of computed traits and "segment:key"."""
    if not isinstance(definition.members, Dynamic):
        return frozenset()
    found = set()
    for part, _ in _parts(definition.members.condition, _Place("")):
        if isinstance(part, InSegment):
            found.add(f"segment:{part.segment}")
        elif isinstance(part, TraitIs) and not part.trait.startswith(DECLARED) and part.trait not in profile.BUILT_IN:
            found.add(f"trait:{part.trait}")
    return frozenset(found)


def readers_of(book: Book, changed: Collection[str]) -> frozenset[str]:
    """Return the keys of segments that changed, and of those that read what changed, through others, too."""
    readers = defaultdict(set)
    for key, each in book.segments.items():
        for used in uses_of(each):
            readers[used].add(f"segment:{key}")
    found, following = set(changed), set(changed)
    while following:
        following = {reader for each in following for reader in readers[each]} - found
        found |= following
    return frozenset(key for key in book.segments if f"segment:{key}" in found)


def nesting_faults(book: Book, keys: Sequence[str]) -> Iterator[tuple[int, Fault]]:
    """Yield (which of the keys, fault) if segments of a book are in each other in a circle, too deep, or too often."""
    parts = {key: _inner(definition) for key, definition in book.segments.items()}
    circle = _circle(parts)
    if circle:
        number = _first_on(circle, keys)
        first = circle.index(keys[number]) if keys[number] in circle else 0
        way = [*circle[first:], *circle[:first], circle[first]]
        yield number, _nesting_fault(in_circle(way))
        return
    chains: dict[str, list[str]] = {}
    sizes: dict[str, int] = {}
    for key in TopologicalSorter(parts).static_order():
        inner = parts.get(key, Counter())
        chains[key] = [key, *max((chains[each] for each in inner), key=len, default=[])]
        sizes[key] = inner.total() + sum(sizes[each] * times for each, times in inner.items())
        fault = _size_fault(chains[key], sizes[key])
        if fault:
            yield _first_on(chains[key], keys), fault
            return


def _size_fault(chain: Sequence[str], size: int) -> Fault | None:
    if len(chain) > MOST_NESTED:
        way = " -> ".join([*chain[:3], "…", chain[-1]])
        return _nesting_fault(
            told(
                "segments-deep",
                "Segments stand {chain_count} deep in each other, {most_nested} are the most: {way}.",
                chain_count=len(chain),
                most_nested=MOST_NESTED,
                way=way,
            )
        )
    if size > MOST_NAMED:
        message = told(
            "segments-many",
            "With all that stands in it {chain} names {size} segments; {most_named} are the most.",
            chain=said(chain[0]),
            size=size,
            most_named=MOST_NAMED,
        )
        return _nesting_fault(message)
    return None


def _nesting_fault(message: str) -> Fault:
    return Fault("/members/condition", message)


def _first_on(way: Collection[str], keys: Sequence[str]) -> int:
    return next((number for number, key in enumerate(keys) if key in way), 0)


def _circle(graph: Mapping[str, Collection[str]]) -> list[str]:
    """Return the names of a circle in the order in which each reads the next; [] if there is none."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))[:-1]
    return []


def _inner(definition: Definition) -> Counter[str]:
    """Return the keys of the segments that a segment names, with how often it does."""
    if not isinstance(definition.members, Dynamic):
        return Counter()
    parts = (part for part, _ in _parts(definition.members.condition, _Place("")))
    return Counter(part.segment for part in parts if isinstance(part, InSegment))


def _condition_faults(condition: Condition, book: Book, words: Vocabulary, path: str) -> Iterator[Fault]:
    parts = list(_parts(condition, _Place(path)))
    deepest = max(place.depth for _, place in parts)
    if deepest > DEEPEST:
        message = told(
            "condition-deep",
            "The condition is nested {deepest} levels deep; {deepest2} are the most. Make segments of parts of it.",
            deepest=deepest,
            deepest2=DEEPEST,
        )
        yield Fault(path, message)
    if len(parts) > MOST_CONDITIONS:
        message = told(
            "conditions-many",
            "There are {parts_count} conditions; {most_conditions} are the most. Make segments of parts of them.",
            parts_count=len(parts),
            most_conditions=MOST_CONDITIONS,
        )
        yield Fault(path, message)
        return
    for part, place in parts:
        yield from _part_faults(part, place, book, words)


def _parts(condition: Condition, place: _Place) -> Iterator[tuple[Condition, _Place]]:
    yield condition, place
    match condition:
        case All(of=parts) | Any(of=parts):
            for number, part in enumerate(parts):
                yield from _parts(part, place.below("of", number))
        case Not(of=part):
            yield from _parts(part, place.below("of"))
        case AtBrand(of=part, brand=brand):
            yield from _parts(part, place.below("of", brand=brand))


def _part_faults(part: Condition, place: _Place, book: Book, words: Vocabulary) -> Iterator[Fault]:
    path = place.path
    match part:
        case TraitIs():
            yield from _trait_faults(part, place, book, words)
        case Performed():
            yield from _performed_faults(part, place, words)
        case Followed():
            yield from sequence_faults(followed(part), words, path)
        case InSegment(segment=key) if key not in book.segments:
            yield Fault(
                pointer(path, "segment"),
                told(
                    "segment-unknown",
                    "There is no segment {key}.{near}",
                    key=said(key),
                    near=nearest(key, book.segments),
                ),
            )
        case Consented():
            yield from _consent_faults(part, words, path)
        case Bucket(first=first, last=last) if first > last:
            yield Fault(
                path,
                told(
                    "bucket-empty",
                    "No number lies from {first} to {last}: the smaller one goes first.",
                    first=first,
                    last=last,
                ),
            )
        case AtBrand():
            yield from _brand_faults(part, place, words)


def _brand_faults(part: AtBrand, place: _Place, words: Vocabulary) -> Iterator[Fault]:
    where = pointer(place.path, "brand")
    yield from brand_faults(part.brand, words, where)
    if place.brand is not None:
        yield Fault(
            where,
            told(
                "brand-twice",
                "This stands within what is about the brand {brand} already. Say one brand.",
                brand=said(place.brand),
            ),
        )


def _performed_faults(part: Performed, place: _Place, words: Vocabulary) -> Iterator[Fault]:
    path = place.path
    yield from event_faults(part.events, words, pointer(path, "from"))
    yield from comparison_faults(part.times, "number", pointer(path, "times"))
    yield from window_faults(part.window, None, pointer(path, "window"))
    if place.brand and part.events.brands and place.brand not in part.events.brands:
        message = told(
            "event-brand",
            "Nobody does this at the brand {brand}: only {words} count here.",
            brand=said(place.brand),
            words=either(part.events.brands),
        )
        yield Fault(pointer(path, "from", "brands"), message)


def _consent_faults(part: Consented, words: Vocabulary, path: str) -> Iterator[Fault]:
    if not part.purpose.strip() or len(part.purpose) > _LONGEST_NAME:
        yield Fault(
            pointer(path, "purpose"),
            told(
                "purpose",
                "A purpose has 1 to {longest_name} characters, such as “marketing”.",
                longest_name=_LONGEST_NAME,
            ),
        )
    if part.brand is not None:
        yield from brand_faults(part.brand, words, pointer(path, "brand"))


def _trait_faults(part: TraitIs, place: _Place, book: Book, words: Vocabulary) -> Iterator[Fault]:
    path = place.path
    if part.trait.startswith(DECLARED):
        yield from _declared_faults(part, path)
    elif part.trait in book.traits:
        compute = book.traits[part.trait].compute
        yield from _computed_faults(part, compute, place)
    elif part.trait in profile.BUILT_IN:
        yield from _built_in_faults(part, place, words)
    else:
        known = [*book.traits, *profile.BUILT_IN, f"{DECLARED}{part.trait}"]
        hint = nearest(part.trait, known)
        yield Fault(
            pointer(path, "trait"),
            told("trait-unknown", "There is no trait {trait}.{hint}", trait=said(part.trait), hint=hint),
        )


def _declared_faults(part: TraitIs, path: str) -> Iterator[Fault]:
    if not part.trait.removeprefix(DECLARED) or len(part.trait) > _LONGEST_NAME:
        yield Fault(
            pointer(path, "trait"),
            told(
                "declared-name",
                "After “{declared}” goes the name of what identify says, such as “plan”.",
                declared=DECLARED,
            ),
        )
    else:
        yield from field_faults(part.trait, pointer(path, "trait"), lines=False)
    if part.per is not None:
        yield Fault(
            pointer(path, "per"),
            told("declared-per", "What identify says has no parts by brand or currency: leave “per” out."),
        )
    yield from comparison_faults(part.compare, None, pointer(path, "compare"))


def _computed_faults(part: TraitIs, compute: Computation, place: _Place) -> Iterator[Fault]:
    path, brands = place.path, compute.events.brands
    if place.brand and brands and place.brand not in brands:
        message = told(
            "trait-brand",
            "{trait} has no value at the brand {brand}: it is of {words} alone.",
            trait=said(part.trait),
            brand=said(place.brand),
            words=either(brands),
        )
        yield Fault(pointer(path, "trait"), message)
    kind = _kind(compute, part.per)
    if kind is None:
        message = told(
            "trait-per", "{trait} is one value, not one for each of something: leave “per” out.", trait=said(part.trait)
        )
        yield Fault(pointer(path, "per"), message)
        return
    yield from comparison_faults(part.compare, kind, pointer(path, "compare"))


def part_type(compute: Computation) -> ValueType:
    """Return the type of a computed trait's value, of one with a dimension that of each part."""
    return value_type(msgspec.structs.replace(compute, per=None))


def _kind(compute: Computation, per: str | None) -> ValueType | None:
    """Return the type of what is compared; None if there is no part of it by a dimension."""
    if per is None:
        return part_type(compute) if compute.per in (None, _BRAND) else "map"
    if compute.per is not None:
        return part_type(compute)
    return "number" if value_type(compute) == "map" else None


def _built_in_faults(part: TraitIs, place: _Place, words: Vocabulary) -> Iterator[Fault]:
    known, where = profile.BUILT_IN[part.trait], pointer(place.path, "per")
    if part.per is not None and known.is_money:
        if not _CURRENCY.fullmatch(part.per):
            yield Fault(
                where,
                told("money-per", "{trait} is money: “per” is its currency, such as “EUR”.", trait=said(part.trait)),
            )
    elif part.per is not None:
        yield from brand_faults(part.per, words, where)
        if place.brand is not None and part.per != place.brand:
            yield Fault(
                where,
                told(
                    "brand-within",
                    "This stands within what is about the brand {brand}. Say one brand.",
                    brand=said(place.brand),
                ),
            )
    yield from comparison_faults(part.compare, known.kind, pointer(place.path, "compare"))
