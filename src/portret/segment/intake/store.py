"""All SQL of segments that are queries: when each was asked, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from portret.segment.intake.model import Asked
from portret.state import Text, metadata, upsert

Key = tuple[str, str]
"""(workspace id, segment id)."""

queries = sa.Table(
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
)


def asked(connection: sa.Connection, workspace_id: str, segment_id: str) -> Asked | None:
    """Return what became of a segment's query; None if it was never asked."""
    query = sa.select(queries).where(queries.c.workspace_id == workspace_id, queries.c.segment_id == segment_id)
    row = connection.execute(query).mappings().one_or_none()
    return _asked(row) if row else None


def all_asked(connection: sa.Connection) -> dict[Key, Asked]:
    """Return what became of the queries of all workspaces."""
    rows = connection.execute(sa.select(queries)).mappings()
    return {(row["workspace_id"], row["segment_id"]): _asked(row) for row in rows}


def keep_asked(connection: sa.Connection, key: Key, became: Asked) -> None:
    """Keep what became of a segment's query."""
    workspace_id, segment_id = key
    upsert(connection, queries, [{"workspace_id": workspace_id, "segment_id": segment_id, **vars(became)}])


def forget_asked(connection: sa.Connection, keys: Iterable[Key]) -> None:
    """Forget queries whose segments are gone."""
    for workspace_id, segment_id in keys:
        mine = (queries.c.workspace_id == workspace_id, queries.c.segment_id == segment_id)
        connection.execute(sa.delete(queries).where(*mine))


def _asked(row: Any) -> Asked:
    return Asked(**{name: row[name] for name in Asked.__dataclass_fields__})
