"""All SQL of lists: who shall enter or leave a static segment, or one of a query, until the worker has seen to it.

And of the queries: when each was asked, and what became of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portret.kernel import NotFound, kept_words, retold, told
from portret.segment.lists.model import Asked
from portret.segment.membership import ListKind
from portret.segment.model import Cause
from portret.segment.store import memberships
from portret.segment.upkeep.store import number_of
from portret.state import Text, chunks, insert_new, metadata, upsert

segment_lists = sa.Table(
    "segment_lists",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("workspace_id", Text, nullable=False),
    sa.Column("segment_id", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("cause", Text, nullable=False),
    sa.Column("reference", Text, nullable=False),
    sa.Column("made_at_ms", sa.BigInteger, nullable=False),
    sa.Column("complete", sa.Boolean, nullable=False),
    sa.Column("entered_upto", Text),
    sa.Column("left_upto", Text, nullable=False),
)

segment_list_profiles = sa.Table(
    "segment_list_profiles",
    metadata,
    sa.Column("list_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("profile_id", Text, primary_key=True),
    sa.Column("workspace_id", Text, nullable=False),
    sqlite_with_rowid=False,
)

segment_queries = sa.Table(
    "segment_queries",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("segment_id", Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("next_at_ms", sa.BigInteger, nullable=False),
    sa.Column("asked_at_ms", sa.BigInteger, nullable=False),
    sa.Column("answered_at_ms", sa.BigInteger, nullable=False),
    sa.Column("found", sa.BigInteger, nullable=False),
    sa.Column("unknown", sa.BigInteger, nullable=False),
    sa.Column("error", Text, nullable=False),
    sa.Column("error_words", Text, nullable=False, server_default=""),
)

Key = tuple[str, str]
"""(workspace id, segment id)."""


@dataclass(frozen=True, kw_only=True)
class ProfileList:
    """Profiles on their way into or out of a segment.

    Attributes:
        entered_upto: profile id up to which its profiles were taken; None once all were.
        left_upto: for a replacing list, the member's id up to which others were let go.
    """

    id: int
    workspace_id: str
    segment_id: str
    kind: ListKind
    cause: Cause
    made_at_ms: int
    entered_upto: str | None
    left_upto: str


def begin_list(
    connection: sa.Connection, workspace_id: str, segment_id: str, kind: ListKind, cause: Cause, now_ms: int
) -> int:
    """Begin a list of who shall enter or leave a segment, or be all that is left in it; return its id.

    Fill it with `extend_list`, in as many transactions as it takes, and put it in force with `complete_list`. Lists of
    one segment take effect one after the other.
    """
    row = {
        "workspace_id": workspace_id,
        "segment_id": segment_id,
        "kind": kind,
        "cause": cause.kind,
        "reference": cause.reference,
        "made_at_ms": now_ms,
        "complete": False,
        "entered_upto": "",
        "left_upto": "",
    }
    made: int = connection.execute(sa.insert(segment_lists).returning(segment_lists.c.id), row).scalar_one()
    return made


def extend_list(connection: sa.Connection, workspace_id: str, list_id: int, profile_ids: Iterable[str]) -> None:
    """Add profiles to a list; again, or under ids that were merged since, is no fault; unknown ones count for none."""
    rows = [
        {"list_id": list_id, "profile_id": profile_id, "workspace_id": workspace_id}
        for profile_id in dict.fromkeys(profile_ids)
    ]
    insert_new(connection, segment_list_profiles, rows)


def copy_members(connection: sa.Connection, workspace_id: str, list_id: int, segment_id: str) -> int:
    """Add all who are in a segment at this moment to a list; return how many."""
    number = number_of(connection, workspace_id, segment_id)
    of_it = sa.and_(memberships.c.workspace_id == workspace_id, memberships.c.number == number)
    chosen = sa.select(sa.literal(list_id, sa.BigInteger), memberships.c.profile_id, memberships.c.workspace_id)
    names = ["list_id", "profile_id", "workspace_id"]
    insert = sa.insert(segment_list_profiles).from_select(names, chosen.where(of_it))
    return connection.execute(insert, execution_options={"preserve_rowcount": True}).rowcount


def complete_list(connection: sa.Connection, workspace_id: str, list_id: int) -> None:
    """Put a list in force: the worker carries it out within moments. Raises NotFound."""
    mine = sa.and_(segment_lists.c.id == list_id, segment_lists.c.workspace_id == workspace_id)
    if connection.execute(sa.update(segment_lists).where(mine).values(complete=True)).rowcount != 1:
        raise NotFound(told("list-gone", "There is no such list any more: begin a new one."))


def lists_waiting(connection: sa.Connection, workspace_id: str, segment_id: str) -> int:
    """Return how many complete lists of a segment were not carried out yet."""
    of_it = sa.and_(segment_lists.c.workspace_id == workspace_id, segment_lists.c.segment_id == segment_id)
    query = sa.select(sa.func.count()).select_from(segment_lists).where(of_it, segment_lists.c.complete.is_(True))
    return connection.execute(query).scalar_one()


def forget_unfinished_lists(connection: sa.Connection, before_ms: int) -> None:
    """Delete lists that were begun before an instant and never completed."""
    stale = sa.and_(segment_lists.c.complete.is_(False), segment_lists.c.made_at_ms < before_ms)
    for list_id in connection.execute(sa.select(segment_lists.c.id).where(stale)).scalars().all():
        drop_list(connection, list_id)


def complete_lists(connection: sa.Connection) -> list[ProfileList]:
    """Return the lists that wait to be carried out, of all workspaces: of each segment the oldest, the oldest first."""
    first = (
        sa.select(sa.func.min(segment_lists.c.id))
        .where(segment_lists.c.complete.is_(True))
        .group_by(segment_lists.c.workspace_id, segment_lists.c.segment_id)
    )
    query = sa.select(segment_lists).where(segment_lists.c.id.in_(first)).order_by(segment_lists.c.id)
    return [
        ProfileList(
            id=row.id,
            workspace_id=row.workspace_id,
            segment_id=row.segment_id,
            kind=row.kind,
            cause=Cause(row.cause, row.reference),
            made_at_ms=row.made_at_ms,
            entered_upto=row.entered_upto,
            left_upto=row.left_upto,
        )
        for row in connection.execute(query)
    ]


def list_profiles(connection: sa.Connection, list_id: int, after: str, limit: int) -> list[str]:
    """Return up to `limit` profile ids of a list, in order, those after an id."""
    of_it = sa.and_(segment_list_profiles.c.list_id == list_id, segment_list_profiles.c.profile_id > after)
    query = sa.select(segment_list_profiles.c.profile_id).where(of_it)
    return list(connection.execute(query.order_by(segment_list_profiles.c.profile_id).limit(limit)).scalars())


def listed(connection: sa.Connection, list_id: int, profile_ids: Sequence[str]) -> frozenset[str]:
    """Return those of these ids that a list names."""
    found: set[str] = set()
    for piece in chunks(profile_ids):
        query = sa.select(segment_list_profiles.c.profile_id).where(
            segment_list_profiles.c.list_id == list_id, segment_list_profiles.c.profile_id.in_(piece)
        )
        found.update(connection.execute(query).scalars())
    return frozenset(found)


def move_list(connection: sa.Connection, waiting: ProfileList) -> None:
    """Keep how far a list was carried out."""
    values = {"entered_upto": waiting.entered_upto, "left_upto": waiting.left_upto}
    connection.execute(sa.update(segment_lists).where(segment_lists.c.id == waiting.id).values(values))


def remove_list(connection: sa.Connection, waiting: ProfileList) -> None:
    """Forget a list that was carried out."""
    drop_list(connection, waiting.id)


def drop_list(connection: sa.Connection, list_id: int) -> None:
    """Forget a list, whatever has become of it."""
    connection.execute(sa.delete(segment_list_profiles).where(segment_list_profiles.c.list_id == list_id))
    connection.execute(sa.delete(segment_lists).where(segment_lists.c.id == list_id))


def forget_profiles(connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str]) -> None:
    """Delete profiles from all lists."""
    for piece in chunks(profile_ids):
        of_them = sa.and_(
            segment_list_profiles.c.workspace_id == workspace_id, segment_list_profiles.c.profile_id.in_(piece)
        )
        connection.execute(sa.delete(segment_list_profiles).where(of_them))


def asked(connection: sa.Connection, workspace_id: str, segment_id: str) -> Asked | None:
    """Return what became of a segment's query; None if it was never asked."""
    query = sa.select(segment_queries).where(_query_of((workspace_id, segment_id)))
    row = connection.execute(query).mappings().one_or_none()
    return _asked(row) if row else None


def all_asked(connection: sa.Connection) -> dict[Key, Asked]:
    """Return what became of the queries of all workspaces."""
    rows = connection.execute(sa.select(segment_queries)).mappings()
    return {(row["workspace_id"], row["segment_id"]): _asked(row) for row in rows}


def keep_asked(connection: sa.Connection, key: Key, became: Asked) -> None:
    """Keep what became of a segment's query."""
    workspace_id, segment_id = key
    error = {"error": str(became.error), "error_words": kept_words(became.error)}
    values = {"workspace_id": workspace_id, "segment_id": segment_id, **vars(became), **error}
    upsert(connection, segment_queries, [values])


def forget_asked(connection: sa.Connection, keys: Iterable[Key]) -> None:
    """Forget queries whose segments are gone."""
    for key in keys:
        connection.execute(sa.delete(segment_queries).where(_query_of(key)))


def _query_of(key: Key) -> sa.ColumnElement[bool]:
    return sa.and_(segment_queries.c.workspace_id == key[0], segment_queries.c.segment_id == key[1])


def _asked(row: Any) -> Asked:
    values = {name: row[name] for name in Asked.__dataclass_fields__}
    return Asked(**{**values, "error": retold(row["error"], row["error_words"])})
