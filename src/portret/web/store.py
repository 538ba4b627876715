"""All SQL of the door: the figures that other processes leave for /metrics and /readyz."""

from __future__ import annotations

import json

import sqlalchemy as sa

from portret.web.model import Progress, Status

_cursors = sa.table("cursors", sa.column("name"), sa.column("position"))
_outbox = sa.table("outbox", sa.column("first_position"))
_announcements = sa.table("announcements", sa.column("events"))
_worker_status = sa.table("worker_status", sa.column("name"), sa.column("json"), sa.column("updated_at_ms"))
_alembic_version = sa.table("alembic_version", sa.column("version_num"))


def statuses(connection: sa.Connection) -> dict[str, Status]:
    """Return what other processes last said of themselves, by name."""
    rows = connection.execute(sa.select(_worker_status)).all()
    return {name: Status(name, json.loads(figures), at_ms) for name, figures, at_ms in rows}


def progress(connection: sa.Connection) -> Progress:
    """Return how far the worker and the loader are at this moment."""
    query = sa.select(_cursors.c.position).where(_cursors.c.name == "processed")
    processed = connection.execute(query).scalar() or 0
    first, batches = connection.execute(sa.select(sa.func.min(_outbox.c.first_position), sa.func.count())).one()
    untold = connection.execute(sa.select(sa.func.sum(_announcements.c.events))).scalar() or 0
    return Progress(processed, processed if first is None else first - 1, batches, int(untold))


def schema_version(connection: sa.Connection) -> str:
    """Return the revision the state store is at; "" before the first migration."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(sa.select(_alembic_version.c.version_num)).scalar() or ""
