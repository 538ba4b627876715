"""All SQL of what segments have in common, and of what else their figures need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec
import sqlalchemy as sa

from portret.segment.store import memberships
from portret.state import Text

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
