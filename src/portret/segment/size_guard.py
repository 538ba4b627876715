"""A change that would make a segment far larger or smaller is meant only if somebody says so by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa

from portret.definition import Stored
from portret.kernel import Conflict
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


def guard_sizes(
    connection: sa.Connection,
    caller: Context,
    book: Book,
    in_force: Sequence[Stored],
    *,
    changed: Collection[str],
    confirmed: Collection[str],
) -> None:
    """Raise Conflict if segments would be far larger or smaller and nobody confirmed that.

    Args:
        connection: of the state store.
        caller: whose workspace it is.
        book: the definitions as they become.
        in_force: the segments as they are.
        changed: what changes, as "trait:key" and "segment:key".
        confirmed: the keys of segments that may change so.
    """
    affected = readers_of(book, changed) - frozenset(confirmed)
    told = [
        f"The segment {key} has {before} members and would have {after}."
        for key, before, after in _sizes(connection, caller, book, in_force, affected)
        if is_surprising(before, after)
    ]
    if told:
        raise Conflict(f"{' '.join(told)} If that is meant, confirm it by the key.", path="confirm")


def is_surprising(before: int, after: int) -> bool:
    """Say whether a change of size, in members, is one that should be confirmed."""
    return before >= FROM_MEMBERS and not before <= after * SURPRISING <= before * SURPRISING**2


def _sizes(
    connection: sa.Connection, caller: Context, book: Book, in_force: Sequence[Stored], affected: Collection[str]
) -> Iterator[tuple[str, int, int]]:
    """Yield (key, members now, members expected) of the larger ones of the affected segments."""
    for stored in in_force:
        if stored.key not in affected:
            continue
        becomes = book.segments[stored.key]
        before = upkeep.size(connection, caller.workspace_id, stored.id)
        if before >= FROM_MEMBERS and becomes.enabled and isinstance(becomes.members, Dynamic):
            yield stored.key, before, count_of(connection, caller, becomes.members.condition, book)
