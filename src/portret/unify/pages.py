"""Pages of what identity keeps on record, the latest first: what was merged, and what a rule kept out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
import sqlalchemy as sa

from portret.kernel import read_cursor, write_cursor
from portret.unify import store
from portret.unify.api_models import DropPage, MergePage, drop_view, merge_view

Number = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]


def merge_page(
    connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str], limit: int, cursor: str | None
) -> MergePage:
    """Return merges that made profiles what they are, all of the workspace if none are named. Raises BadRequest."""
    before = read_cursor(cursor, tuple[Number])[0] if cursor else None
    found = store.merges_of(connection, workspace_id, profile_ids, before, limit + 1)
    more = write_cursor(found[limit - 1].id) if len(found) > limit else None
    return MergePage(items=[merge_view(each) for each in found[:limit]], next_cursor=more)


def drop_page(
    connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str], limit: int, cursor: str | None
) -> DropPage:
    """Return what was kept out of profiles, all of the workspace if none are named. Raises BadRequest."""
    before = read_cursor(cursor, tuple[Number, str, str, str, str]) if cursor else None
    found = store.drops_of(connection, workspace_id, profile_ids, before, limit + 1)
    more = None
    if len(found) > limit:
        last = found[limit - 1]
        more = write_cursor(last.last_at_ms, last.profile_id, last.namespace, last.value, last.rule)
    return DropPage(items=[drop_view(each) for each in found[:limit]], next_cursor=more)
