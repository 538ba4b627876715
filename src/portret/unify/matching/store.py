"""All SQL of matching: its settings, its model, the pairs, and the profiles that it reads from the warehouse."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from portret.kernel import Conflict, NotFound, kept_words, retold, stable_id, told
from portret.state import Text, chunks, metadata, upsert
from portret.unify.matching.model import MATCHING, By, MatchSettings, Model, Pair, Reason, Status
from portret.unify.store import merges, profile_aliases
from portret.warehouse import Warehouse

_PAGE = 20_000
_MERGED_AWAY = told("pair-merged-away", "One of them was merged with another profile; the next run looks again.")
_MERGED_OTHERWISE = told("pair-merged-otherwise", "They were merged otherwise.")
_UNLIKE = told("pair-unlike", "The profiles are no longer alike enough, or gone.")

match_settings = sa.Table(
    "match_settings",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("document", Text, nullable=False),
    sa.Column("author", Text, nullable=False),
    sa.Column("reason", Text, nullable=False),
    sa.Column("created_at_ms", sa.BigInteger, nullable=False),
)

match_models = sa.Table(
    "match_models",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("document", Text, nullable=False),
    sa.Column("ran_at_ms", sa.BigInteger, nullable=False),
)

match_pairs = sa.Table(
    "match_pairs",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("a_id", Text, primary_key=True),
    sa.Column("b_id", Text, primary_key=True),
    sa.Column("id", Text, nullable=False),
    sa.Column("probability", sa.Double, nullable=False),
    sa.Column("weight", sa.Double, nullable=False),
    sa.Column("evidence", sa.Double, nullable=False),
    sa.Column("rank", sa.BigInteger, nullable=False),
    sa.Column("reasons", Text, nullable=False),
    sa.Column("status", Text, nullable=False),
    sa.Column("note", Text, nullable=False),
    sa.Column("run_id", Text, nullable=False),
    sa.Column("operation_id", Text, nullable=False),
    sa.Column("proposed_at_ms", sa.BigInteger, nullable=False),
    sa.Column("decided_by", Text, nullable=False),
    sa.Column("decided_at_ms", sa.BigInteger, nullable=False),
    sa.Column("note_words", Text, nullable=False, server_default=""),
    sa.Index("match_pairs_by_id", "workspace_id", "id", unique=True),
    sa.Index("match_pairs_by_status", "workspace_id", "status", "rank", "id"),
    sa.Index("match_pairs_by_other", "workspace_id", "b_id"),
    sa.Index("match_pairs_by_decision", "status", "decided_at_ms"),
)


class Row(msgspec.Struct, frozen=True):
    """A profile as the warehouse has it."""

    profile_id: str
    version: int
    identifiers: dict[str, list[str]]
    traits: dict[str, Any]


def pair_id(workspace_id: str, a_id: str, b_id: str) -> str:
    """Return the id that a pair always has."""
    return stable_id("mpr", 0, workspace_id, *sorted((a_id, b_id)))


def profiles(warehouse: Warehouse, workspace_id: str) -> Iterator[list[Row]]:
    """Yield the profiles of a workspace that exist, a bounded number at a time, in order of their ids."""
    after = ""
    while True:
        table = warehouse.query(
            "SELECT profile_id, version, identifiers, toJSONString(traits) FROM portret.profiles FINAL"
            " WHERE workspace_id = {workspace:String} AND profile_id > {after:String} AND deleted = 0"
            " ORDER BY profile_id LIMIT {page:UInt32}",
            {"workspace": workspace_id, "after": after, "page": _PAGE},
        )
        if not table.rows:
            return
        yield [
            Row(profile_id, int(version), dict(identifiers), msgspec.json.decode(traits))
            for profile_id, version, identifiers, traits in table.rows
        ]
        after = table.rows[-1][0]


def settings_of(connection: sa.Connection, workspace_id: str) -> tuple[MatchSettings, int]:
    """Return a workspace's settings and their version; 0 for the defaults."""
    query = (
        sa.select(match_settings.c.document, match_settings.c.version)
        .where(match_settings.c.workspace_id == workspace_id)
        .order_by(match_settings.c.version.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return (msgspec.json.decode(row.document, type=MatchSettings), row.version) if row else (MatchSettings(), 0)


def save_settings(
    connection: sa.Connection, workspace_id: str, settings: MatchSettings, author: str, reason: str, now_ms: int
) -> int:
    """Keep new settings; return their version."""
    version = settings_of(connection, workspace_id)[1] + 1
    values = {
        "workspace_id": workspace_id,
        "version": version,
        "document": _encoded(settings),
        "author": author,
        "reason": reason,
        "created_at_ms": now_ms,
    }
    connection.execute(sa.insert(match_settings), values)
    return version


def enabled(connection: sa.Connection) -> list[tuple[str, MatchSettings, int]]:
    """Return (workspace id, settings, when the last run ended) of the workspaces whose runs start by themselves."""
    newest = sa.select(match_settings.c.workspace_id, sa.func.max(match_settings.c.version)).group_by(
        match_settings.c.workspace_id
    )
    query = (
        sa.select(match_settings.c.workspace_id, match_settings.c.document, match_models.c.ran_at_ms)
        .join_from(
            match_settings, match_models, match_models.c.workspace_id == match_settings.c.workspace_id, isouter=True
        )
        .where(sa.tuple_(match_settings.c.workspace_id, match_settings.c.version).in_(newest))
    )
    found = [
        (workspace_id, msgspec.json.decode(document, type=MatchSettings), ran_at_ms or 0)
        for workspace_id, document, ran_at_ms in connection.execute(query)
    ]
    return [each for each in found if each[1].enabled]


def model_of(connection: sa.Connection, workspace_id: str) -> Model | None:
    """Return the model of a workspace's last run."""
    query = sa.select(match_models.c.document).where(match_models.c.workspace_id == workspace_id)
    document = connection.execute(query).scalar()
    return msgspec.json.decode(document, type=Model) if document else None


def save_model(connection: sa.Connection, workspace_id: str, model: Model) -> None:
    """Keep the model."""
    row = {"workspace_id": workspace_id, "document": _encoded(model), "ran_at_ms": model.ran_at_ms}
    upsert(connection, match_models, [row])


def propose(connection: sa.Connection, pairs: Sequence[Pair]) -> int:
    """Write pairs as open, or renew those that are; decided ones stay as they are. Return how many were not known."""
    if not pairs:
        return 0
    workspace_id = pairs[0].workspace_id
    known = {pair.id: pair for pair in _by_ids(connection, workspace_id, [pair.id for pair in pairs])}
    undecided = [pair for pair in pairs if pair.id not in known or known[pair.id].status in ("open", "stale")]
    upsert(connection, match_pairs, [_row(pair) for pair in undecided])
    return sum(pair.id not in known for pair in pairs)


def retire(connection: sa.Connection, workspace_id: str, run_id: str, among: Collection[str] | None) -> int:
    """Mark open pairs that a run did not find again as stale: those with a profile of `among`, or all if None."""
    old = sa.and_(
        match_pairs.c.workspace_id == workspace_id, match_pairs.c.status == "open", match_pairs.c.run_id != run_id
    )
    values = _standing("stale", _UNLIKE)
    if among is None:
        return connection.execute(sa.update(match_pairs).where(old).values(values)).rowcount
    retired = 0
    for piece in chunks(sorted(among), 2_000):
        touched = sa.or_(match_pairs.c.a_id.in_(piece), match_pairs.c.b_id.in_(piece))
        retired += connection.execute(sa.update(match_pairs).where(old, touched).values(values)).rowcount
    return retired


def find_pair(connection: sa.Connection, workspace_id: str, wanted: str) -> Pair:
    """Return a pair. Raises NotFound."""
    found = _by_ids(connection, workspace_id, [wanted])
    if not found:
        raise NotFound(told("pair-none", "There is no such pair in this workspace."), path="id")
    return found[0]


def page(
    connection: sa.Connection, workspace_id: str, status: Status, after: tuple[int, str] | None, limit: int
) -> list[Pair]:
    """Return pairs, the most probable first, after the one at (rank, id)."""
    query = sa.select(match_pairs).where(match_pairs.c.workspace_id == workspace_id, match_pairs.c.status == status)
    if after:
        rank, last = after
        query = query.where(
            sa.or_(match_pairs.c.rank < rank, sa.and_(match_pairs.c.rank == rank, match_pairs.c.id > last))
        )
    query = query.order_by(match_pairs.c.rank.desc(), match_pairs.c.id).limit(limit)
    return [_pair(row) for row in connection.execute(query)]


def rank_of(pair: Pair) -> int:
    """Return by what pairs are sorted."""
    return round(pair.weight * 1000)


def decisions(
    connection: sa.Connection,
    workspace_id: str,
    statuses: Sequence[Status],
    by: By,
    before: tuple[int, str] | None,
    limit: int,
) -> list[Pair]:
    """Return pairs of these statuses on which was decided, the latest decision first, before the one at (ms, id)."""
    columns = match_pairs.c
    is_automatic = columns.decided_by == MATCHING
    query = sa.select(columns.id).where(
        columns.workspace_id == workspace_id,
        columns.status.in_(statuses),
        columns.decided_by != "",
        columns.decided_at_ms > 0,
        is_automatic if by == "matching" else ~is_automatic,
    )
    if before:
        query = query.where(sa.tuple_(columns.decided_at_ms, columns.id) < sa.tuple_(*map(sa.literal, before)))
    query = query.order_by(columns.decided_at_ms.desc(), columns.id.desc()).limit(limit)
    ids = connection.execute(query).scalars().all()  # what is sorted is small; the reasons are read of a page alone
    found = {pair.id: pair for pair in _by_ids(connection, workspace_id, ids)}
    return [found[each] for each in ids]


def merged_by(connection: sa.Connection, pairs: Sequence[Pair]) -> dict[str, tuple[str, bool]]:
    """Return operation id → (the profile that it merged into another, whether it stands) of pairs of one workspace."""
    found: dict[str, tuple[str, bool]] = {}
    wanted = {pair.operation_id for pair in pairs}
    for piece in chunks(sorted({profile_id for pair in pairs for profile_id in (pair.a_id, pair.b_id)})):
        query = sa.select(merges.c.message_id, merges.c.loser_id, merges.c.undone_at_ms).where(
            merges.c.workspace_id == pairs[0].workspace_id, merges.c.loser_id.in_(piece)
        )
        rows = connection.execute(query)
        found |= {each.message_id: (each.loser_id, not each.undone_at_ms) for each in rows if each.message_id in wanted}
    return found


def is_rejected_among(connection: sa.Connection, pair: Pair, ones: Collection[str], others: Collection[str]) -> bool:
    """Say whether a rejection of another pair stands between any of some profiles and any of some others."""
    columns = match_pairs.c
    here, there = set(ones), set(others)
    for piece in chunks(sorted(here), 2_000):
        query = sa.select(columns.a_id, columns.b_id).where(
            columns.workspace_id == pair.workspace_id,
            columns.status == "rejected",
            columns.id != pair.id,
            sa.or_(columns.a_id.in_(piece), columns.b_id.in_(piece)),
        )
        if any({a, b} & here and {a, b} & there for a, b in connection.execute(query)):
            return True
    return False


def decide(connection: sa.Connection, pair: Pair, status: Status, by: str, now_ms: int, operation_id: str = "") -> None:
    """Keep a decision on a pair that is open, or whose merge was refused. Raises Conflict if it was decided already."""
    values = {**_standing(status), "decided_by": by, "decided_at_ms": now_ms, "operation_id": operation_id}
    if not _change(connection, pair, "stale" if pair.was_refused else "open", values):
        raise Conflict(
            told("pair-decided", "This pair was decided already, or is out of date. List the open ones again."),
            path="id",
        )


def reopen(connection: sa.Connection, pair: Pair, now_ms: int, *, is_whole: bool) -> None:
    """Take a rejection back; the instant stays, so that the next run learns anew.

    Args:
        connection: an open transaction.
        pair: a rejected one.
        now_ms: when.
        is_whole: whether both profiles still go by the ids of the pair; else the next run looks again.

    Raises:
        Conflict: it is rejected no longer.
    """
    standing = _standing("open") if is_whole else _standing("stale", _MERGED_AWAY)
    if not _change(connection, pair, "rejected", {**standing, "decided_by": "", "decided_at_ms": now_ms}):
        raise Conflict(
            told("pair-not-rejected", "This pair is not rejected. What was merged is undone at the profile."), path="id"
        )


def settle(connection: sa.Connection, pair: Pair, status: Status, note: str = "", operation_id: str = "") -> None:
    """Say what became of an accepted pair."""
    _change(connection, pair, "accepted", {**_standing(status, note), "operation_id": operation_id})


def accepted(connection: sa.Connection, limit: int, *, queued: bool) -> list[Pair]:
    """Return pairs of all workspaces that are accepted and not settled, the oldest decision first.

    Args:
        connection: an open transaction.
        limit: at most so many.
        queued: those whose merge is queued, or those whose merge is not.
    """
    is_queued = match_pairs.c.operation_id != ""
    query = (
        sa.select(match_pairs)
        .where(match_pairs.c.status == "accepted", is_queued if queued else ~is_queued)
        .order_by(match_pairs.c.decided_at_ms, match_pairs.c.id)
    )
    return [_pair(row) for row in connection.execute(query.limit(limit))]


def decided_by_people(connection: sa.Connection, workspace_id: str, limit: int) -> list[tuple[Pair, bool]]:
    """Return the latest pairs that people decided on, and whether they said that they are one person.

    Who undoes a merge says that they are not.
    """
    query = (
        sa.select(match_pairs)
        .where(
            match_pairs.c.workspace_id == workspace_id,
            match_pairs.c.status.in_(("accepted", "merged", "rejected")),
            match_pairs.c.decided_by != MATCHING,
        )
        .order_by(match_pairs.c.decided_at_ms.desc())
        .limit(limit)
    )
    pairs = [_pair(row) for row in connection.execute(query)]
    undone = {operation_id for operation_id, (_, stands) in merged_by(connection, pairs).items() if not stands}
    return [(pair, pair.status != "rejected" and pair.operation_id not in undone) for pair in pairs]


def latest_decision_ms(connection: sa.Connection, workspace_id: str) -> int:
    """Return when a person last decided on a pair, or undid what came of it; 0 if nobody has."""
    decided = sa.select(sa.func.max(match_pairs.c.decided_at_ms)).where(
        match_pairs.c.workspace_id == workspace_id, match_pairs.c.decided_by != MATCHING
    )
    undone = sa.select(sa.func.max(merges.c.undone_at_ms)).where(
        merges.c.workspace_id == workspace_id, merges.c.reason == MATCHING
    )
    return max(connection.execute(query).scalar() or 0 for query in (decided, undone))


def merged_away(connection: sa.Connection, workspace_id: str) -> list[tuple[Pair, str, str]]:
    """Return the open pairs of which a profile was merged since, with the ids under which both live now."""
    one, other = profile_aliases.alias(), profile_aliases.alias()
    query = (
        sa.select(match_pairs, one.c.profile_id.label("now_a"), other.c.profile_id.label("now_b"))
        .join_from(match_pairs, one, _alias_of(one, match_pairs.c.a_id), isouter=True)
        .join(other, _alias_of(other, match_pairs.c.b_id), isouter=True)
        .where(
            match_pairs.c.workspace_id == workspace_id,
            match_pairs.c.status == "open",
            sa.or_(one.c.profile_id.is_not(None), other.c.profile_id.is_not(None)),
        )
    )
    return [(_pair(row), row.now_a or row.a_id, row.now_b or row.b_id) for row in connection.execute(query)]


def close_merged(connection: sa.Connection, pair: Pair, now_a: str, now_b: str) -> None:
    """Close an open pair of which a profile was merged: with the other one, or with a third."""
    values = (
        {**_standing("merged", _MERGED_OTHERWISE), "decided_by": MATCHING}
        if now_a == now_b
        else _standing("stale", _MERGED_AWAY)
    )
    _change(connection, pair, "open", values)


def _alias_of(alias: Any, column: sa.Column[str]) -> sa.ColumnElement[bool]:
    return sa.and_(alias.c.workspace_id == match_pairs.c.workspace_id, alias.c.old_id == column)


def _standing(status: Status, note: str = "") -> dict[str, Any]:
    return {"status": status, "note": str(note), "note_words": kept_words(note)}


def _change(connection: sa.Connection, pair: Pair, before: Status, values: dict[str, Any]) -> bool:
    standing = sa.and_(
        match_pairs.c.workspace_id == pair.workspace_id, match_pairs.c.id == pair.id, match_pairs.c.status == before
    )
    return connection.execute(sa.update(match_pairs).where(standing).values(values)).rowcount == 1


def _by_ids(connection: sa.Connection, workspace_id: str, ids: Sequence[str]) -> list[Pair]:
    found: list[Pair] = []
    for piece in chunks(ids):
        query = sa.select(match_pairs).where(match_pairs.c.workspace_id == workspace_id, match_pairs.c.id.in_(piece))
        found += [_pair(row) for row in connection.execute(query)]
    return found


def _row(pair: Pair) -> dict[str, Any]:
    written = {"rank": rank_of(pair), "reasons": _encoded(pair.reasons), **_standing(pair.status, pair.note)}
    return msgspec.structs.asdict(pair) | written


def _pair(row: Any) -> Pair:
    values = {name: getattr(row, name) for name in Pair.__struct_fields__}
    values["reasons"] = msgspec.json.decode(row.reasons, type=tuple[Reason, ...])
    values["note"] = retold(row.note, row.note_words)
    return Pair(**values)


def _encoded(value: Any) -> str:
    return msgspec.json.encode(value).decode()
