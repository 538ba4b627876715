"""All SQL of the worker: how far it is, what still has to reach the warehouse, and its figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import sqlalchemy as sa

from portret.collect import OwnEvent, own_body, own_body_without
from portret.kernel import Conflict
from portret.state import Text, append, chunks, insert_new, metadata, upsert

_TOLD_TOGETHER = 500

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

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("workspace_id", Text, nullable=False),
    sa.Column("after_position", sa.BigInteger, nullable=False),
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
    sa.Column("events", sa.BigInteger, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
)


class Announcement(NamedTuple):
    """Events of Portret's own that wait to be told to the log, as the body of one record."""

    id: int
    workspace_id: str
    events: int
    body: bytes


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


def spans_in_outbox(connection: sa.Connection, limit: int) -> list[tuple[int, int]]:
    """Return (first position, last position) of the oldest batches that are not in the warehouse, in order."""
    query = sa.select(outbox.c.first_position, outbox.c.last_position).order_by(outbox.c.first_position).limit(limit)
    return [(first, last) for first, last in connection.execute(query)]


def bodies_in_outbox(connection: sa.Connection, upto: int) -> list[bytes]:
    """Return the bodies of the batches up to a position, in order."""
    query = sa.select(outbox.c.body).where(outbox.c.last_position <= upto).order_by(outbox.c.first_position)
    return list(connection.execute(query).scalars())


def waiting_in_outbox(connection: sa.Connection) -> Iterator[tuple[int, int, bytes]]:
    """Return (first position, last position, body) of all batches that are not in the warehouse, in order."""
    query = sa.select(outbox.c.first_position, outbox.c.last_position, outbox.c.body)
    for row in connection.execute(query.order_by(outbox.c.first_position)):
        yield row.first_position, row.last_position, row.body


def first_in_outbox(connection: sa.Connection) -> int | None:
    """Return the first position of the oldest batch that is not in the warehouse, None if all are."""
    return connection.execute(sa.select(sa.func.min(outbox.c.first_position))).scalar()


def loaded(connection: sa.Connection) -> int:
    """Return the log position up to which the warehouse has all events, and all that was changed by hand."""
    first, correction = first_in_outbox(connection), next_correction(connection)
    waiting = [] if first is None else [first]
    if correction:
        waiting.append(correction[1])
    return min([cursor(connection, "processed"), *(position - 1 for position in waiting)])


def remove_from_outbox(connection: sa.Connection, upto: int) -> None:
    """Forget the batches up to a position, which are in the warehouse."""
    connection.execute(sa.delete(outbox).where(outbox.c.last_position <= upto))


def add_correction(connection: sa.Connection, workspace_id: str, after: int, body: bytes) -> None:
    """Leave for the loader what has to change in the warehouse, once it has all events up to a position."""
    connection.execute(sa.insert(corrections), {"workspace_id": workspace_id, "after_position": after, "body": body})


def next_correction(connection: sa.Connection) -> tuple[int, int, bytes] | None:
    """Return (id, position it comes after, body) of the oldest correction that waits, None if none does."""
    query = sa.select(corrections.c.id, corrections.c.after_position, corrections.c.body)
    row = connection.execute(query.order_by(corrections.c.id).limit(1)).one_or_none()
    return (row.id, row.after_position, row.body) if row else None


def waiting_corrections(connection: sa.Connection, workspace_id: str) -> list[bytes]:
    """Return the bodies of a workspace's corrections that wait, the oldest first."""
    query = sa.select(corrections.c.body).where(corrections.c.workspace_id == workspace_id)
    return list(connection.execute(query.order_by(corrections.c.id)).scalars())


def remove_correction(connection: sa.Connection, correction_id: int) -> None:
    """Forget a correction that the warehouse has."""
    connection.execute(sa.delete(corrections).where(corrections.c.id == correction_id))


def clear_outbox(connection: sa.Connection) -> None:
    """Forget all batches, loaded or not."""
    connection.execute(sa.delete(outbox))


def announce(connection: sa.Connection, events: Sequence[OwnEvent]) -> None:
    """Have Portret's own events told to the log, once this transaction commits."""
    by_workspace: defaultdict[str, list[OwnEvent]] = defaultdict(list)
    for event in events:
        by_workspace[event.workspace_id].append(event)
    rows = [
        {"workspace_id": workspace_id, "events": len(piece), "body": own_body(piece)}
        for workspace_id, its in by_workspace.items()
        for piece in chunks(its, _TOLD_TOGETHER)
    ]
    append(connection, announcements, rows)


def next_announcements(connection: sa.Connection, limit: int) -> list[Announcement]:
    """Return what the log was not told, oldest first: up to `limit` events, but one batch in any case."""
    sizes = sa.select(announcements.c.id, announcements.c.events).order_by(announcements.c.id).limit(limit)
    upto = total = 0
    for number, events in connection.execute(sizes):
        total += events
        if upto and total > limit:
            break
        upto = number
    query = sa.select(announcements).where(announcements.c.id <= upto).order_by(announcements.c.id)
    return [Announcement(row.id, row.workspace_id, row.events, row.body) for row in connection.execute(query)]


def remove_announcements(connection: sa.Connection, upto: int) -> None:
    """Forget what the log was told, up to a number."""
    connection.execute(sa.delete(announcements).where(announcements.c.id <= upto))


def withdraw_announcements(connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str]) -> None:
    """Forget what the log was not told yet and names profiles that are erased."""
    query = sa.select(announcements.c.id, announcements.c.events, announcements.c.body)
    for number, before, body in connection.execute(query.where(announcements.c.workspace_id == workspace_id)).all():
        left, events = own_body_without(body, profile_ids)
        this = announcements.c.id == number
        if not events:
            connection.execute(sa.delete(announcements).where(this))
        elif events != before:
            connection.execute(sa.update(announcements).where(this).values(events=events, body=left))


def status(connection: sa.Connection, name: str) -> dict[str, float]:
    """Return the figures that a process published last, {} if it never did."""
    text = connection.execute(sa.select(worker_status.c.json).where(worker_status.c.name == name)).scalar()
    return msgspec.json.decode(text, type=dict[str, float]) if text else {}


def set_status(connection: sa.Connection, name: str, figures: dict[str, float], now_ms: int) -> None:
    """Publish a process's figures for /metrics and /readyz."""
    row = {"name": name, "json": msgspec.json.encode(figures).decode(), "updated_at_ms": now_ms}
    upsert(connection, worker_status, [row])
