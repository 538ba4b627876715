"""All SQL of the worker: how far it is, what still has to reach the warehouse, and its figures."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from portret.kernel import Conflict
from portret.state import Text, insert_new, metadata, upsert

cursors = sa.Table(
    "cursors",
    metadata,
    sa.Column("name", Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("first_position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("last_position", sa.BigInteger, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)

worker_status = sa.Table(
    "worker_status",
    metadata,
    sa.Column("name", Text, primary_key=True),
    sa.Column("json", Text, nullable=False),
    sa.Column("updated_at_ms", sa.BigInteger, nullable=False),
)

announcements = sa.Table(
    "announcements",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
    sa.Column("workspace_id", Text, nullable=False),
    sa.Column("message_id", Text, nullable=False),
    sa.Column("profile_id", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("at_ms", sa.BigInteger, nullable=False),
    sa.Column("properties", Text, nullable=False),
)


def cursor(connection: sa.Connection, name: str) -> int:
    """Return the position a cursor stands at, 0 if it was never set."""
    return connection.execute(sa.select(cursors.c.position).where(cursors.c.name == name)).scalar() or 0


def set_cursor(connection: sa.Connection, name: str, position: int) -> None:
    """Move a cursor."""
    upsert(connection, cursors, [{"name": name, "position": position}])


def advance_cursor(connection: sa.Connection, name: str, before: int, after: int) -> None:
    """Move a cursor from where it must stand.

    Raises:
        Conflict: it stands elsewhere: somebody else moved it, or a commit took hold although its answer got lost.
    """
    if not before:
        insert_new(connection, cursors, [{"name": name, "position": 0}])
    standing = sa.and_(cursors.c.name == name, cursors.c.position == before)
    if connection.execute(sa.update(cursors).where(standing).values(position=after)).rowcount != 1:
        raise Conflict(f"The cursor {name} does not stand at {before}, where this process left it.")


def add_to_outbox(connection: sa.Connection, first: int, last: int, body: bytes) -> None:
    """Leave the outcome of the events from `first` to `last` for the loader."""
    connection.execute(sa.insert(outbox), {"first_position": first, "last_position": last, "body": body})


def next_in_outbox(connection: sa.Connection) -> tuple[int, int, bytes] | None:
    """Return (first position, last position, body) of the oldest batch not in the warehouse; None if all are."""
    query = sa.select(outbox.c.first_position, outbox.c.last_position, outbox.c.body)
    row = connection.execute(query.order_by(outbox.c.first_position).limit(1)).one_or_none()
    return (row.first_position, row.last_position, row.body) if row else None


def first_in_outbox(connection: sa.Connection) -> int | None:
    """Return the first position of the oldest batch that is not in the warehouse, None if all are."""
    return connection.execute(sa.select(sa.func.min(outbox.c.first_position))).scalar()


def remove_from_outbox(connection: sa.Connection, first: int) -> None:
    """Forget a batch that is in the warehouse."""
    connection.execute(sa.delete(outbox).where(outbox.c.first_position == first))


def clear_outbox(connection: sa.Connection) -> None:
    """Forget all batches, loaded or not."""
    connection.execute(sa.delete(outbox))


def set_status(connection: sa.Connection, name: str, figures: dict[str, float], now_ms: int) -> None:
    """Publish a process's figures for /metrics and /readyz."""
    row = {"name": name, "json": msgspec.json.encode(figures).decode(), "updated_at_ms": now_ms}
    upsert(connection, worker_status, [row])
