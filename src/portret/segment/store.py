"""All SQL of memberships: who is in which segment, what is due when, sizes over time.

A segment is known here by its definition's id (`seg_…`) to those who ask, and by a small number to the worker.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter

import sqlalchemy as sa

from portret.profile import by_workspace
from portret.segment.membership import (
    Flip,
    Member,
    Membership,
    Size,
    Standing,
    decode_standing,
    encode_standing,
)
from portret.segment.model import Cause
from portret.segment.upkeep.store import number_of, segment_numbers
from portret.state import Text, chunks, insert_new, metadata, upsert

_HOUR_MS = 3_600_000

Key = tuple[str, str]
"""(workspace id, profile id)."""

_Grown = tuple[int, int, int, int]
"""(by how many a segment grew, how many entered, how many exited, when the last of them did)."""

_workspaces = sa.table("workspaces", sa.column("id", Text), sa.column("time_zone", Text))

segment_profiles = sa.Table(
    "segment_profiles",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("profile_id", Text, primary_key=True),
    sa.Column("due_ms", sa.BigInteger),
    sa.Column("state", sa.LargeBinary, nullable=False),
    sa.Index("segment_profiles_by_due", "due_ms"),
)

memberships = sa.Table(
    "memberships",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("profile_id", Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("entered_at_ms", sa.BigInteger, nullable=False),
    sa.Column("cause", Text, nullable=False),
    sa.Column("reference", Text, nullable=False),
    sqlite_with_rowid=False,
)

segment_sizes = sa.Table(
    "segment_sizes",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at_ms", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("entered", sa.BigInteger, nullable=False),
    sa.Column("exited", sa.BigInteger, nullable=False),
)


def time_zone(connection: sa.Connection, workspace_id: str) -> str:
    """Return the IANA time zone by which a workspace counts its days."""
    query = sa.select(_workspaces.c.time_zone).where(_workspaces.c.id == workspace_id)
    return str(connection.execute(query).scalar() or "UTC")


def members_of(
    connection: sa.Connection, workspace_id: str, segment_id: str, limit: int, after: str = ""
) -> list[Member]:
    """Return up to `limit` members of a segment by profile id, those after an id ("" for the start)."""
    number = number_of(connection, workspace_id, segment_id)
    if number is None:
        return []
    of_it = sa.and_(memberships.c.workspace_id == workspace_id, memberships.c.number == number)
    query = sa.select(memberships).where(of_it, memberships.c.profile_id > after)
    rows = connection.execute(query.order_by(memberships.c.profile_id).limit(limit))
    return [
        Member(
            profile_id=row.profile_id,
            version=row.version,
            entered_at_ms=row.entered_at_ms,
            cause=Cause(row.cause, row.reference),
        )
        for row in rows
    ]


def member_ids(connection: sa.Connection, workspace_id: str, number: int, after: str, limit: int) -> list[str]:
    """Return the profile ids of up to `limit` members of a segment in order, those after an id ("" for the start)."""
    of_it = sa.and_(memberships.c.workspace_id == workspace_id, memberships.c.number == number)
    query = sa.select(memberships.c.profile_id).where(of_it, memberships.c.profile_id > after)
    return list(connection.execute(query.order_by(memberships.c.profile_id).limit(limit)).scalars())


def all_member_ids(connection: sa.Connection, workspace_id: str, segment_id: str) -> list[str]:
    """Return the profile ids of all members of a segment, in order."""
    number = number_of(connection, workspace_id, segment_id)
    of_it = sa.and_(memberships.c.workspace_id == workspace_id, memberships.c.number == number)
    query = sa.select(memberships.c.profile_id).where(of_it).order_by(memberships.c.profile_id)
    return [] if number is None else list(connection.execute(query).scalars())


def memberships_of(connection: sa.Connection, workspace_id: str, profile_id: str) -> list[Membership]:
    """Return the segments that a profile is in, by key. The id is the profile's own, not an old one."""
    [standing] = standings(connection, [(workspace_id, profile_id)]).values() or [Standing()]
    found: list[Membership] = []
    for piece in chunks(list(standing.member_of)):
        query = sa.select(memberships, segment_numbers.c.segment_id, segment_numbers.c.key, segment_numbers.c.name)
        query = query.join(segment_numbers, _same_segment).where(
            memberships.c.workspace_id == workspace_id,
            memberships.c.number.in_(piece),
            memberships.c.profile_id == profile_id,
        )
        for row in connection.execute(query.order_by(segment_numbers.c.key)):
            cause = Cause(row.cause, row.reference)
            found.append(
                Membership(
                    segment_id=row.segment_id,
                    key=row.key,
                    name=row.name,
                    version=row.version,
                    entered_at_ms=row.entered_at_ms,
                    cause=cause,
                )
            )
    return found


def sizes(connection: sa.Connection, workspace_id: str, segment_id: str, since_ms: int, upto_ms: int) -> list[Size]:
    """Return the hours in which somebody entered or left a segment, from an instant up to another, in order."""
    number = number_of(connection, workspace_id, segment_id)
    query = sa.select(segment_sizes).where(
        segment_sizes.c.workspace_id == workspace_id,
        segment_sizes.c.number == number,
        segment_sizes.c.at_ms >= since_ms - since_ms % _HOUR_MS,
        segment_sizes.c.at_ms < upto_ms,
    )
    return [
        Size(at_ms=row.at_ms, size=row.size, entered=row.entered, exited=row.exited)
        for row in connection.execute(query.order_by(segment_sizes.c.at_ms))
    ]


def standings(connection: sa.Connection, keys: Iterable[Key]) -> dict[Key, Standing]:
    """Return where these people stand, those who were judged before."""
    found: dict[Key, Standing] = {}
    for workspace_id, ids in by_workspace(keys).items():
        for piece in chunks(ids):
            query = sa.select(segment_profiles.c.profile_id, segment_profiles.c.state).where(
                segment_profiles.c.workspace_id == workspace_id, segment_profiles.c.profile_id.in_(piece)
            )
            for profile_id, state in connection.execute(query):
                found[workspace_id, profile_id] = decode_standing(state)
    return found


def save_standings(connection: sa.Connection, kept: Mapping[Key, Standing]) -> None:
    """Insert or replace where people stand, with the first instant that something is due for each."""
    rows = [
        {
            "workspace_id": workspace_id,
            "profile_id": profile_id,
            "due_ms": min(standing.due.values()) if standing.due else None,
            "state": encode_standing(standing),
        }
        for (workspace_id, profile_id), standing in kept.items()
    ]
    upsert(connection, segment_profiles, rows)


def due(connection: sa.Connection, now_ms: int, limit: int) -> list[Key]:
    """Return up to `limit` people for whom something is due, the longest overdue first."""
    query = sa.select(segment_profiles.c.workspace_id, segment_profiles.c.profile_id)
    query = query.where(segment_profiles.c.due_ms <= now_ms).order_by(segment_profiles.c.due_ms).limit(limit)
    return [(workspace_id, profile_id) for workspace_id, profile_id in connection.execute(query)]


def first_due_ms(connection: sa.Connection) -> int | None:
    """Return when the next thing is due for anybody, None if nothing ever is."""
    return connection.execute(sa.select(sa.func.min(segment_profiles.c.due_ms))).scalar()


def count_due(connection: sa.Connection, now_ms: int, workspace_id: str | None = None) -> int:
    """Return for how many people, of one workspace or of all, something is due at an instant."""
    query = sa.select(sa.func.count()).select_from(segment_profiles).where(segment_profiles.c.due_ms <= now_ms)
    if workspace_id is not None:
        query = query.where(segment_profiles.c.workspace_id == workspace_id)
    return connection.execute(query).scalar_one()


def write_flips(connection: sa.Connection, flips: Sequence[Flip]) -> None:
    """Write who entered and who left, in the order it happened. Sizes follow."""
    if not flips:
        return
    last = {(flip.workspace_id, flip.number, flip.profile_id): flip for flip in flips}
    _write_members(connection, [flip for flip in last.values() if flip.entered])
    delete_members(connection, [key for key, flip in last.items() if not flip.entered])
    _count(connection, flips)


def delete_members(connection: sa.Connection, rows: Sequence[tuple[str, int, str]]) -> None:
    """Delete memberships, as (workspace id, segment number, profile id); sizes stay as they are."""
    if rows:
        statement = sa.delete(memberships).where(
            memberships.c.workspace_id == sa.bindparam("of_workspace"),
            memberships.c.number == sa.bindparam("of_number"),
            memberships.c.profile_id == sa.bindparam("of_profile"),
        )
        names = ("of_workspace", "of_number", "of_profile")
        connection.execute(statement, [dict(zip(names, row, strict=True)) for row in rows])


def hand_over(
    connection: sa.Connection, workspace_id: str, numbers: Sequence[int], loser_id: str, winner_id: str
) -> None:
    """Move a merged profile's memberships, by their numbers, to the one that stays, where that has none.

    Sizes stay as they are.
    """
    for piece in chunks(numbers):
        theirs = sa.and_(
            memberships.c.workspace_id == workspace_id,
            memberships.c.number.in_(piece),
            memberships.c.profile_id == loser_id,
        )
        rows = connection.execute(sa.select(memberships).where(theirs)).mappings().all()
        insert_new(connection, memberships, [{**row, "profile_id": winner_id} for row in rows])
        connection.execute(sa.delete(memberships).where(theirs))


def remove_profiles(connection: sa.Connection, keys: Iterable[Key]) -> None:
    """Delete where people stand; their memberships are deleted by `delete_members` or `write_flips`."""
    for workspace_id, ids in by_workspace(keys).items():
        for piece in chunks(ids):
            of_them = sa.and_(segment_profiles.c.workspace_id == workspace_id, segment_profiles.c.profile_id.in_(piece))
            connection.execute(sa.delete(segment_profiles).where(of_them))


def shrink(connection: sa.Connection, lost: Mapping[tuple[str, int], int], now_ms: int) -> None:
    """Lower sizes by how many were counted twice, as (workspace id, segment number) → how many: nobody left."""
    smaller: defaultdict[str, dict[int, _Grown]] = defaultdict(dict)
    for (workspace_id, number), by in lost.items():
        smaller[workspace_id][number] = (-by, 0, 0, now_ms)
    for workspace_id, changed in smaller.items():
        _change_sizes(connection, workspace_id, now_ms - now_ms % _HOUR_MS, changed)


def _write_members(connection: sa.Connection, came: Sequence[Flip]) -> None:
    rows = [
        {
            "workspace_id": flip.workspace_id,
            "number": flip.number,
            "profile_id": flip.profile_id,
            "version": flip.version,
            "entered_at_ms": flip.at_ms,
            "cause": flip.cause.kind,
            "reference": flip.cause.reference,
        }
        for flip in came
    ]
    upsert(connection, memberships, rows)


def _count(connection: sa.Connection, flips: Sequence[Flip]) -> None:
    hours: defaultdict[tuple[int, str], dict[int, _Grown]] = defaultdict(dict)
    for flip in flips:
        changed = hours[flip.at_ms - flip.at_ms % _HOUR_MS, flip.workspace_id]
        by, entered, exited, at_ms = changed.get(flip.number, (0, 0, 0, flip.at_ms))
        more = (by + 1, entered + 1, exited) if flip.entered else (by - 1, entered, exited + 1)
        changed[flip.number] = (*more, max(at_ms, flip.at_ms))
    for (hour_ms, workspace_id), changed in sorted(hours.items(), key=itemgetter(0)):
        _change_sizes(connection, workspace_id, hour_ms, changed)


def _change_sizes(connection: sa.Connection, workspace_id: str, hour_ms: int, changed: Mapping[int, _Grown]) -> None:
    """Change sizes by segment number, in the hour when that happened and in all since."""
    numbered, sized = segment_numbers.c, segment_sizes.c
    query = sa.select(numbered.number, numbered.size, numbered.changed_at_ms)
    query = query.where(numbered.workspace_id == workspace_id, numbered.number.in_(changed))
    had = {number: (size, changed_at_ms) for number, size, changed_at_ms in connection.execute(query)}
    within = sa.select(segment_sizes).where(
        sized.workspace_id == workspace_id, sized.number.in_(changed), sized.at_ms == hour_ms
    )
    this_hour = {row.number: row for row in connection.execute(within)}
    grown, rows = [], []
    for number, (by, entered, exited, at_ms) in changed.items():
        size, changed_at_ms = had[number]
        grown.append((size + by, max(changed_at_ms, at_ms), workspace_id, number))
        row = this_hour.get(number)
        if changed_at_ms >= hour_ms + _HOUR_MS:
            size = row.size if row else _size_before(connection, workspace_id, number, hour_ms)
            its_hours = sa.and_(sized.workspace_id == workspace_id, sized.number == number)
            since = sa.update(segment_sizes).where(its_hours, sized.at_ms > hour_ms)
            connection.execute(since.values(size=sized.size + by))
        rows.append(
            {
                "workspace_id": workspace_id,
                "number": number,
                "at_ms": hour_ms,
                "size": size + by,
                "entered": entered + (row.entered if row else 0),
                "exited": exited + (row.exited if row else 0),
            }
        )
    connection.execute(_GROW, [dict(zip(_GROWN, each, strict=True)) for each in grown])
    upsert(connection, segment_sizes, rows)


def _size_before(connection: sa.Connection, workspace_id: str, number: int, hour_ms: int) -> int:
    """Return how many members a segment had when an hour began in which nobody had entered or left it."""
    sized = segment_sizes.c
    its_hours = sa.and_(sized.workspace_id == workspace_id, sized.number == number)
    before = sa.select(sized.size).where(its_hours, sized.at_ms < hour_ms).order_by(sized.at_ms.desc()).limit(1)
    found: int | None = connection.execute(before).scalar()
    return found or 0


_GROWN = ("grown_size", "grown_at_ms", "of_workspace", "of_number")
_GROW = (
    sa.update(segment_numbers)
    .where(
        segment_numbers.c.workspace_id == sa.bindparam("of_workspace"),
        segment_numbers.c.number == sa.bindparam("of_number"),
    )
    .values(size=sa.bindparam("grown_size"), changed_at_ms=sa.bindparam("grown_at_ms"))
)
_same_segment = sa.and_(
    segment_numbers.c.workspace_id == memberships.c.workspace_id, segment_numbers.c.number == memberships.c.number
)
