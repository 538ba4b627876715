"""All SQL of parting and erasing profiles: identifiers, aliases, merges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from portret.state import chunks, upsert
from portret.unify import store as whole
from portret.unify.evidence.store import past_identifiers
from portret.unify.matching.store import match_pairs
from portret.unify.model import Identifier
from portret.unify.parting.model import Cut, Origin
from portret.unify.store import canonical, merged_ids

__all__ = ["canonical", "erase", "find_merge", "held_by", "merged_ids", "merged_into", "part"]


def held_by(connection: sa.Connection, workspace_id: str, profile_id: str) -> dict[Identifier, Origin]:
    """Return a profile's identifiers, each with how it came to the profile."""
    table = whole.identifiers
    query = sa.select(table.c.namespace, table.c.value, table.c.via, table.c.message_id).where(
        table.c.workspace_id == workspace_id, table.c.profile_id == profile_id
    )
    rows = connection.execute(query)
    return {(namespace, value): Origin(via, message_id) for namespace, value, via, message_id in rows}


def find_merge(connection: sa.Connection, workspace_id: str, undo: str) -> Any:
    """Return the row of a merge by its id, or the newest one by which a profile went away; None if there is none."""
    table = whole.merges
    query = sa.select(table).where(table.c.workspace_id == workspace_id).order_by(table.c.id.desc()).limit(1)
    is_number = undo.isascii() and undo.isdigit() and len(undo) < len(str(1 << 62))
    condition = table.c.id == int(undo) if is_number else table.c.loser_id == undo
    return connection.execute(query.where(condition)).one_or_none()


def merged_into(connection: sa.Connection, workspace_id: str, profile_id: str) -> list[str]:
    """Return the ids that were merged into a profile, directly or one by the other, and not parted from it since."""
    table = whole.merges
    found: dict[str, None] = {}
    reached = [profile_id]
    while reached:
        losers: list[str] = []
        for piece in chunks(reached):
            query = sa.select(table.c.loser_id).where(
                table.c.workspace_id == workspace_id, table.c.winner_id.in_(piece), table.c.undone_at_ms == 0
            )
            losers += connection.execute(query).scalars()
        reached = [loser for loser in losers if loser not in found]
        found |= dict.fromkeys(reached)
    return list(found)


def part(connection: sa.Connection, cut: Cut, author: str, now_ms: int) -> None:
    """Give the other profile its identifiers and old ids; the two stay apart from now on."""
    workspace_id, other = cut.workspace_id, cut.other_id
    identifiers = whole.identifiers
    of_workspace = identifiers.c.workspace_id == workspace_id
    for namespace, values in _by_namespace(cut.parted).items():
        for piece in chunks(values):
            these = sa.and_(of_workspace, identifiers.c.namespace == namespace, identifiers.c.value.in_(piece))
            connection.execute(sa.update(identifiers).where(these).values(profile_id=other))
    aliases = whole.profile_aliases
    connection.execute(sa.delete(aliases).where(aliases.c.workspace_id == workspace_id, aliases.c.old_id == other))
    rows = [{"workspace_id": workspace_id, "old_id": old_id, "profile_id": other} for old_id in cut.parted_aliases]
    upsert(connection, aliases, rows)
    if cut.undone:
        record = sa.update(whole.merges).where(whole.merges.c.id == cut.undone.id)
        connection.execute(record.values(undone_at_ms=now_ms))
    strangers = whole.apart_from(connection, workspace_id, [cut.profile_id])[cut.profile_id]
    for stranger in strangers - {other}:
        whole.keep_apart(connection, workspace_id, other, stranger, "split", author, now_ms)
    whole.keep_apart(connection, workspace_id, cut.profile_id, other, "split", author, now_ms)


def erase(connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str]) -> None:
    """Forget all that is known of profiles by these ids: identifiers, old ids, merges, drops, edges, proposed pairs."""
    for piece in chunks(profile_ids):
        for table, columns in _NAMING:
            named = sa.or_(*(table.c[column].in_(piece) for column in columns))
            connection.execute(sa.delete(table).where(table.c.workspace_id == workspace_id, named))


_NAMING = (
    (whole.identifiers, ("profile_id",)),
    (whole.profile_aliases, ("old_id", "profile_id")),
    (whole.merges, ("loser_id", "winner_id")),
    (whole.identifier_drops, ("profile_id", "holder_id")),
    (whole.apart, ("a_id", "b_id")),
    (match_pairs, ("a_id", "b_id")),
    (past_identifiers, ("profile_id",)),
)


def _by_namespace(identifiers: Iterable[Identifier]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for namespace, value in sorted(identifiers):
        grouped.setdefault(namespace, []).append(value)
    return grouped
