"""What happens now and how it grows, for the first page that anybody sees."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portret.kernel import from_ms
from portret.measure import store
from portret.measure.model import Growth, GrowthDay, Minute
from portret.segment import time_zone
from portret.warehouse import Warehouse

MINUTE_MS = 60_000
SHOWN_MINUTES = 60


def minutes(warehouse: Warehouse, workspace_id: str, now_ms: int) -> list[Minute]:
    """Return the last hour by minute, oldest first, the running minute last; those without events have 0."""
    last_ms = now_ms - now_ms % MINUTE_MS
    first_ms = last_ms - (SHOWN_MINUTES - 1) * MINUTE_MS
    found = store.events_by_minute(warehouse, workspace_id, first_ms)
    return [Minute(at_ms, found.get(at_ms, 0)) for at_ms in range(first_ms, last_ms + 1, MINUTE_MS)]


def growth(warehouse: Warehouse, connection: sa.Connection, workspace_id: str, now_ms: int, days: int) -> Growth:
    """Return the last days of the workspace, today last: events, people who did something, people who are new."""
    zone = time_zone(connection, workspace_id)
    today = from_ms(now_ms).astimezone(ZoneInfo(zone)).date()
    first = today - timedelta(days=days - 1)
    active = store.activity_by_day(warehouse, workspace_id, first, zone)
    people = store.people_by_first_day(warehouse, workspace_id, first, zone)
    return Growth(
        people=people.total,
        known=people.known,
        days=[_day(first + timedelta(days=ahead), active, people.by_day) for ahead in range(days)],
    )


def _day(day: date, active: dict[date, tuple[int, int]], new: dict[date, int]) -> GrowthDay:
    events, people = active.get(day, (0, 0))
    return GrowthDay(day=day, events=events, active=people, new=new.get(day, 0))
