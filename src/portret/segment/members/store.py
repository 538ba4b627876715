"""All SQL of what segments have in common, and of what else their figures need."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from portret.segment.store import memberships, segment_sizes
from portret.state import Text

_DAY_MS = 86_400_000

_worker_status = sa.table("worker_status", sa.column("name", Text), sa.column("json", Text))


def shared(connection: sa.Connection, workspace_id: str, numbers: Sequence[int]) -> Counter[frozenset[int]]:
    """Return how many people belong to exactly which of some segments, by the segments' numbers; at most 60 of them."""
    bit = sa.case({number: 1 << place for place, number in enumerate(numbers)}, value=memberships.c.number)
    masks = (
        sa.select(sa.func.sum(sa.cast(bit, sa.BigInteger)).label("mask"))
        .where(memberships.c.workspace_id == workspace_id, memberships.c.number.in_(numbers))
        .group_by(memberships.c.profile_id)
        .subquery()
    )
    rows = connection.execute(sa.select(masks.c.mask, sa.func.count()).group_by(masks.c.mask))
    return Counter({_numbers_in(int(mask), numbers): count for mask, count in rows})


def _numbers_in(mask: int, numbers: Sequence[int]) -> frozenset[int]:
    return frozenset(number for place, number in enumerate(numbers) if mask >> place & 1)


def lag_seconds(connection: sa.Connection) -> float:
    """Return how far the worker said it was behind the events that were accepted; 0 before it ever spoke."""
    query = sa.select(_worker_status.c.json).where(_worker_status.c.name == "worker")
    said = connection.execute(query).scalar()
    return float(msgspec.json.decode(said).get("lag_seconds", 0.0)) if said else 0.0


def sizes_at(connection: sa.Connection, workspace_id: str, at_ms: int) -> dict[int, int]:
    """Return how large each segment was at an instant, by number; those that nobody had entered are not there."""
    last = _last_of(workspace_id).where(segment_sizes.c.at_ms < at_ms).group_by(segment_sizes.c.number)
    return {number: size for number, _, size in connection.execute(_sized(workspace_id, last))}


def daily_sizes(connection: sa.Connection, workspace_id: str, since_ms: int) -> defaultdict[int, list[tuple[int, int]]]:
    """Return (ms, size) by segment number, at the end of each day since an instant on which it changed, in order."""
    day = segment_sizes.c.at_ms - segment_sizes.c.at_ms % _DAY_MS
    last = _last_of(workspace_id).where(segment_sizes.c.at_ms >= since_ms).group_by(segment_sizes.c.number, day)
    found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, at_ms, size in connection.execute(_sized(workspace_id, last).order_by(segment_sizes.c.at_ms)):
        found[number].append((at_ms, size))
    return found


def _last_of(workspace_id: str) -> sa.Select[Any]:
    newest = sa.func.max(segment_sizes.c.at_ms).label("at_ms")
    return sa.select(segment_sizes.c.number, newest).where(segment_sizes.c.workspace_id == workspace_id)


def _sized(workspace_id: str, last: sa.Select[Any]) -> sa.Select[Any]:
    sized, newest = segment_sizes.c, last.subquery()
    here = sa.and_(sized.number == newest.c.number, sized.at_ms == newest.c.at_ms, sized.workspace_id == workspace_id)
    return sa.select(sized.number, sized.at_ms, sized.size).join(newest, here)
