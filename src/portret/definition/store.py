"""All SQL of definitions: every version of every document that a workspace keeps."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import msgspec
import sqlalchemy as sa

from portret.definition.faults import definitions_said, kind_said
from portret.definition.model import Kind, Stored
from portret.kernel import Conflict, NotFound, new_id, told
from portret.state import Text, metadata

_PREFIXES: dict[Kind, str] = {"trait": "trt", "segment": "seg", "ready": "rdy"}

definitions = sa.Table(
    "definitions",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("kind", Text, primary_key=True),
    sa.Column("key", Text, primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("id", Text, nullable=False),
    sa.Column("document", Text, nullable=False),
    sa.Column("author", Text, nullable=False),
    sa.Column("reason", Text, nullable=False),
    sa.Column("uses", Text, nullable=False),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    sa.Column("deleted", sa.Boolean, nullable=False),
    sa.Column("change", sa.BigInteger, nullable=False),
    sa.Index("definitions_by_change", "change", unique=True),
)

_STORED = [column for column in definitions.c if column.name != "change"]


def current(connection: sa.Connection, workspace_id: str, kind: Kind) -> list[Stored]:
    """Return the definitions of a kind that are in force in a workspace, by key."""
    newest = (
        sa.select(definitions.c.key, sa.func.max(definitions.c.version).label("version"))
        .where(definitions.c.workspace_id == workspace_id, definitions.c.kind == kind)
        .group_by(definitions.c.key)
        .subquery()
    )
    is_newest = sa.and_(definitions.c.key == newest.c.key, definitions.c.version == newest.c.version)
    query = sa.select(*_STORED).join(newest, is_newest)
    query = query.where(definitions.c.workspace_id == workspace_id, definitions.c.kind == kind)
    query = query.where(definitions.c.deleted.is_(False))
    return [_stored(row) for row in connection.execute(query.order_by(definitions.c.key))]


def find(connection: sa.Connection, workspace_id: str, kind: Kind, key: str) -> Stored | None:
    """Return a definition that is in force; None if there is none under this key."""
    newest = _newest(connection, workspace_id, kind, key)
    return newest if newest and not newest.deleted else None


def versions(
    connection: sa.Connection, workspace_id: str, kind: Kind, key: str, before: int | None = None, limit: int = 200
) -> list[Stored]:
    """Return the versions that there ever were under a key, the newest first, those before a version."""
    query = sa.select(*_STORED).where(*_is(workspace_id, kind, key))
    if before is not None:
        query = query.where(definitions.c.version < before)
    return [_stored(row) for row in connection.execute(query.order_by(definitions.c.version.desc()).limit(limit))]


def users(connection: sa.Connection, workspace_id: str, kind: Kind, key: str) -> list[Stored]:
    """Return the definitions in force that use this one: traits first, then segments, by key."""
    word = f"{kind}:{key}"
    kinds: tuple[Kind, ...] = ("trait", "segment")
    return [stored for each in kinds for stored in current(connection, workspace_id, each) if word in stored.uses]


def first_made(connection: sa.Connection, workspace_id: str, kind: Kind) -> dict[str, int]:
    """Return when each definition of a kind was made, in milliseconds since the epoch, by id."""
    is_one = sa.and_(definitions.c.workspace_id == workspace_id, definitions.c.kind == kind)
    query = sa.select(definitions.c.id, sa.func.min(definitions.c.created_at_ms).label("at_ms")).where(is_one)
    return {row.id: row.at_ms for row in connection.execute(query.group_by(definitions.c.id))}


def changes(connection: sa.Connection) -> int:
    """Return a number that grows with each definition that is saved or removed, in whatever workspace."""
    newest: int | None = connection.execute(sa.select(sa.func.max(definitions.c.change))).scalar()
    return newest or 0


def save(  # noqa: PLR0913 — what a version is
    connection: sa.Connection,
    workspace_id: str,
    kind: Kind,
    key: str,
    document: dict[str, Any],
    *,
    author: str,
    reason: str,
    expected_version: int | None,
    now_ms: int,
    uses: Collection[str] = (),
) -> Stored:
    """Put a document in force under a key.

    Args:
        connection: of a transaction that writes.
        workspace_id: whose it is.
        kind: what it defines.
        key: what it is called.
        document: what it says; whoever saves it has checked it.
        author: who saves it.
        reason: why.
        expected_version: the version that is in force, 0 for none; None if that does not matter.
        now_ms: the present, milliseconds since the epoch.
        uses: what it reads, as "trait:key" or "segment:key".

    Raises:
        Conflict: another version is in force than the expected one.
    """
    before = _newest(connection, workspace_id, kind, key)
    _expect(before, kind, key, expected_version)
    lives = before is not None and not before.deleted
    made = Stored(
        workspace_id=workspace_id,
        kind=kind,
        key=key,
        id=before.id if before and lives else new_id(_PREFIXES[kind]),
        version=before.version + 1 if before else 1,
        document=document,
        author=author,
        reason=reason,
        uses=tuple(sorted(uses)),
        created_at_ms=now_ms,
    )
    _insert(connection, made)
    return made


def remove(  # noqa: PLR0913 — what a version is
    connection: sa.Connection,
    workspace_id: str,
    kind: Kind,
    key: str,
    *,
    author: str,
    reason: str,
    expected_version: int | None,
    now_ms: int,
) -> Stored:
    """Delete a definition; its versions are kept, the last one says that it is deleted.

    Raises:
        NotFound: there is none under this key.
        Conflict: another version is in force than the expected one, or other definitions use it.
    """
    before = find(connection, workspace_id, kind, key)
    if before is None:
        raise NotFound(told("definition-none", "There is no {kind} {key}.", kind=kind_said(kind), key=key))
    _expect(before, kind, key, expected_version)
    if used_by := users(connection, workspace_id, kind, key):
        raise Conflict(
            told(
                "definition-used",
                "The {kind} {key} is used by {names}. Change or delete what uses it first.",
                kind=kind_said(kind),
                key=key,
                names=definitions_said(f"{each.kind}:{each.key}" for each in used_by),
            )
        )
    gone = replace(
        before, version=before.version + 1, author=author, reason=reason, uses=(), created_at_ms=now_ms, deleted=True
    )
    _insert(connection, gone)
    return gone


def _newest(connection: sa.Connection, workspace_id: str, kind: Kind, key: str) -> Stored | None:
    found = versions(connection, workspace_id, kind, key, limit=1)
    return found[0] if found else None


def _expect(before: Stored | None, kind: Kind, key: str, expected_version: int | None) -> None:
    in_force = before.version if before and not before.deleted else 0
    if expected_version is None or expected_version == in_force:
        return
    if not in_force:
        raise Conflict(
            told(
                "definition-gone",
                "There is no {kind} {key} any more, or there never was.",
                kind=kind_said(kind),
                key=key,
            )
        )
    if not expected_version:
        raise Conflict(told("definition-there", "There is a {kind} {key} already.", kind=kind_said(kind), key=key))
    raise Conflict(
        told(
            "definition-version",
            "Version {in_force} of the {kind} {key} is in force, not {expected_version}: look at it first.",
            in_force=in_force,
            kind=kind_said(kind),
            key=key,
            expected_version=expected_version,
        )
    )


def _insert(connection: sa.Connection, made: Stored) -> None:
    row = {**vars(made), "document": msgspec.json.encode(made.document).decode(), "uses": " ".join(made.uses)}
    connection.execute(sa.insert(definitions), {**row, "change": changes(connection) + 1})


def _is(workspace_id: str, kind: Kind, key: str) -> tuple[sa.ColumnElement[bool], ...]:
    return definitions.c.workspace_id == workspace_id, definitions.c.kind == kind, definitions.c.key == key


def _stored(row: sa.Row[Any]) -> Stored:
    fields = dict(row._mapping)  # noqa: SLF001 — SQLAlchemy's documented way to a row's names
    document = msgspec.json.decode(fields["document"], type=dict[str, Any])
    return Stored(**{**fields, "document": document, "uses": tuple(fields["uses"].split())})
