"""Try a condition out on everybody, as things are at this moment."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portret import definition
from portret.kernel import TooLarge
from portret.segment import store
from portret.segment.book import Book
from portret.segment.context import Context
from portret.segment.members.store import time_zone
from portret.segment.model import Condition
from portret.segment.preview import Preview, preview
from portret.segment.upkeep import store as upkeep
from portret.trait import Scope

_MOST_LISTED = 200_000
_AT_ONCE = 20_000


def tried(caller: Context, condition: Condition, book: Book, overlap: Sequence[str] = ()) -> Preview:
    """Return whom a condition finds in the caller's workspace, and what they have in common with some segments.

    Raises:
        Invalid: the condition cannot be asked. TooLarge: it needs too much time or memory, or reads too long a list.
        Unavailable: the warehouse cannot be reached.
    """
    with caller.state.read() as connection:
        zone = time_zone(connection, caller.workspace_id)

    def listed(key: str) -> Sequence[str]:
        with caller.state.read() as connection:
            return _members(connection, caller.workspace_id, key)

    scope = Scope(caller.workspace_id, caller.clock.now_ms(), zone)
    return preview(caller.warehouse, condition, book, scope, listed, overlap)


def _members(connection: sa.Connection, workspace_id: str, key: str) -> list[str]:
    """Return the ids of a list's members."""
    found = definition.find(connection, workspace_id, "segment", key)
    number = upkeep.number_of(connection, workspace_id, found.id) if found else None
    if found is None or number is None:
        return []
    if upkeep.size(connection, workspace_id, found.id) > _MOST_LISTED:
        raise TooLarge(f"{key} has more than {_MOST_LISTED} members: too many for a preview. Leave it out.")
    ids: list[str] = []
    while piece := store.member_ids(connection, workspace_id, number, ids[-1] if ids else "", _AT_ONCE):
        ids += piece
    return ids
