"""All SQL of unify: identifiers, aliases of merged profiles, merges, what was dropped, who stays apart."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portret.kernel import Invalid, told
from portret.state import Text, chunks, insert_new, metadata, upsert
from portret.unify.decide import Holding, Key
from portret.unify.model import Drop, Merge, MergeRow
from portret.unify.person import Held, Members

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
    sa.Column("via", Text, nullable=False, server_default=""),
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
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("workspace_id", Text, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("loser_id", Text, nullable=False),
    sa.Column("winner_id", Text, nullable=False),
    sa.Column("message_id", Text, nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Column("identifiers", Text, nullable=False),
    sa.Column("reason", Text, nullable=False, server_default="event"),
    sa.Column("rules_version", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("loser_identifiers", Text, nullable=False, server_default="[]"),
    sa.Column("author", Text, nullable=False, server_default=""),
    sa.Column("undone_at_ms", sa.BigInteger, nullable=False, server_default="0"),
    sa.Index("merges_by_winner", "workspace_id", "winner_id"),
    sa.Index("merges_by_loser", "workspace_id", "loser_id"),
    sa.Index("merges_by_position", "position"),
)

identifier_drops = sa.Table(
    "identifier_drops",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("profile_id", Text, primary_key=True),
    sa.Column("namespace", Text, primary_key=True),
    sa.Column("value", Text, primary_key=True),
    sa.Column("rule", Text, primary_key=True),
    sa.Column("holder_id", Text, nullable=False),
    sa.Column("source_id", Text, nullable=False),
    sa.Column("events", sa.BigInteger, nullable=False),
    sa.Column("first_message_id", Text, nullable=False),
    sa.Column("first_at_ms", sa.BigInteger, nullable=False),
    sa.Column("last_message_id", Text, nullable=False),
    sa.Column("last_at_ms", sa.BigInteger, nullable=False),
    sa.Column("rules_version", sa.BigInteger, nullable=False),
    sa.Index("identifier_drops_by_time", "workspace_id", "last_at_ms"),
)

apart = sa.Table(
    "apart",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("a_id", Text, primary_key=True),
    sa.Column("b_id", Text, primary_key=True),
    sa.Column("reason", Text, nullable=False),
    sa.Column("author", Text, nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Index("apart_by_second", "workspace_id", "b_id"),
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


def members(connection: sa.Connection, profile_ids: Sequence[str]) -> dict[str, Members]:
    """Return what each profile holds."""
    found: dict[str, Members] = {profile_id: {} for profile_id in profile_ids}
    columns = ("profile_id", "namespace", "value", "verified", "first_seen_ms")
    for piece in chunks(profile_ids):
        query = sa.select(*(identifiers.c[name] for name in columns)).where(identifiers.c.profile_id.in_(piece))
        for profile_id, namespace, value, verified, first_seen_ms in connection.execute(query):
            found[profile_id][namespace, value] = Held(verified, first_seen_ms)
    return found


def merged(connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str]) -> dict[str, str]:
    """Return id → the id under which that profile lives now, for those of the ids that were merged into another."""
    now: dict[str, str] = {}
    for piece in chunks(profile_ids):
        query = sa.select(profile_aliases.c.old_id, profile_aliases.c.profile_id).where(
            profile_aliases.c.workspace_id == workspace_id, profile_aliases.c.old_id.in_(piece)
        )
        now.update((old_id, profile_id) for old_id, profile_id in connection.execute(query))
    return now


def living(connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str]) -> dict[str, str]:
    """Return id → the id under which that profile lives now, for those of the ids that still lead to a profile."""
    now = {profile_id: profile_id for profile_id in profile_ids} | merged(connection, workspace_id, profile_ids)
    known: set[str] = set()
    for piece in chunks(sorted(set(now.values()))):
        query = sa.select(identifiers.c.profile_id).where(
            identifiers.c.workspace_id == workspace_id, identifiers.c.profile_id.in_(piece)
        )
        known.update(connection.execute(query.distinct()).scalars())
    return {old_id: profile_id for old_id, profile_id in now.items() if profile_id in known}


def save_identifiers(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Write new identifiers, and those that moved to another profile."""
    upsert(connection, identifiers, rows)


def verify_identifiers(connection: sa.Connection, keys: Sequence[Key]) -> None:
    """Mark identifiers as claimed by a trusted source."""
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
        rows = [{"workspace": workspace, "space": space, "content": value} for workspace, space, value in keys]
        connection.execute(statement, rows)


def merge(connection: sa.Connection, made: Merge) -> None:
    """Write one merge, as `merge_all` does."""
    merge_all(connection, [made])


def merge_all(connection: sa.Connection, made: Sequence[Merge]) -> None:
    """Write merges in order: the losers' identifiers, older aliases and edges to others are the winners' now."""
    if not made:
        return
    aliases = [
        {"workspace_id": each.workspace_id, "old_id": each.loser_id, "profile_id": each.winner_id} for each in made
    ]
    upsert(connection, profile_aliases, aliases)
    moves = [{"loser": each.loser_id, "winner": each.winner_id} for each in made]
    for table in (identifiers, profile_aliases):
        statement = sa.update(table).where(table.c.profile_id == sa.bindparam("loser"))
        connection.execute(statement.values(profile_id=sa.bindparam("winner")), moves)
    _move_edges(connection, made)
    connection.execute(sa.insert(merges), [_merge_row(each) for each in made])


def save_drops(connection: sa.Connection, drops: Sequence[Drop]) -> None:
    """Count what was dropped; each profile, identifier and rule has one row, however often it happens."""
    if not drops:
        return
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(identifier_drops)
    latest = ("holder_id", "source_id", "last_message_id", "last_at_ms", "rules_version")
    changes: dict[str, Any] = {name: statement.excluded[name] for name in latest}
    changes["events"] = identifier_drops.c.events + statement.excluded.events
    keys = [column.name for column in identifier_drops.primary_key]
    connection.execute(
        statement.on_conflict_do_update(index_elements=keys, set_=changes),
        [msgspec.structs.asdict(drop) for drop in drops],
    )


def drops_of(
    connection: sa.Connection,
    workspace_id: str,
    profile_ids: Sequence[str],
    before: tuple[int, str, str, str, str] | None,
    limit: int,
) -> list[Drop]:
    """Return what was dropped from profiles (all of the workspace if none are named), latest first."""
    columns = identifier_drops.c
    key = (columns.last_at_ms, columns.profile_id, columns.namespace, columns.value, columns.rule)
    query = sa.select(identifier_drops).where(columns.workspace_id == workspace_id)
    if before:
        query = query.where(sa.tuple_(*key) < sa.tuple_(*map(sa.literal, before)))
    query = query.order_by(*(column.desc() for column in key)).limit(limit)
    pieces = [query.where(columns.profile_id.in_(piece)) for piece in chunks(profile_ids)] or [query]
    found = [Drop(**row) for piece in pieces for row in connection.execute(piece).mappings()]
    return sorted(found, key=attrgetter(*(column.name for column in key)), reverse=True)[:limit]


def merges_of(
    connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str], before: int | None, limit: int
) -> list[MergeRow]:
    """Return the merges that made profiles what they are (all of the workspace if none are named), latest first."""
    query = sa.select(merges).where(merges.c.workspace_id == workspace_id)
    if before is not None:
        query = query.where(merges.c.id < before)
    query = query.order_by(merges.c.id.desc()).limit(limit)
    named = [merges.c.winner_id.in_(piece) | merges.c.loser_id.in_(piece) for piece in chunks(profile_ids)]
    pieces = [query.where(each) for each in named] or [query]
    found = {row["id"]: row for piece in pieces for row in connection.execute(piece).mappings()}
    return [_merge_of(found[key]) for key in sorted(found, reverse=True)[:limit]]


def keep_apart(  # noqa: PLR0913, PLR0917  # the columns of an edge
    connection: sa.Connection, workspace_id: str, a: str, b: str, reason: str, author: str, at_ms: int
) -> None:
    """See to it that no event ever merges two profiles. Raises Invalid if they are one."""
    if a == b:
        raise Invalid(told("apart-itself", "A profile cannot be kept apart from itself."))
    insert_new(connection, apart, [_edge(workspace_id, a, b, reason, author, at_ms)])


def let_meet(connection: sa.Connection, workspace_id: str, a: str, b: str, *, reason: str = "") -> None:
    """Take back `keep_apart`; if a reason is given, only where it was that one."""
    first, second = sorted((a, b))
    edge = [apart.c.workspace_id == workspace_id, apart.c.a_id == first, apart.c.b_id == second]
    if reason:
        edge.append(apart.c.reason == reason)
    connection.execute(sa.delete(apart).where(*edge))


def apart_from(connection: sa.Connection, workspace_id: str, ids: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return, for each of these profiles, the ones it must not become one with."""
    found: dict[str, set[str]] = {profile_id: set() for profile_id in ids}
    for edge in _edges_of(connection, workspace_id, ids):
        for one, other in ((edge["a_id"], edge["b_id"]), (edge["b_id"], edge["a_id"])):
            if one in found:
                found[one].add(other)
    return {profile_id: frozenset(others) for profile_id, others in found.items()}


def any_apart(connection: sa.Connection, workspace_id: str) -> bool:
    """Say whether any two profiles of a workspace are kept apart."""
    query = sa.select(apart.c.a_id).where(apart.c.workspace_id == workspace_id).limit(1)
    return connection.execute(query).scalar() is not None


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


_LISTS = ("identifiers", "loser_identifiers")


def _merge_row(made: Merge) -> dict[str, Any]:
    row = msgspec.structs.asdict(made)
    return row | {name: msgspec.json.encode(row[name]).decode() for name in _LISTS}


def _merge_of(row: sa.RowMapping) -> MergeRow:
    fields = {name: row[name] for name in Merge.__struct_fields__}
    lists = {name: tuple(msgspec.json.decode(row[name])) for name in _LISTS}
    return MergeRow(id=row["id"], merge=Merge(**fields | lists), undone_at_ms=row["undone_at_ms"])


def _move_edges(connection: sa.Connection, made: Sequence[Merge]) -> None:
    """Give the losers' edges to the winners; an edge between the two is lifted."""
    became: dict[str, str] = {}
    for each in made:
        became = {old: each.winner_id if new == each.loser_id else new for old, new in became.items()}
        became[each.loser_id] = each.winner_id
    losers = list(became)
    for workspace_id in {each.workspace_id for each in made}:
        for edge in _edges_of(connection, workspace_id, losers):
            let_meet(connection, workspace_id, edge["a_id"], edge["b_id"])
            a, b = (became.get(edge[name], edge[name]) for name in ("a_id", "b_id"))
            if a != b:
                keep_apart(connection, workspace_id, a, b, edge["reason"], edge["author"], edge["at_ms"])


def _edges_of(connection: sa.Connection, workspace_id: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for piece in chunks(ids):
        query = sa.select(apart).where(
            apart.c.workspace_id == workspace_id, apart.c.a_id.in_(piece) | apart.c.b_id.in_(piece)
        )
        found += map(dict, connection.execute(query).mappings())
    return found


def _edge(workspace_id: str, a: str, b: str, reason: str, author: str, at_ms: int) -> dict[str, Any]:
    first, second = sorted((a, b))
    return {
        "workspace_id": workspace_id,
        "a_id": first,
        "b_id": second,
        "reason": reason,
        "author": author,
        "at_ms": at_ms,
    }
