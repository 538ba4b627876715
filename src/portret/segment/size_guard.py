"""A change that would make a segment far larger or smaller is meant only if somebody says so by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from portret.definition import Stored
from portret.kernel import Conflict, told
from portret.segment.book import Book
from portret.segment.context import Context
from portret.segment.faults import readers_of
from portret.segment.model import Dynamic
from portret.segment.try_out import count_of
from portret.segment.upkeep import store as upkeep

SURPRISING = 2
"""By which factor a segment may become larger or smaller without being asked about."""

FROM_MEMBERS = 100
"""Below so many members a change surprises nobody."""


@dataclass(frozen=True)
class Change:
    """What becomes of a workspace's definitions.

    Attributes:
        book: the definitions as they become.
        changed: which of them change, as "trait:key" and "segment:key".
        named: how many people the queries among those segments name, by key.
    """

    book: Book
    changed: Collection[str]
    named: Mapping[str, int] = field(default_factory=dict)


def guard_sizes(
    connection: sa.Connection,
    caller: Context,
    change: Change,
    in_force: Sequence[Stored],
    *,
    confirmed: Collection[str],
) -> None:
    """Raise Conflict if segments would be far larger or smaller and nobody confirmed that.

    Args:
        connection: of the state store.
        caller: whose workspace it is.
        change: what becomes of its definitions.
        in_force: the segments as they are.
        confirmed: the keys of segments that may change so, and of what may change those that read it so.
    """
    changed = [name for name in change.changed if _key(name) not in confirmed]
    affected = readers_of(change.book, changed) - frozenset(confirmed)
    surprising = {
        key: told(
            "size-would",
            "The segment {key} has {before} members and would have {after}.",
            key=key,
            before=before,
            after=after,
        )
        for key, before, after in _sizes(connection, caller, change, in_force, affected)
        if is_surprising(before, after)
    }
    if surprising:
        causes = {_key(name) for name in changed if surprising.keys() & readers_of(change.book, [name])}
        what = next(iter(surprising.values())) if len(surprising) == 1 else " ".join(surprising.values())
        message = told(
            "size-confirm",
            "{what} If that is meant, confirm it by the key {keys}.",
            what=what,
            keys=", ".join(sorted(causes)),
        )
        raise Conflict(message, path="confirm")


def is_surprising(before: int, after: int) -> bool:
    """Say whether a change of size, in members, is one that should be confirmed."""
    return before >= FROM_MEMBERS and not before <= after * SURPRISING <= before * SURPRISING**2


def _key(name: str) -> str:
    return name.partition(":")[2]


def _sizes(
    connection: sa.Connection, caller: Context, change: Change, in_force: Sequence[Stored], affected: Collection[str]
) -> Iterator[tuple[str, int, int]]:
    """Yield (key, members now, members expected) of the larger ones of the affected segments."""
    for stored in in_force:
        if stored.key not in affected:
            continue
        becomes = change.book.segments[stored.key]
        before = upkeep.size(connection, caller.workspace_id, stored.id)
        if before < FROM_MEMBERS or not becomes.enabled:
            continue
        if isinstance(becomes.members, Dynamic):
            yield stored.key, before, count_of(connection, caller, becomes.members.condition, change.book)
        elif stored.key in change.named:
            yield stored.key, before, change.named[stored.key]
