"""A condition tried out on everybody in a workspace, as things are at this moment."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portret import definition
from portret.kernel import TooLarge, told
from portret.segment import store
from portret.segment.book import Book
from portret.segment.context import Context
from portret.segment.evaluate_sql import members_sql
from portret.segment.model import Condition
from portret.segment.preview import Preview, preview
from portret.segment.upkeep import store as upkeep
from portret.trait import Scope
from portret.warehouse import Bound, Limits

_MOST_LISTED = 200_000
_LIMITS = Limits(seconds=20, rows=1)


def try_out(caller: Context, condition: Condition, book: Book, overlap: Sequence[str] = ()) -> Preview:
    """Return whom a condition finds in the caller's workspace, and what they have in common with some segments.

    Raises:
        Invalid: the condition cannot be asked. TooLarge: it needs too much time or memory, or reads too long a list.
        Unavailable: the warehouse cannot be reached.
    """
    with caller.state.read() as connection:
        scope = _scope(connection, caller)

    def listed(key: str) -> Sequence[str]:
        with caller.state.read() as connection:
            segment_id = _segment_id(connection, caller, key)
            if upkeep.size(connection, caller.workspace_id, segment_id) > _MOST_LISTED:
                raise TooLarge(
                    told(
                        "preview-large",
                        "{key} has more than {most_listed} members: too many for a preview. Leave it out.",
                        key=key,
                        most_listed=_MOST_LISTED,
                    )
                )
            return store.all_member_ids(connection, caller.workspace_id, segment_id)

    return preview(caller.warehouse, condition, book, scope, listed, overlap)


def count_of(connection: sa.Connection, caller: Context, condition: Condition, book: Book) -> int:
    """Return how many people in the caller's workspace fulfil a condition, as far as the warehouse knows.

    Raises:
        Invalid: the condition cannot be asked. TooLarge: it needs too much time or memory.
        Unavailable: the warehouse cannot be reached.
    """

    def listed(key: str) -> Sequence[str]:
        return store.all_member_ids(connection, caller.workspace_id, _segment_id(connection, caller, key))

    bound = Bound()
    sql = members_sql(condition, book, _scope(connection, caller), bound, listed)
    count = f"SELECT count() FROM ({sql})"  # noqa: S608 — values are bound
    return int(caller.warehouse.query(count, bound.parameters, _LIMITS).rows[0][0])


def _scope(connection: sa.Connection, caller: Context) -> Scope:
    return Scope(caller.workspace_id, caller.clock.now_ms(), store.time_zone(connection, caller.workspace_id))


def _segment_id(connection: sa.Connection, caller: Context, key: str) -> str:
    """Return the id of a segment; "" of none, which has no members."""
    found = definition.find(connection, caller.workspace_id, "segment", key)
    return found.id if found else ""
