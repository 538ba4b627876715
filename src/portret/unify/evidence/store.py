"""All SQL of evidence: what joined identifiers, also those that moved away since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from portret.state import Text, chunks, insert_new, metadata
from portret.unify import store as whole
from portret.unify.decide import Key
from portret.unify.evidence.model import Attachment, Edge, Evidence
from portret.unify.model import Drop, MergeRow

_MOST = 20_000
_ROUNDS = 20

past_identifiers = sa.Table(
    "past_identifiers",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("namespace", Text, primary_key=True),
    sa.Column("value", Text, primary_key=True),
    sa.Column("profile_id", Text, primary_key=True),
    sa.Column("verified", sa.Boolean, nullable=False),
    sa.Column("source_id", Text, nullable=False),
    sa.Column("message_id", Text, nullable=False),
    sa.Column("first_seen_ms", sa.BigInteger, nullable=False),
    sa.Column("via", Text, nullable=False),
    sa.Index("past_identifiers_by_profile", "workspace_id", "profile_id"),
)

_NAMES = [column.name for column in past_identifiers.c]
_TABLES = (whole.identifiers, past_identifiers)


def keep_past(connection: sa.Connection, keys: Iterable[Key], rows: Sequence[dict[str, Any]]) -> None:
    """Remember how identifiers came to the profiles that they leave.

    One that comes and goes has one row for each profile, of the first time: what came through it since still does.

    Args:
        connection: a write transaction, in which they have not left yet.
        keys: identifiers as they are stored.
        rows: others, which came and went before they were.
    """
    held = whole.identifiers.c
    wanted: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for workspace_id, namespace, value in keys:
        wanted[workspace_id, namespace].append(value)
    found = list(rows)
    for (workspace_id, namespace), values in wanted.items():
        of_kind = sa.and_(held.workspace_id == workspace_id, held.namespace == namespace)
        for piece in chunks(values):
            query = sa.select(*(held[name] for name in _NAMES)).where(of_kind, held.value.in_(piece))
            found += map(dict, connection.execute(query).mappings())
    insert_new(connection, past_identifiers, found)


def evidence_within(connection: sa.Connection, workspace_id: str, profile_ids: Collection[str]) -> Evidence:
    """Return what joined the identifiers of one profile, given by all ids it ever had.

    Where something came through an identifier that is another's by now, what is known of that comes along.
    """
    attachments = dict.fromkeys(_of_profiles(connection, workspace_id, sorted(profile_ids)))
    ids = set(profile_ids)
    merges = {row.id: row for row in _merges(connection, workspace_id, ids)}
    for _ in range(_ROUNDS):
        known = {attachment.identifier for attachment in attachments}
        missing = {attachment.via for attachment in attachments if attachment.via} - known
        found = _of_identifiers(connection, workspace_id, sorted(missing))
        if not found or len(attachments) > _MOST:
            break
        attachments |= dict.fromkeys(found)
        others = {attachment.profile_id for attachment in found} - ids
        ids |= others
        merges |= {row.id: row for row in _merges(connection, workspace_id, others)}
    return Evidence(attachments=list(attachments), merges=[merges[key] for key in sorted(merges)])


def evidence_between(
    connection: sa.Connection, workspace_id: str, a_ids: Collection[str], b_ids: Collection[str]
) -> Evidence:
    """Return what stands between two profiles, each given by all ids it ever had."""
    ids = sorted({*a_ids, *b_ids})
    drops: list[Drop] = whole.drops_of(connection, workspace_id, ids, None, _MOST) if ids else []
    return Evidence(
        attachments=[],
        merges=_merges(connection, workspace_id, ids),
        drops=drops,
        edges=_edges(connection, workspace_id, a_ids, b_ids),
    )


def _of_profiles(connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str]) -> list[Attachment]:
    found: list[Attachment] = []
    for table in _TABLES:
        for piece in chunks(profile_ids):
            query = sa.select(table).where(table.c.workspace_id == workspace_id, table.c.profile_id.in_(piece))
            found += [_attachment(row) for row in connection.execute(query.limit(_MOST))]
    return found


def _of_identifiers(connection: sa.Connection, workspace_id: str, names: Sequence[str]) -> list[Attachment]:
    found: list[Attachment] = []
    for table in _TABLES:
        for name in names:
            namespace, _, value = name.partition(":")
            query = sa.select(table).where(
                table.c.workspace_id == workspace_id, table.c.namespace == namespace, table.c.value == value
            )
            found += [_attachment(row) for row in connection.execute(query.limit(_MOST))]
    return found


def _merges(connection: sa.Connection, workspace_id: str, profile_ids: Collection[str]) -> list[MergeRow]:
    return whole.merges_of(connection, workspace_id, sorted(profile_ids), None, _MOST) if profile_ids else []


def _edges(connection: sa.Connection, workspace_id: str, a_ids: Collection[str], b_ids: Collection[str]) -> list[Edge]:
    apart = whole.apart
    columns = [apart.c[name] for name in Edge.__struct_fields__]
    of_workspace = sa.select(*columns).where(apart.c.workspace_id == workspace_id)
    found: dict[tuple[str, str], Edge] = {}
    for piece in chunks(sorted(a_ids)):
        query = of_workspace.where(apart.c.a_id.in_(piece) | apart.c.b_id.in_(piece))
        edges = [Edge(**row) for row in connection.execute(query).mappings()]
        found.update(((edge.a_id, edge.b_id), edge) for edge in edges if {edge.a_id, edge.b_id} & set(b_ids))
    return list(found.values())


def _attachment(row: sa.Row[tuple[object, ...]]) -> Attachment:
    return Attachment(
        identifier=f"{row.namespace}:{row.value}",
        profile_id=row.profile_id,
        via=row.via,
        message_id=row.message_id,
        source_id=row.source_id,
        at_ms=row.first_seen_ms,
        verified=row.verified,
    )
