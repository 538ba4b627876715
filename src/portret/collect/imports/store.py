"""All SQL of imports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from portret.collect.importers import in_row
from portret.collect.imports.model import Counts, FileImport, Unusable
from portret.collect.model import RequestHead, encode_head
from portret.collect.store import kept_detail, quarantine
from portret.kernel import NotFound, stable_id, told
from portret.state import Text, insert_new, metadata

imports = sa.Table(
    "imports",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("name", Text, nullable=False),
    sa.Column("size_bytes", sa.BigInteger, nullable=False),
    sa.Column("content", Text, nullable=False),
    sa.Column("file_format", Text, nullable=False),
    sa.Column("delimiter", Text, nullable=False),
    sa.Column("encoding", Text, nullable=False),
    sa.Column("about", Text, nullable=False),
    sa.Column("mapping", Text, nullable=False),
    sa.Column("source_id", Text, nullable=False),
    sa.Column("operation_id", Text, nullable=False),
    sa.Column("counts", Text, nullable=False),
    sa.Column("pending", Text, nullable=False),
    sa.Column("author", Text, nullable=False),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    sa.Column("started_at_ms", sa.BigInteger, nullable=False),
    sa.Column("finished_at_ms", sa.BigInteger, nullable=False),
)


def save_import(connection: sa.Connection, made: FileImport) -> None:
    """Keep an import, new or changed."""
    row = _row(made)
    changed = connection.execute(sa.update(imports).where(*_is(made.workspace_id, made.id)).values(row))
    if not changed.rowcount:
        connection.execute(sa.insert(imports), row)


def find_import(connection: sa.Connection, workspace_id: str, import_id: str) -> FileImport:
    """Return an import of a workspace. Raises NotFound."""
    row = connection.execute(sa.select(imports).where(*_is(workspace_id, import_id))).first()
    if row is None:
        raise NotFound(
            told("import-none", "There is no import {import_id}. GET /api/imports lists them.", import_id=import_id)
        )
    return _import(row)


def list_imports(connection: sa.Connection, workspace_id: str, before: str, limit: int) -> list[FileImport]:
    """Return at most `limit` imports, newest first, those before the id `before` ("" for the newest)."""
    query = sa.select(imports).where(imports.c.workspace_id == workspace_id)
    if before:
        query = query.where(imports.c.id < before)
    return [_import(row) for row in connection.execute(query.order_by(imports.c.id.desc()).limit(limit))]


def count_waiting(connection: sa.Connection, workspace_id: str) -> int:
    """Return how many imports of a workspace nobody has begun."""
    drafts = sa.and_(imports.c.workspace_id == workspace_id, imports.c.operation_id == "")
    return connection.execute(sa.select(sa.func.count()).select_from(imports).where(drafts)).scalar_one()


def of_all(connection: sa.Connection) -> list[FileImport]:
    """Return the imports of all workspaces that are not finished."""
    return [_import(row) for row in connection.execute(sa.select(imports).where(imports.c.finished_at_ms == 0))]


def remove_import(connection: sa.Connection, found: FileImport) -> None:
    """Forget an import; what became events stays."""
    connection.execute(sa.delete(imports).where(*_is(found.workspace_id, found.id)))


def save_counts(connection: sa.Connection, found: FileImport, counts: Counts, pending: Counts) -> None:
    """Keep how far an import is, and how far it will be."""
    values = {"counts": _text(counts), "pending": _text(pending)}
    connection.execute(sa.update(imports).where(*_is(found.workspace_id, found.id)).values(values))


def finish_import(connection: sa.Connection, found: FileImport, counts: Counts, now_ms: int) -> None:
    """Keep that an import is done."""
    values = {"counts": _text(counts), "pending": _text(Counts()), "finished_at_ms": now_ms}
    connection.execute(sa.update(imports).where(*_is(found.workspace_id, found.id)).values(values))


def set_rows_aside(connection: sa.Connection, found: FileImport, rows: Sequence[Unusable], now_ms: int) -> None:
    """Put rows that make no event into quarantine; the same again change nothing."""
    head = encode_head(RequestHead(import_id=found.id))
    insert_new(connection, quarantine, [_quarantine_row(found, row, head, now_ms) for row in rows])


def forget_rows_aside(connection: sa.Connection, found: FileImport) -> None:
    """Take the rows of an import out of quarantine that still wait there: it begins anew."""
    theirs = sa.and_(quarantine.c.workspace_id == found.workspace_id, quarantine.c.import_id == found.id)
    connection.execute(sa.delete(quarantine).where(theirs, quarantine.c.status == "open"))


def _quarantine_row(found: FileImport, row: Unusable, head: bytes, now_ms: int) -> dict[str, Any]:
    return {
        "workspace_id": found.workspace_id,
        "id": stable_id("qrn", found.started_at_ms, found.workspace_id, found.id, str(row.row)),
        "source_id": found.source_id,
        "position": 0,
        "index": row.row,
        "code": row.code,
        **kept_detail(in_row(row.row, row.detail)),
        "received_at_ms": now_ms,
        "quarantined_at_ms": now_ms,
        "status": "open",
        "head": head,
        "envelope": b"",
        "body": row.event,
        "fixed": None,
        "import_id": found.id,
    }


def _is(workspace_id: str, import_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return imports.c.workspace_id == workspace_id, imports.c.id == import_id


def _row(made: FileImport) -> dict[str, Any]:
    row = {column.name: getattr(made, column.name) for column in imports.columns}
    return row | {"counts": _text(made.counts), "pending": _text(made.pending)}


def _import(row: sa.Row[Any]) -> FileImport:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    counts = {name: msgspec.json.decode(values[name], type=Counts) for name in ("counts", "pending")}
    return FileImport(**values | counts)


def _text(counts: Counts) -> str:
    return msgspec.json.encode(counts).decode()
