"""HTTP of the first page: what happens now, and how it grows."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from portret.collect import count_open_quarantine
from portret.kernel import Permission, from_ms, needs
from portret.measure import growth, minutes
from portret.web.health import LOADER, WORKER, is_up, lag_events, progress, status_of
from portret.web.model import Context, Stores


class MinuteView(BaseModel):
    """How many events came in the minute that begins at an instant."""

    at: datetime
    events: int


class Part(BaseModel):
    """A process behind the server: whether it spoke lately, and how many events it has before it."""

    is_up: bool
    lag_events: int


class PulseView(BaseModel):
    """What happens at this moment."""

    at: datetime
    minutes: list[MinuteView] = Field(description="The last hour, oldest first; the running minute is the last.")
    worker: Part = Field(description="Makes profiles and segments of events.")
    loader: Part = Field(description="Brings what the worker made into the warehouse, where timelines are read.")
    lag_seconds: float = Field(description="How old the newest processed event is; 0 without a backlog.")
    quarantined: int = Field(description="How many events wait to be mended.")


class GrowthDayView(BaseModel):
    """A day of the workspace."""

    day: date
    events: int
    active: int = Field(description="People who did something.")
    new: int = Field(description="People who did the first thing that is known of them.")


class GrowthView(BaseModel):
    """How many people there are, and the latest days, oldest first."""

    people: int
    known: int = Field(description="Those with another identifier than that of a browser.")
    days: list[GrowthDayView]


def pulse_routes(context: Callable[..., Context], stores: Stores) -> APIRouter:
    """Return the routes of the first page; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api", tags=["pulse"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get("/pulse", summary="What happens now", openapi_extra=needs(Permission.WORKSPACE_READ))
    def pulse(caller: Caller) -> PulseView:
        now_ms = caller.clock.now_ms()
        worker, loader, reached = status_of(stores, WORKER), status_of(stores, LOADER), progress(stores)
        with caller.state.read() as connection:
            quarantined = count_open_quarantine(connection).get(caller.workspace_id, 0)
        return PulseView(
            at=from_ms(now_ms),
            minutes=[
                MinuteView(at=from_ms(each.at_ms), events=each.events)
                for each in minutes(caller.warehouse, caller.workspace_id, now_ms)
            ],
            worker=Part(is_up=is_up(stores, worker), lag_events=lag_events(stores)),
            loader=Part(is_up=is_up(stores, loader), lag_events=max(0, reached.processed - reached.loaded)),
            lag_seconds=float(worker.figures.get("lag_seconds", 0.0)) if worker else 0.0,
            quarantined=quarantined,
        )

    @router.get("/growth", summary="How many people there are, day by day", openapi_extra=needs(Permission.PEOPLE_READ))
    def grown(caller: Caller, days: Annotated[int, Query(ge=1, le=366)] = 30) -> GrowthView:
        with caller.state.read() as connection:
            found = growth(caller.warehouse, connection, caller.workspace_id, caller.clock.now_ms(), days)
        return GrowthView(
            people=found.people,
            known=found.known,
            days=[
                GrowthDayView(day=each.day, events=each.events, active=each.active, new=each.new) for each in found.days
            ],
        )

    return router
