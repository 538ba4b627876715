"""All SQL of unify: identifiers, the aliases of merged profiles, and the record of merges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from portret.state import Text, chunks, insert_new, metadata, upsert
from portret.unify.identifiers import Identifier
from portret.unify.model import Merge

Holding = tuple[str, bool]
"""(profile id, whether the claim came from a trusted source)."""

identifiers = sa.Table(
    "identifiers",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("namespace", Text, primary_key=True),
    sa.Column("value", Text, primary_key=True),
    sa.Column("profile_id", Text, nullable=False),
    sa.Column("verified", sa.Boolean, nullable=False),
    sa.Column("source_id", Text, nullable=False),
    sa.Column("message_id", Text, nullable=False),
    sa.Column("first_seen_ms", sa.BigInteger, nullable=False),
    sa.Index("identifiers_by_profile", "profile_id"),
    sqlite_with_rowid=False,
)

profile_aliases = sa.Table(
    "profile_aliases",
    metadata,
    sa.Column("old_id", Text, primary_key=True),
    sa.Column("workspace_id", Text, nullable=False),
    sa.Column("profile_id", Text, nullable=False),
    sa.Index("profile_aliases_by_profile", "profile_id"),
    sqlite_with_rowid=False,
)

merges = sa.Table(
    "merges",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("loser_id", Text, primary_key=True),
    sa.Column("workspace_id", Text, nullable=False),
    sa.Column("winner_id", Text, nullable=False),
    sa.Column("message_id", Text, nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Column("identifiers", Text, nullable=False),
    sa.Index("merges_by_winner", "workspace_id", "winner_id"),
)


def holders(connection: sa.Connection, workspace_id: str, namespace: str, values: Sequence[str]) -> dict[str, Holding]:
    """Return value → who holds it, for those of the values that some profile holds."""
    found: dict[str, Holding] = {}
    for piece in chunks(values):
        query = sa.select(identifiers.c.value, identifiers.c.profile_id, identifiers.c.verified).where(
            identifiers.c.workspace_id == workspace_id,
            identifiers.c.namespace == namespace,
            identifiers.c.value.in_(piece),
        )
        found.update((value, (profile_id, verified)) for value, profile_id, verified in connection.execute(query))
    return found


def members(connection: sa.Connection, profile_ids: Sequence[str]) -> dict[str, dict[Identifier, bool]]:
    """Return each profile's identifiers, with whether the claim was verified."""
    found: dict[str, dict[Identifier, bool]] = {profile_id: {} for profile_id in profile_ids}
    for piece in chunks(profile_ids):
        query = sa.select(
            identifiers.c.profile_id, identifiers.c.namespace, identifiers.c.value, identifiers.c.verified
        ).where(identifiers.c.profile_id.in_(piece))
        for profile_id, namespace, value, verified in connection.execute(query):
            found[profile_id][namespace, value] = verified
    return found


def save_identifiers(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write new identifiers, and those that moved to another profile."""
    upsert(connection, identifiers, rows)


def verify_identifiers(connection: sa.Connection, keys: Sequence[dict[str, str]]) -> None:
    """Mark identifiers (workspace, space, content) as claimed by a trusted source."""
    if keys:
        statement = (
            sa.update(identifiers)
            .values(verified=True)
            .where(
                identifiers.c.workspace_id == sa.bindparam("workspace"),
                identifiers.c.namespace == sa.bindparam("space"),
                identifiers.c.value == sa.bindparam("content"),
            )
        )
        connection.execute(statement, list(keys))


def save_merges(connection: sa.Connection, made: Iterable[Merge]) -> None:
    """Write merges in order: the loser's identifiers and older aliases now name the winner."""
    for merge in made:
        point_at = {"profile_id": merge.winner_id}
        for table in (identifiers, profile_aliases):
            connection.execute(sa.update(table).where(table.c.profile_id == merge.loser_id).values(point_at))
        alias = {"workspace_id": merge.workspace_id, "old_id": merge.loser_id, **point_at}
        upsert(connection, profile_aliases, [alias])
        insert_new(connection, merges, [_merge_row(merge)])


def aliases_between(connection: sa.Connection, first: int, last: int) -> list[tuple[str, str, str]]:
    """Return (workspace id, old id, profile id) of every profile that events at these positions merged.

    Older aliases of the merged ones come along, and all name the profile of this moment: chains are flat.
    """
    losers = sa.select(merges.c.loser_id).where(merges.c.position.between(first, last))
    survivors = sa.select(profile_aliases.c.profile_id).where(profile_aliases.c.old_id.in_(losers))
    query = sa.select(profile_aliases.c.workspace_id, profile_aliases.c.old_id, profile_aliases.c.profile_id).where(
        profile_aliases.c.profile_id.in_(survivors)
    )
    return [(workspace_id, old_id, profile_id) for workspace_id, old_id, profile_id in connection.execute(query)]


def identifiers_of_many(
    connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str]
) -> dict[str, dict[str, list[str]]]:
    """Return profile id → namespace → values, for profiles of one workspace."""
    found: dict[str, dict[str, list[str]]] = {profile_id: {} for profile_id in profile_ids}
    for piece in chunks(profile_ids):
        query = sa.select(identifiers.c.profile_id, identifiers.c.namespace, identifiers.c.value).where(
            identifiers.c.profile_id.in_(piece), identifiers.c.workspace_id == workspace_id
        )
        for profile_id, namespace, value in connection.execute(query):
            found[profile_id].setdefault(namespace, []).append(value)
    return found


def find(connection: sa.Connection, workspace_id: str, namespace: str, value: str) -> str | None:
    """Return the id of the profile that holds an identifier (value in normal form), or None."""
    holding = holders(connection, workspace_id, namespace, [value]).get(value)
    return holding[0] if holding else None


def canonical(connection: sa.Connection, workspace_id: str, profile_id: str) -> str:
    """Return the id under which a profile lives now; an id that was never merged is its own."""
    query = sa.select(profile_aliases.c.profile_id).where(
        profile_aliases.c.workspace_id == workspace_id, profile_aliases.c.old_id == profile_id
    )
    return connection.execute(query).scalar() or profile_id


def merged_ids(connection: sa.Connection, workspace_id: str, profile_id: str) -> list[str]:
    """Return the old ids that resolve to this profile, oldest first."""
    query = (
        sa.select(profile_aliases.c.old_id)
        .where(profile_aliases.c.workspace_id == workspace_id, profile_aliases.c.profile_id == profile_id)
        .order_by(profile_aliases.c.old_id)
    )
    return list(connection.execute(query).scalars())


def identifiers_of(connection: sa.Connection, workspace_id: str, profile_id: str) -> list[dict[str, Any]]:
    """Return a profile's identifiers: namespace, value, verified, source_id, message_id, first_seen_ms."""
    columns = [column for column in identifiers.c if column.name not in ("workspace_id", "profile_id")]
    query = (
        sa.select(*columns)
        .where(identifiers.c.workspace_id == workspace_id, identifiers.c.profile_id == profile_id)
        .order_by(identifiers.c.namespace, identifiers.c.first_seen_ms, identifiers.c.value)
    )
    return [dict(row) for row in connection.execute(query).mappings()]


def find_prefix(
    connection: sa.Connection, workspace_id: str, namespace: str, prefix: str, limit: int
) -> list[tuple[str, str]]:
    """Return (value, profile id) of the identifiers in a namespace that start with a prefix, in order of value."""
    query = (
        sa.select(identifiers.c.value, identifiers.c.profile_id)
        .where(
            identifiers.c.workspace_id == workspace_id,
            identifiers.c.namespace == namespace,
            identifiers.c.value >= prefix,
            identifiers.c.value < prefix + "\U0010ffff",
        )
        .order_by(identifiers.c.value)
        .limit(limit)
    )
    return [(value, profile_id) for value, profile_id in connection.execute(query)]


def _merge_row(merge: Merge) -> dict[str, Any]:
    return {
        "workspace_id": merge.workspace_id,
        "position": merge.position,
        "loser_id": merge.loser_id,
        "winner_id": merge.winner_id,
        "message_id": merge.message_id,
        "at_ms": merge.at_ms,
        "identifiers": msgspec.json.encode(merge.identifiers).decode(),
    }
