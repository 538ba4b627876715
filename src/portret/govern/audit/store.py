"""All SQL of the record of changes: rows are added and read, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from portret.govern.audit.model import Asked, Entry
from portret.state import Text, chunks, metadata

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Column("actor_kind", Text, nullable=False),
    sa.Column("actor_id", Text, nullable=False),
    sa.Column("actor_name", Text, nullable=False),
    sa.Column("role", Text, nullable=False),
    sa.Column("session_id", Text, nullable=False),
    sa.Column("address", Text, nullable=False),
    sa.Column("action", Text, nullable=False),
    sa.Column("object", Text, nullable=False),
    sa.Column("before", Text, nullable=False),
    sa.Column("after", Text, nullable=False),
    sa.Index("audit_by_actor", "workspace_id", "actor_id", "id"),
)


def add(connection: sa.Connection, entry: Entry) -> None:
    """Write an entry."""
    row = asdict(entry) | {"before": json.dumps(entry.before), "after": json.dumps(entry.after)}
    connection.execute(sa.insert(audit).values(row))


def page(connection: sa.Connection, workspace_id: str, asked: Asked, limit: int, before: str) -> list[Entry]:
    """Return up to `limit` entries, newest first, whose ids come before `before` ("" for from the newest on)."""
    query = sa.select(audit).where(audit.c.workspace_id == workspace_id)
    if asked.who:
        query = query.where(audit.c.actor_id == asked.who)
    if asked.what:
        query = query.where(_is_of(asked.what))
    if asked.since_ms is not None:
        query = query.where(audit.c.at_ms >= asked.since_ms)
    if asked.until_ms is not None:
        query = query.where(audit.c.at_ms < asked.until_ms)
    if before:
        query = query.where(audit.c.id < before)
    rows = connection.execute(query.order_by(audit.c.id.desc()).limit(limit)).mappings()
    return [_entry(row) for row in rows]


def actor_names(connection: sa.Connection, workspace_id: str, actor_ids: Iterable[str]) -> dict[str, str]:
    """Return what those were called of whom there are entries, by id."""
    names: dict[str, str] = {}
    for piece in chunks(sorted(actor_ids)):
        theirs = sa.and_(audit.c.workspace_id == workspace_id, audit.c.actor_id.in_(piece))
        query = sa.select(audit.c.actor_id, sa.func.max(audit.c.actor_name).label("name")).where(theirs)
        names |= {row.actor_id: row.name for row in connection.execute(query.group_by(audit.c.actor_id))}
    return names


def _is_of(what: str) -> sa.ColumnElement[bool]:
    if what.startswith("/"):  # a path, whatever was done to it
        return audit.c.action.contains(f" {what}", autoescape=True)
    return audit.c.action.startswith(what, autoescape=True) | (audit.c.object == what)


def _entry(row: Any) -> Entry:
    return Entry(**{**row, "before": json.loads(row["before"]), "after": json.loads(row["after"])})
