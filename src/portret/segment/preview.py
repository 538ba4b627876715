"""Whom a condition finds before anything is saved: how many, some of them, who can be reached, who else has them."""

# ruff: noqa: S608 — values are bound; only names of our own and fragments made of them stand in statements

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portret.profile import CHANNELS
from portret.segment.book import Book
from portret.segment.built_in_sql import reachable
from portret.segment.evaluate_sql import Listed, Members, Term
from portret.segment.model import Condition, InSegment
from portret.trait import Scope
from portret.warehouse import DATABASE, Bound, Limits, Sql, Warehouse

_EXAMPLES = 10
_LIMITS = Limits(seconds=20, memory_bytes=2 * 1024**3, rows=10)


@dataclass(frozen=True)
class Overlap:
    """How a condition and a segment meet.

    Attributes:
        key: the segment's.
        size: how many belong to it by its definition.
        members: how many of those the condition finds, too.
    """

    key: str
    size: int
    members: int


@dataclass(frozen=True)
class Preview:
    """Whom a condition finds.

    Attributes:
        count: how many profiles.
        profiles: how many there are.
        examples: ids of some.
        reachable: how many of those found have an address, by channel.
        overlap: how they meet the segments asked for.
    """

    count: int
    profiles: int
    examples: tuple[str, ...]
    reachable: Mapping[str, int]
    overlap: tuple[Overlap, ...]

    @property
    def share(self) -> float:
        """Which part of all profiles is found, 0 to 1."""
        return self.count / self.profiles if self.profiles else 0.0


def preview(
    warehouse: Warehouse,
    condition: Condition,
    book: Book,
    scope: Scope,
    listed: Listed,
    overlap: Sequence[str] = (),
) -> Preview:
    """Return whom a condition finds, asked of all that the warehouse knows.

    Args:
        warehouse: where.
        condition: which.
        book: what names mean.
        scope: whose profiles, and when.
        listed: gives the members of segments that are lists.
        overlap: keys of segments to compare with.

    Raises:
        Invalid: the condition cannot be asked. TooLarge: it needs too much time or memory.
        Unavailable: the warehouse cannot be reached.
    """
    bound = Bound()
    members = Members(book, scope, bound, listed)
    found = members.term(condition)
    others = [members.term(InSegment(segment=key)) for key in overlap]
    row = warehouse.query(_sql(members, found, others, bound), bound.parameters, _LIMITS).rows[0]
    profiles, count, examples, *numbers = row
    shared = numbers[len(CHANNELS) :]
    return Preview(
        count=int(count),
        profiles=int(profiles),
        examples=tuple(examples),
        reachable=dict(zip(CHANNELS, map(int, numbers), strict=False)),
        overlap=tuple(
            Overlap(key, int(size), int(both))
            for key, size, both in zip(overlap, shared[::2], shared[1::2], strict=True)
        ),
    )


def _sql(members: Members, found: Term, others: Sequence[Term], bound: Bound) -> Sql:
    """Return one statement for everything: each profile is looked at once, with its answers beside it."""
    if found.of_events and not found.empty and not others:
        return _of_doers(members, found, bound)
    holds = [members.unit(term) for term in (found, *others)]
    channels = ", ".join(f"countIf(b1 AND {_channel(place)})" for place in range(len(CHANNELS)))
    pairs = "".join(f", countIf(b{place}), countIf(b1 AND b{place})" for place in range(2, len(holds) + 1))
    bits = ", ".join(f"({sql}) AS b{place}" for place, sql in enumerate(holds, start=1))
    reached = ", ".join(f"{reachable(channel, bound)} AS {_channel(place)}" for place, channel in enumerate(CHANNELS))
    return Sql(
        f"SELECT count(), countIf(b1), groupArraySampleIf({_EXAMPLES}, 1)(id, b1), {channels}{pairs}"
        f" FROM (SELECT profiles.profile_id AS id, {bits}, {reached} FROM {members.everybody()} WHERE {members.own})"
    )


def _of_doers(members: Members, found: Term, bound: Bound) -> Sql:
    """Return the statement for a condition that only events answer: of all others nothing but their number is read."""
    profiles = f"{DATABASE}.profiles FINAL"
    channels = ", ".join(f"countIf({reachable(channel, bound)})" for channel in CHANNELS)
    return Sql(
        f"SELECT (SELECT count() FROM {profiles} WHERE {members.own}), count(),"
        f" groupArraySample({_EXAMPLES}, 1)(profile_id), {channels}"
        f" FROM {profiles} PREWHERE {members.own} AND profile_id IN ({members.ids(found)})"
    )


def _channel(place: int) -> str:
    return f"c{place}"
