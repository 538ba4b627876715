"""All SQL of operations: queue them, carry them through their states, list and forget them.

A change of state names the state it starts from, so that of two who try it one succeeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from portret.kernel import Conflict, Invalid, NotFound, TooMany, kept_words, new_id, retold, told
from portret.operation.model import FINISHED, HEAVY, Kind, Operation, Problem, Status
from portret.state import Text, chunks, metadata

MAX_OPEN = 1_000
"""How many operations of one workspace may wait or run."""

MAX_ATTEMPTS = 2
"""How often an operation is begun whose process dies."""

_DIED = Problem("internal", "The process that carried it out died, twice. The log says why, as far as it is known.")
_WORDS_AT_ONCE = 200  # SQLite takes no expression that is deeper than 1,000
_APART = ("idempotency_key", "note_words")
"""Columns that are no part of an operation by themselves."""

_WAITING: dict[str, Any] = {"status": "queued", "progress": 0.0, "note": ""}

operations = sa.Table(
    "operations",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("kind", Text, nullable=False),
    sa.Column("request", Text, nullable=False),
    sa.Column("status", Text, nullable=False),
    sa.Column("progress", sa.Double, nullable=False),
    sa.Column("note", Text, nullable=False),
    sa.Column("result", Text),
    sa.Column("problem", Text),
    sa.Column("author", Text, nullable=False),
    sa.Column("idempotency_key", Text),
    sa.Column("attempts", sa.BigInteger, nullable=False),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    sa.Column("updated_at_ms", sa.BigInteger, nullable=False),
    sa.Column("finished_at_ms", sa.BigInteger, nullable=False),
    sa.Column("note_words", Text, nullable=False, server_default=""),
    sa.Index("operations_by_key", "workspace_id", "idempotency_key", unique=True),
    sa.Index("operations_by_status", "status", "id"),
)


def queue(  # noqa: PLR0913 - what an operation is
    connection: sa.Connection,
    workspace_id: str,
    kind: Kind,
    request: dict[str, Any],
    author: str,
    now_ms: int,
    *,
    idempotency_key: str = "",
) -> Operation:
    """Ask for an operation; the same again under the same idempotency key gives the one that was queued first.

    Raises:
        Invalid: the idempotency key came with another request before.
        TooMany: 1,000 operations of the workspace wait or run already.
    """
    if idempotency_key and (earlier := _of_key(connection, workspace_id, idempotency_key)):
        if (earlier.kind, earlier.request) != (kind, _as_stored(request)):
            message = "This Idempotency-Key came with another request before. Use a new one for each thing you ask for."
            raise Invalid(message, path="Idempotency-Key")
        return earlier
    if _count_open(connection, workspace_id) >= MAX_OPEN:
        raise TooMany(
            told(
                "operations-many",
                "{max_open} operations wait already. Wait until some are done, or cancel some.",
                max_open=MAX_OPEN,
            ),
            retry_after_s=5,
        )
    made = Operation(
        workspace_id=workspace_id,
        id=new_id("op"),
        kind=kind,
        request=_as_stored(request),
        author=author,
        created_at_ms=now_ms,
        updated_at_ms=now_ms,
    )
    connection.execute(sa.insert(operations), {**_row(made), "idempotency_key": idempotency_key or None})
    return made


def next_queued(connection: sa.Connection, kinds: Sequence[Kind]) -> Operation | None:
    """Return the operation of these kinds, of any workspace, that has waited longest; None if none waits."""
    query = sa.select(operations).where(operations.c.status == "queued", operations.c.kind.in_(kinds))
    return _one(connection, query.order_by(operations.c.id).limit(1))


def start(connection: sa.Connection, operation: Operation, now_ms: int) -> Operation:
    """Begin a queued operation. Raises Conflict if it waits no longer: it was cancelled, or another began it."""
    changed = _change(connection, operation, "queued", now_ms, status="running", attempts=operations.c.attempts + 1)
    if not changed:
        raise Conflict(told("operation-not-waiting", "The operation {id} does not wait any longer.", id=operation.id))
    return find(connection, operation.workspace_id, operation.id)


def advance(connection: sa.Connection, operation: Operation, progress: float, note: str, now_ms: int) -> None:
    """Say how far a running operation is (0 to 1) and what it does; one that runs no longer stays as it is."""
    said = {"note": str(note), "note_words": kept_words(note)}
    _change(connection, operation, "running", now_ms, progress=min(max(progress, 0.0), 1.0), **said)


def finish(connection: sa.Connection, operation: Operation, result: dict[str, Any], now_ms: int) -> None:
    """Keep the outcome of a running operation; one that runs no longer stays as it is.

    Called in the transaction that does the work, it makes the work happen exactly once.
    """
    values = {"status": "done", "progress": 1.0, "note": "", "result": _encoded(result), "finished_at_ms": now_ms}
    _change(connection, operation, "running", now_ms, **values)


def fail(connection: sa.Connection, operation: Operation, problem: Problem, now_ms: int) -> None:
    """Keep why a running operation failed; one that runs no longer stays as it is."""
    values = {"status": "failed", "note": "", "problem": _encoded(problem), "finished_at_ms": now_ms}
    _change(connection, operation, "running", now_ms, **values)


def try_again(connection: sa.Connection, operation: Operation, now_ms: int) -> None:
    """Put a running operation back into the queue; the attempt does not count, as it was not its fault."""
    values = {**_WAITING, "attempts": operations.c.attempts - 1}
    _change(connection, operation, "running", now_ms, **values)


def interrupted(connection: sa.Connection, kinds: Sequence[Kind], now_ms: int) -> int:
    """Queue again what still runs although nobody works on it, as after a crash; return how many.

    What was interrupted so twice has failed: the third process might die of it, too.
    """
    running = sa.and_(operations.c.status == "running", operations.c.kind.in_(kinds))
    twice = sa.and_(running, operations.c.attempts >= MAX_ATTEMPTS)
    ended = {"status": "failed", "note": "", "problem": _encoded(_DIED), "finished_at_ms": now_ms}
    connection.execute(sa.update(operations).where(twice).values(updated_at_ms=now_ms, **ended))
    return connection.execute(sa.update(operations).where(running).values(updated_at_ms=now_ms, **_WAITING)).rowcount


def cancel(connection: sa.Connection, workspace_id: str, operation_id: str, now_ms: int) -> Operation:
    """Take back an operation that waits, or stop a heavy one that runs; one cancelled before stays so.

    Raises:
        NotFound: there is none under this id.
        Conflict: it ended already, or it changes people at this moment and cannot be left half done.
    """
    found = find(connection, workspace_id, operation_id)
    if found.status == "cancelled":
        return found
    if found.status == "running" and found.kind not in HEAVY:
        raise Conflict(
            told("operation-busy", "The operation is being carried out at this moment and cannot be stopped half done.")
        )
    values = {"status": "cancelled", "note": "", "finished_at_ms": now_ms}
    if found.has_finished or not _change(connection, found, found.status, now_ms, **values):
        raise Conflict(told("operation-ended", "The operation ended already."))
    return find(connection, workspace_id, operation_id)


def still_runs(connection: sa.Connection, operation: Operation) -> bool:
    """Say whether an operation runs and nobody cancelled it."""
    status = sa.select(operations.c.status).where(*_is(operation.workspace_id, operation.id))
    return connection.execute(status).scalar() == "running"


def find(connection: sa.Connection, workspace_id: str, operation_id: str) -> Operation:
    """Return an operation of a workspace. Raises NotFound."""
    found = _one(connection, sa.select(operations).where(*_is(workspace_id, operation_id)))
    if found is None:
        raise NotFound(told("operation-none", "There is no operation {operation_id}.", operation_id=operation_id))
    return found


def find_anywhere(connection: sa.Connection, operation_id: str) -> Operation:
    """Return an operation of whatever workspace, for a process of our own that was told its id. Raises NotFound."""
    found = _one(connection, sa.select(operations).where(operations.c.id == operation_id))
    if found is None:
        raise NotFound(told("operation-none", "There is no operation {operation_id}.", operation_id=operation_id))
    return found


def page(
    connection: sa.Connection,
    workspace_id: str,
    limit: int,
    *,
    before: str = "",
    kind: Kind | None = None,
    status: Status | None = None,
) -> list[Operation]:
    """Return up to `limit` operations of a workspace, newest first, older than the one with the id `before`."""
    query = sa.select(operations).where(operations.c.workspace_id == workspace_id)
    if before:
        query = query.where(operations.c.id < before)
    if kind:
        query = query.where(operations.c.kind == kind)
    if status:
        query = query.where(operations.c.status == status)
    return [_operation(row) for row in connection.execute(query.order_by(operations.c.id.desc()).limit(limit))]


def forget_finished(connection: sa.Connection, before_ms: int) -> int:
    """Delete operations that ended before an instant; return how many."""
    old = sa.and_(operations.c.status.in_(FINISHED), operations.c.finished_at_ms < before_ms)
    return connection.execute(sa.delete(operations).where(old)).rowcount


def forget_naming(connection: sa.Connection, workspace_id: str, words: Sequence[str]) -> int:
    """Delete operations that ended and name any of these words in what was asked or came out; return how many."""
    ended = sa.and_(operations.c.workspace_id == workspace_id, operations.c.status.in_(FINISHED))
    forgotten = 0
    for piece in chunks(words, _WORDS_AT_ONCE):
        named = [
            column.contains(_encoded(word)[1:-1], autoescape=True)
            for word in piece
            for column in (operations.c.request, operations.c.result)
        ]
        forgotten += connection.execute(sa.delete(operations).where(ended, sa.or_(*named))).rowcount
    return forgotten


def _change(connection: sa.Connection, operation: Operation, before: Status, now_ms: int, **values: Any) -> bool:
    """Change an operation that has the status `before`; return whether it had."""
    standing = sa.and_(*_is(operation.workspace_id, operation.id), operations.c.status == before)
    statement = sa.update(operations).where(standing).values(updated_at_ms=now_ms, **values)
    return connection.execute(statement).rowcount == 1


def _of_key(connection: sa.Connection, workspace_id: str, key: str) -> Operation | None:
    same = sa.and_(operations.c.workspace_id == workspace_id, operations.c.idempotency_key == key)
    return _one(connection, sa.select(operations).where(same))


def _count_open(connection: sa.Connection, workspace_id: str) -> int:
    waiting = sa.and_(operations.c.status.in_(("queued", "running")), operations.c.workspace_id == workspace_id)
    return connection.execute(sa.select(sa.func.count()).select_from(operations).where(waiting)).scalar_one()


def _is(workspace_id: str, operation_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return operations.c.workspace_id == workspace_id, operations.c.id == operation_id


def _one(connection: sa.Connection, query: sa.Select[Any]) -> Operation | None:
    row = connection.execute(query).one_or_none()
    return _operation(row) if row else None


def _row(operation: Operation) -> dict[str, Any]:
    written = {name: getattr(operation, name) for name in operations.c.keys() if name not in _APART}  # noqa: SIM118 - columns, no dict
    return written | {
        "request": _encoded(operation.request),
        "result": None if operation.result is None else _encoded(operation.result),
        "problem": None if operation.problem is None else _encoded(operation.problem),
    }


def _operation(row: Any) -> Operation:
    values = {name: value for name, value in row._mapping.items() if name not in _APART}  # noqa: SLF001 - SQLAlchemy's public name for it
    values["note"] = row.note and retold(row.note, row.note_words)
    values["request"] = msgspec.json.decode(row.request)
    values["result"] = None if row.result is None else msgspec.json.decode(row.result)
    values["problem"] = None if row.problem is None else msgspec.json.decode(row.problem, type=Problem)
    return Operation(**values)


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _as_stored(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request as it is read back: lists for tuples, text for what JSON has no type for."""
    stored: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(request))
    return stored
