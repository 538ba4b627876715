"""A change that would make a segment far larger or smaller is meant only if somebody says so by name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import sqlalchemy as sa

from portret.definition import Stored
from portret.kernel import Conflict
from portret.segment import store
from portret.segment.book import Book
from portret.segment.context import Context
from portret.segment.evaluate_sql import members_sql
from portret.segment.members.store import time_zone
from portret.segment.model import Condition, Dynamic
from portret.segment.trial import readers_of
from portret.segment.upkeep import store as upkeep
from portret.trait import Scope
from portret.warehouse import Bound, Limits

SURPRISING = 2
"""By which factor a segment may become larger or smaller without being asked about."""

FROM_MEMBERS = 100
"""Below so many members a change surprises nobody."""

_PAGE = 100_000
_LIMITS = Limits(seconds=20, rows=1)


def require_no_surprise(
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
    ids = {stored.key: stored.id for stored in in_force}
    for stored in in_force:
        if stored.key not in affected:
            continue
        becomes = book.segments[stored.key]
        before = upkeep.size(connection, caller.workspace_id, stored.id)
        if before >= FROM_MEMBERS and becomes.enabled and isinstance(becomes.members, Dynamic):
            yield stored.key, before, _expected(connection, caller, book, ids, becomes.members.condition)


def _expected(
    connection: sa.Connection, caller: Context, book: Book, ids: Mapping[str, str], condition: Condition
) -> int:
    """Return how many people fulfil a condition, as far as the warehouse knows."""

    def listed(key: str) -> list[str]:
        return _listed(connection, caller.workspace_id, ids.get(key, ""))

    scope = Scope(caller.workspace_id, caller.clock.now_ms(), time_zone(connection, caller.workspace_id))
    bound = Bound()
    sql = members_sql(condition, book, scope, bound, listed)
    count = f"SELECT count() FROM ({sql})"  # noqa: S608 — values are bound
    return int(caller.warehouse.query(count, bound.parameters, _LIMITS).rows[0][0])


def _listed(connection: sa.Connection, workspace_id: str, segment_id: str) -> list[str]:
    number = upkeep.number_of(connection, workspace_id, segment_id)
    ids: list[str] = []
    while number is not None:
        page = store.member_ids(connection, workspace_id, number, ids[-1] if ids else "", _PAGE)
        ids += page
        if len(page) < _PAGE:
            break
    return ids
