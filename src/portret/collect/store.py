"""All SQL of collection: workspaces, brands, sources, write keys, quarantine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import msgspec
import sqlalchemy as sa

from portret.collect.model import (
    Admission,
    Brand,
    Fault,
    IdentityKey,
    Kind,
    Quarantined,
    QuarantineFilter,
    QuarantineReason,
    Source,
    Status,
    Workspace,
    WriteKey,
    decode_head,
)
from portret.collect.original import envelope_of
from portret.kernel import kept_words, retold, stable_id
from portret.log import Record
from portret.state import Text, chunks, insert_new, metadata, upsert

workspaces = sa.Table(
    "workspaces",
    metadata,
    sa.Column("id", Text, primary_key=True),
    sa.Column("name", Text, nullable=False),
    sa.Column("time_zone", Text, nullable=False),
    sa.Column("anonymize_ip", sa.Boolean, nullable=False),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
)

_cursors = sa.table("cursors", sa.column("name", Text), sa.column("position", sa.BigInteger))  # the worker's

brands = sa.Table(
    "brands",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("slug", Text, primary_key=True),
    sa.Column("id", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
)

sources = sa.Table(
    "sources",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("brand", Text, nullable=False),
    sa.Column("name", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("allowed_origins", Text, nullable=False),
    sa.Column("rate_limit_per_s", sa.BigInteger, nullable=False),
    sa.Column("phone_region", Text, nullable=False),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    sa.Column("updated_at_ms", sa.BigInteger, nullable=False),
)

write_keys = sa.Table(
    "write_keys",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("source_id", Text, nullable=False),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("hint", Text, nullable=False),
    sa.Column("enabled", sa.Boolean, nullable=False),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_at_ms", sa.BigInteger),
    sa.Index("write_keys_by_digest", "digest", unique=True),
)

identity_keys = sa.Table(
    "identity_keys",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("source_id", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("hint", Text, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
    sa.Column("expires_at_ms", sa.BigInteger),
)

quarantine = sa.Table(
    "quarantine",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("source_id", Text, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("index", sa.BigInteger, nullable=False),
    sa.Column("code", Text, nullable=False),
    sa.Column("detail", Text, nullable=False),
    sa.Column("received_at_ms", sa.BigInteger, nullable=False),
    sa.Column("quarantined_at_ms", sa.BigInteger, nullable=False),
    sa.Column("status", Text, nullable=False),
    sa.Column("head", sa.LargeBinary, nullable=False),
    sa.Column("envelope", sa.LargeBinary, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),
    sa.Column("fixed", sa.LargeBinary),
    sa.Column("import_id", Text, nullable=False, server_default=""),
    sa.Column("words", Text, nullable=False, server_default=""),
    sa.Index("quarantine_by_import", "workspace_id", "import_id", "id"),
    sa.Index("quarantine_by_status", "workspace_id", "status", "id"),
)


def add_workspace(connection: sa.Connection, workspace: Workspace, created_at_ms: int) -> None:
    """Add a workspace."""
    connection.execute(sa.insert(workspaces).values(**_fields(workspace), created_at_ms=created_at_ms))


def save_workspace(connection: sa.Connection, workspace: Workspace) -> None:
    """Replace what is known of a workspace."""
    connection.execute(sa.update(workspaces).where(workspaces.c.id == workspace.id).values(**_fields(workspace)))


def all_workspaces(connection: sa.Connection) -> list[Workspace]:
    """Return every workspace, oldest first."""
    rows = connection.execute(sa.select(workspaces).order_by(workspaces.c.created_at_ms, workspaces.c.id))
    return [_workspace(row) for row in rows]


def find_workspace(connection: sa.Connection, workspace_id: str) -> Workspace | None:
    """Return a workspace."""
    row = connection.execute(sa.select(workspaces).where(workspaces.c.id == workspace_id)).first()
    return _workspace(row) if row else None


def processed(connection: sa.Connection) -> int:
    """Return the log position up to which events are in profiles."""
    query = sa.select(_cursors.c.position).where(_cursors.c.name == "processed")
    return connection.execute(query).scalar() or 0


def add_brand(connection: sa.Connection, brand: Brand) -> None:
    """Add a brand. Raises IntegrityError if the workspace has one of this slug."""
    connection.execute(sa.insert(brands).values(**_fields(brand)))


def rename_brand(connection: sa.Connection, brand: Brand, name: str) -> None:
    """Give a brand another name."""
    named = (brands.c.workspace_id == brand.workspace_id) & (brands.c.slug == brand.slug)
    connection.execute(sa.update(brands).where(named).values(name=name))


def list_brands(connection: sa.Connection, workspace_id: str, after: str, limit: int) -> list[Brand]:
    """Return at most `limit` brands of a workspace by slug, those after the slug `after`."""
    query = sa.select(brands).where(brands.c.workspace_id == workspace_id, brands.c.slug > after)
    rows = connection.execute(query.order_by(brands.c.slug).limit(limit))
    return [Brand(id=row.id, workspace_id=row.workspace_id, slug=row.slug, name=row.name) for row in rows]


def brand_names(connection: sa.Connection, workspace_id: str) -> dict[str, str]:
    """Return what all brands of a workspace are called, by their slugs."""
    query = sa.select(brands.c.slug, brands.c.name).where(brands.c.workspace_id == workspace_id)
    return {row.slug: row.name for row in connection.execute(query)}


def find_brand(connection: sa.Connection, workspace_id: str, slug: str) -> Brand | None:
    """Return a brand of a workspace by its slug."""
    query = sa.select(brands).where(brands.c.workspace_id == workspace_id, brands.c.slug == slug)
    row = connection.execute(query).first()
    return Brand(id=row.id, workspace_id=row.workspace_id, slug=row.slug, name=row.name) if row else None


def save_source(connection: sa.Connection, source: Source) -> None:
    """Add a source, or replace the one of its id."""
    upsert(connection, sources, [_source_row(source)])


def all_sources(connection: sa.Connection) -> list[Source]:
    """Return every source of every workspace."""
    return [_source(row) for row in connection.execute(sa.select(sources))]


def list_sources(connection: sa.Connection, workspace_id: str, after: str, limit: int) -> list[Source]:
    """Return at most `limit` sources of a workspace, oldest first, those after the id `after`."""
    query = sa.select(sources).where(sources.c.workspace_id == workspace_id, sources.c.id > after)
    return [_source(row) for row in connection.execute(query.order_by(sources.c.id).limit(limit))]


def find_source(connection: sa.Connection, workspace_id: str, source_id: str) -> Source | None:
    """Return a source of a workspace."""
    query = sa.select(sources).where(sources.c.workspace_id == workspace_id, sources.c.id == source_id)
    row = connection.execute(query).first()
    return _source(row) if row else None


def find_system_source(connection: sa.Connection, workspace_id: str) -> Source | None:
    """Return the source of Portret's own events in a workspace, if it was made."""
    query = sa.select(sources).where(sources.c.workspace_id == workspace_id, sources.c.kind == "system")
    row = connection.execute(query.order_by(sources.c.id).limit(1)).first()
    return _source(row) if row else None


def add_write_key(connection: sa.Connection, key: WriteKey, digest: bytes) -> None:
    """Add a write key by the SHA-256 of its text."""
    connection.execute(sa.insert(write_keys).values(**_fields(key), digest=digest))


def save_write_key(connection: sa.Connection, key: WriteKey) -> None:
    """Replace what is known of a write key; its text stays."""
    here = sa.and_(write_keys.c.workspace_id == key.workspace_id, write_keys.c.id == key.id)
    connection.execute(sa.update(write_keys).where(here).values(**_fields(key)))


def list_write_keys(connection: sa.Connection, workspace_id: str, source_id: str) -> list[WriteKey]:
    """Return all write keys of a source, oldest first."""
    query = sa.select(write_keys).where(write_keys.c.workspace_id == workspace_id, write_keys.c.source_id == source_id)
    return [_write_key(row) for row in connection.execute(query.order_by(write_keys.c.id))]


def load_admissions(connection: sa.Connection) -> dict[bytes, Admission]:
    """Return every write key with its source by the key's SHA-256."""
    of_source = {source.id: source for source in all_sources(connection)}
    rows = connection.execute(sa.select(write_keys))
    return {
        bytes(row.digest): Admission(_write_key(row), of_source[row.source_id])
        for row in rows
        if row.source_id in of_source
    }


def save_identity_key(connection: sa.Connection, key: IdentityKey) -> None:
    """Add a key of identity, or replace the one of its id."""
    upsert(connection, identity_keys, [{column.name: getattr(key, column.name) for column in identity_keys.columns}])


def remove_identity_key(connection: sa.Connection, key: IdentityKey) -> None:
    """Delete a key of identity."""
    here = sa.and_(identity_keys.c.workspace_id == key.workspace_id, identity_keys.c.id == key.id)
    connection.execute(sa.delete(identity_keys).where(here))


def list_identity_keys(connection: sa.Connection, workspace_id: str, source_id: str) -> list[IdentityKey]:
    """Return the keys of identity of a source, oldest first."""
    here = sa.and_(identity_keys.c.workspace_id == workspace_id, identity_keys.c.source_id == source_id)
    rows = connection.execute(sa.select(identity_keys).where(here).order_by(identity_keys.c.id))
    return [_identity_key(row) for row in rows]


def all_identity_keys(connection: sa.Connection) -> list[IdentityKey]:
    """Return the keys of identity of all sources, oldest first."""
    return [_identity_key(row) for row in connection.execute(sa.select(identity_keys).order_by(identity_keys.c.id))]


def add_quarantine(
    connection: sa.Connection, faults: Sequence[Fault], records: Mapping[int, Record], now_ms: int
) -> None:
    """Set faulty events aside. The same faults again change nothing.

    Args:
        connection: a write transaction.
        faults: what is wrong with which events.
        records: the records the events came in, by the record's position.
        now_ms: when this happens.
    """
    if not faults:
        return
    of_record = [(fault, records[fault.position - fault.index]) for fault in faults]
    workspace_of = _workspaces_of(connection, {record.source_id for _, record in of_record})
    of_position = {record.position: record for _, record in of_record}
    envelopes = {position: envelope_of(record.body) for position, record in of_position.items()}
    rows = [
        _quarantine_row(fault, record, envelopes[record.position], workspace_of.get(record.source_id, ""), now_ms)
        for fault, record in of_record
    ]
    insert_new(connection, quarantine, rows)


def list_quarantine(
    connection: sa.Connection, workspace_id: str, show: QuarantineFilter, before: str, limit: int
) -> list[Quarantined]:
    """Return at most `limit` quarantined events, newest first, those before the id `before` ("" for the newest)."""
    query = sa.select(quarantine).where(quarantine.c.workspace_id == workspace_id)
    if show.status:
        query = query.where(quarantine.c.status == show.status)
    if show.source_id:
        query = query.where(quarantine.c.source_id == show.source_id)
    if show.code:
        query = query.where(quarantine.c.code == show.code)
    if show.import_id:
        query = query.where(quarantine.c.import_id == show.import_id)
    if before:
        query = query.where(quarantine.c.id < before)
    return [_quarantined(row) for row in connection.execute(query.order_by(quarantine.c.id.desc()).limit(limit))]


def quarantine_reasons(connection: sa.Connection, workspace_id: str, status: Status) -> list[QuarantineReason]:
    """Return how many events are in a state, by source and reason, the most frequent first."""
    table = quarantine.c
    number = sa.func.count()
    query = (
        sa.select(table.source_id, table.code, number, sa.func.max(table.received_at_ms))
        .where(table.workspace_id == workspace_id, table.status == status)
        .group_by(table.source_id, table.code)
        .order_by(number.desc(), table.source_id, table.code)
    )
    return [QuarantineReason(*row) for row in connection.execute(query)]


def count_open_quarantine(connection: sa.Connection) -> dict[str, int]:
    """Return how many events wait in quarantine, by workspace; those with none are 0."""
    query = sa.select(sa.func.count()).select_from(quarantine).where(quarantine.c.status == "open")
    return {
        workspace_id: connection.execute(query.where(quarantine.c.workspace_id == workspace_id)).scalar_one()
        for workspace_id in connection.execute(sa.select(workspaces.c.id)).scalars().all()
    }


def find_quarantined(connection: sa.Connection, workspace_id: str, quarantine_id: str) -> Quarantined | None:
    """Return one quarantined event."""
    query = sa.select(quarantine).where(quarantine.c.workspace_id == workspace_id, quarantine.c.id == quarantine_id)
    row = connection.execute(query).first()
    return _quarantined(row) if row else None


def save_quarantined(
    connection: sa.Connection, workspace_id: str, quarantine_id: str, status: Status, fixed: bytes | None
) -> None:
    """Set the state and the fixed body of a quarantined event."""
    here = sa.and_(quarantine.c.workspace_id == workspace_id, quarantine.c.id == quarantine_id)
    connection.execute(sa.update(quarantine).where(here).values(status=status, fixed=fixed))


def kept_detail(detail: str) -> dict[str, str]:
    """Return the columns of quarantine that keep why an event is there, and what that was made of."""
    return {"detail": str(detail), "words": kept_words(detail)}


def _workspaces_of(connection: sa.Connection, source_ids: set[str]) -> dict[str, str]:
    query = sa.select(sources.c.id, sources.c.workspace_id)
    return {
        source_id: workspace_id
        for ids in chunks(list(source_ids))
        for source_id, workspace_id in connection.execute(query.where(sources.c.id.in_(ids)))
    }


def _quarantine_row(fault: Fault, record: Record, envelope: bytes, workspace_id: str, now_ms: int) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "id": stable_id("qrn", record.received_at_ms, workspace_id, str(fault.position)),
        "source_id": record.source_id,
        "position": fault.position,
        "index": fault.index,
        "code": fault.code,
        **kept_detail(fault.detail),
        "received_at_ms": record.received_at_ms,
        "quarantined_at_ms": now_ms,
        "status": "open",
        "head": record.head,
        "envelope": envelope,
        "body": fault.body,
        "fixed": None,
        "import_id": decode_head(record.head).import_id,
    }


def _fields(thing: Workspace | Brand | WriteKey) -> dict[str, Any]:
    return cast("dict[str, Any]", msgspec.to_builtins(thing))


def _workspace(row: sa.Row[Any]) -> Workspace:
    return Workspace(id=row.id, name=row.name, time_zone=row.time_zone, anonymize_ip=row.anonymize_ip)


def _source_row(source: Source) -> dict[str, Any]:
    row = cast("dict[str, Any]", msgspec.to_builtins(source))
    row["allowed_origins"] = msgspec.json.encode(source.allowed_origins).decode()
    return row


def _source(row: sa.Row[Any]) -> Source:
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    fields["allowed_origins"] = msgspec.json.decode(fields["allowed_origins"], type=tuple[str, ...])
    fields["kind"] = cast("Kind", fields["kind"])
    return Source(**fields)


def _write_key(row: sa.Row[Any]) -> WriteKey:
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    del fields["digest"]
    return WriteKey(**fields)


def _identity_key(row: sa.Row[Any]) -> IdentityKey:
    return IdentityKey(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def _quarantined(row: sa.Row[Any]) -> Quarantined:
    fields = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    fields["detail"] = retold(fields["detail"], fields.pop("words"))
    return Quarantined(**fields)
