"""How much each source sends, step by step, and when it sent last."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa

from portret.kernel import from_ms, to_ms
from portret.measure import store
from portret.measure.model import Window
from portret.segment import time_zone
from portret.warehouse import Warehouse

Span = Literal["hour", "day", "month"]
_MINUTE_MS = 60_000
_STEPS = {"hour": (60, _MINUTE_MS), "day": (24, 60 * _MINUTE_MS)}
_DAYS = 30
_DAY_MS = 86_400_000


class Volume(msgspec.Struct, frozen=True):
    """What one source sent by step, oldest first; when last, 0 if not for 30 days; what is set aside."""

    source_id: str
    steps: list[int]
    last_ms: int
    quarantined: int


class Volumes(msgspec.Struct, frozen=True):
    """When each step begins, oldest first, the running one last; and every source that sent anything lately."""

    steps_ms: list[int]
    sources: list[Volume]


def volumes(warehouse: Warehouse, connection: sa.Connection, workspace_id: str, now_ms: int, span: Span) -> Volumes:
    """Return the last hour by minute, the last day by hour, or the last month by day of the workspace."""
    zone = time_zone(connection, workspace_id)
    steps_ms = _steps(now_ms, span, zone)
    since_ms = min(steps_ms[0], now_ms - _DAYS * _DAY_MS)
    found = store.events_by_source(warehouse, workspace_id, since_ms, steps_ms[0], span, zone)
    waiting: dict[str, int] = {}
    for each in store.quarantined(connection, Window(workspace_id, 0, now_ms + _DAY_MS)):
        waiting[each.source_id] = waiting.get(each.source_id, 0) + each.events
    sources = [
        Volume(
            source_id=source_id,
            steps=[counts.get(step, 0) for step in steps_ms],
            last_ms=last_ms,
            quarantined=waiting.get(source_id, 0),
        )
        for source_id, (counts, last_ms) in sorted((dict.fromkeys(waiting, ({}, 0)) | found).items())
    ]
    return Volumes(steps_ms, sources)


def _steps(now_ms: int, span: Span, zone: str) -> list[int]:
    if span == "month":
        today = from_ms(now_ms).astimezone(ZoneInfo(zone)).date()
        return [_midnight_ms(today - timedelta(days=ago), zone) for ago in reversed(range(_DAYS))]
    number, length_ms = _STEPS[span]
    last_ms = now_ms - now_ms % length_ms
    return [last_ms - ago * length_ms for ago in reversed(range(number))]


def _midnight_ms(day: date, zone: str) -> int:
    return to_ms(datetime.combine(day, time.min, ZoneInfo(zone)))
