"""All SQL of the door: API tokens, and the figures that other processes leave for /metrics and /readyz."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from portret.state import Text, metadata
from portret.web.model import Progress, Role, Status, Token

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("role", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("hash", Text, nullable=False),
    sa.Column("hint", Text, nullable=False),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_at_ms", sa.BigInteger),
    sa.Column("revoked_at_ms", sa.BigInteger),
    sa.Index("tokens_by_hash", "hash", unique=True),
)

_cursors = sa.table("cursors", sa.column("name"), sa.column("position"))
_outbox = sa.table("outbox", sa.column("first_position"))
_worker_status = sa.table("worker_status", sa.column("name"), sa.column("json"), sa.column("updated_at_ms"))
_alembic_version = sa.table("alembic_version", sa.column("version_num"))


def add_token(connection: sa.Connection, token: Token, token_hash: str) -> None:
    """Write a new token."""
    columns = {name: getattr(token, name) for name in tokens.c.keys() if name != "hash"}  # noqa: SIM118
    connection.execute(sa.insert(tokens).values(hash=token_hash, **columns))


def token_by_hash(connection: sa.Connection, token_hash: str) -> Token | None:
    """Return the token whose text has this SHA-256, revoked and expired ones too, or None."""
    row = connection.execute(sa.select(tokens).where(tokens.c.hash == token_hash)).mappings().first()
    return _token(row) if row else None


def list_tokens(connection: sa.Connection, workspace_id: str, after: str, limit: int) -> list[Token]:
    """Return up to `limit` tokens of a workspace whose ids come after `after`, oldest first."""
    query = sa.select(tokens).where(tokens.c.workspace_id == workspace_id, tokens.c.id > after)
    rows = connection.execute(query.order_by(tokens.c.id).limit(limit)).mappings()
    return [_token(row) for row in rows]


def get_token(connection: sa.Connection, workspace_id: str, token_id: str) -> Token | None:
    """Return a token by its id, or None."""
    query = sa.select(tokens).where(tokens.c.workspace_id == workspace_id, tokens.c.id == token_id)
    row = connection.execute(query).mappings().first()
    return _token(row) if row else None


def count_good_admins(connection: sa.Connection, workspace_id: str, now_ms: int) -> int:
    """Return how many admin tokens of a workspace are good now."""
    query = sa.select(sa.func.count()).where(
        tokens.c.workspace_id == workspace_id,
        tokens.c.role == "admin",
        tokens.c.revoked_at_ms.is_(None),
        sa.or_(tokens.c.expires_at_ms.is_(None), tokens.c.expires_at_ms > now_ms),
    )
    return connection.execute(query).scalar_one()


def mark_revoked(connection: sa.Connection, workspace_id: str, token_id: str, now_ms: int) -> None:
    """Revoke a token; one that is revoked already keeps its first instant."""
    connection.execute(
        sa.update(tokens)
        .where(tokens.c.workspace_id == workspace_id, tokens.c.id == token_id, tokens.c.revoked_at_ms.is_(None))
        .values(revoked_at_ms=now_ms)
    )


def statuses(connection: sa.Connection) -> dict[str, Status]:
    """Return what other processes last said of themselves, by name."""
    rows = connection.execute(sa.select(_worker_status)).all()
    return {name: Status(name, json.loads(figures), at_ms) for name, figures, at_ms in rows}


def progress(connection: sa.Connection) -> Progress:
    """Return how far the worker and the loader are at this moment."""
    query = sa.select(_cursors.c.position).where(_cursors.c.name == "processed")
    processed = connection.execute(query).scalar() or 0
    first, batches = connection.execute(sa.select(sa.func.min(_outbox.c.first_position), sa.func.count())).one()
    return Progress(processed, processed if first is None else first - 1, batches)


def schema_version(connection: sa.Connection) -> str:
    """Return the revision the state store is at; "" before the first migration."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(sa.select(_alembic_version.c.version_num)).scalar() or ""


def _token(row: Any) -> Token:
    role: Role = "admin" if row["role"] == "admin" else "reader"
    values = {name: row[name] for name in row if name not in ("hash", "role")}
    return Token(role=role, **values)
