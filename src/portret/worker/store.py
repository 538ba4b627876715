"""All SQL of the worker: how far it is, which batches still have to reach the warehouse, and its figures."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from portret.state import chunks, metadata, upsert

cursors = sa.Table(
    "cursors",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
)

batches = sa.Table(
    "batches",
    metadata,
    sa.Column("first_position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("last_position", sa.BigInteger, nullable=False),
    sa.Column("owners", sa.LargeBinary, nullable=False),
)

worker_status = sa.Table(
    "worker_status",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("json", sa.Text, nullable=False),
    sa.Column("updated_at_ms", sa.BigInteger, nullable=False),
)


def cursor(connection: sa.Connection, name: str) -> int:
    """Return the position a cursor stands at, 0 if it was never set."""
    return connection.execute(sa.select(cursors.c.position).where(cursors.c.name == name)).scalar() or 0


def set_cursor(connection: sa.Connection, name: str, position: int) -> None:
    """Move a cursor."""
    upsert(connection, cursors, [{"name": name, "position": position}])


def add_batch(connection: sa.Connection, first: int, last: int, owners: list[str]) -> None:
    """Remember that the events from `first` to `last` belong to these profiles ("" = not stored) until loaded."""
    row = {"first_position": first, "last_position": last, "owners": msgspec.msgpack.encode(owners)}
    connection.execute(sa.insert(batches), row)


def unloaded_batches(connection: sa.Connection) -> list[tuple[int, int]]:
    """Return (first, last) position of the batches that are not known to be in the warehouse, oldest first."""
    query = sa.select(batches.c.first_position, batches.c.last_position).order_by(batches.c.first_position)
    return [(first, last) for first, last in connection.execute(query)]


def batch_owners(connection: sa.Connection, first: int) -> list[str]:
    """Return the profile ids of the events of a batch, by place."""
    query = sa.select(batches.c.owners).where(batches.c.first_position == first)
    return msgspec.msgpack.decode(connection.execute(query).scalar_one(), type=list[str])


def remove_batches(connection: sa.Connection, firsts: Sequence[int]) -> None:
    """Forget batches that are in the warehouse."""
    for piece in chunks(firsts):
        connection.execute(sa.delete(batches).where(batches.c.first_position.in_(piece)))


def set_status(connection: sa.Connection, name: str, figures: dict[str, float], now_ms: int) -> None:
    """Publish a process's figures for /metrics and /readyz."""
    row = {"name": name, "json": msgspec.json.encode(figures).decode(), "updated_at_ms": now_ms}
    upsert(connection, worker_status, [row])
