"""HTTP of what sources send: how much, how good it is by source, and the events behind a flag."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Path, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from portret.kernel import Invalid, Permission, from_ms, needs, read_cursor, to_ms, told, write_cursor
from portret.kernel.api import joined
from portret.measure import api_models as models
from portret.measure import quality
from portret.measure.model import Coverage, Example, Window
from portret.measure.volume import Span, volumes
from portret.state import CallContext
from portret.warehouse import Warehouse

_USUAL_WINDOW = timedelta(days=30)
_LONGEST_WINDOW = timedelta(days=366)
_AHEAD = timedelta(minutes=1)
_EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
_LATEST = datetime(2299, 12, 31, tzinfo=UTC)


class Context(CallContext, Protocol):
    """What the routes need of the caller's context; the workspace comes from the token."""

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse."""
        ...


class Asked(BaseModel):
    """Which events: accepted from `since` on and before `until`, of one source or of all."""

    model_config = ConfigDict(extra="forbid")
    source_id: str = Field(default="", max_length=100)
    since: AwareDatetime | None = Field(default=None, description="Default: 30 days before `until`.")
    until: AwareDatetime | None = Field(default=None, description="Excluded. Default: now.")


class AskedPage(Asked):
    """Which examples, and how many."""

    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(default=None, max_length=2000)


FlagName = Annotated[str, Path(description="As events carry it, such as invalid-phone.", max_length=100)]


def routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of sources' data; `context` is the dependency that authenticates."""
    return joined(_quality(context), _volume(context))


def _quality(context: Callable[..., Context]) -> APIRouter:
    router = APIRouter(prefix="/api/data-quality", tags=["data quality"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get("", summary="What is odd in the data, by source and flag", openapi_extra=needs(Permission.QUALITY_READ))
    def show(caller: Caller, asked: Annotated[Asked, Query()]) -> models.DataQuality:
        window = _window(caller, asked)
        found = quality.report(caller.state, caller.warehouse, window)
        return models.DataQuality(
            since=from_ms(window.since_ms),
            until=from_ms(window.until_ms),
            sources=[_source(each) for each in found.sources],
            profiles=_coverage(found.profiles),
        )

    @router.get(
        "/{flag}/examples",
        summary="Events that carry a flag, and the values that gave it, newest first",
        openapi_extra=needs(Permission.QUALITY_READ),
    )
    def examples(flag: FlagName, caller: Caller, asked: Annotated[AskedPage, Query()]) -> models.ExamplePage:
        window = _window(caller, asked)
        after = read_cursor(asked.cursor, tuple[int, str]) if asked.cursor else None
        found = quality.examples(caller.state, caller.warehouse, window, flag, after, asked.limit + 1)
        shown = found[: asked.limit]
        more = len(found) > asked.limit
        cursor = write_cursor(shown[-1].event.received_at_ms, shown[-1].event.message_id) if more else None
        return models.ExamplePage(items=[_example(each) for each in shown], next_cursor=cursor)

    return router


def _volume(context: Callable[..., Context]) -> APIRouter:
    router = APIRouter(prefix="/api/source-volumes", tags=["sources"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "", summary="How much each source sends, and when it sent last", openapi_extra=needs(Permission.SOURCES_READ)
    )
    def index(
        caller: Caller,
        span: Annotated[Span, Query(description="The last hour by minute, day by hour, 30 days by day.")] = "month",
    ) -> models.SourceVolumes:
        with caller.state.read() as connection:
            found = volumes(caller.warehouse, connection, caller.workspace_id, caller.clock.now_ms(), span)
        return models.SourceVolumes(
            steps=[from_ms(each) for each in found.steps_ms],
            sources=[
                models.SourceVolume(
                    source_id=each.source_id,
                    events=sum(each.steps),
                    steps=each.steps,
                    last_received_at=from_ms(each.last_ms) if each.last_ms else None,
                    quarantined=each.quarantined,
                )
                for each in found.sources
            ],
        )

    return router


def _window(caller: Context, asked: Asked) -> Window:
    until = min(max(asked.until or caller.clock.now() + _AHEAD, _EARLIEST), _LATEST)
    since = asked.since or until - _USUAL_WINDOW
    if not since < until:
        raise Invalid(told("since-until", "`since` must be before `until`."), path="since")
    if until - since > _LONGEST_WINDOW:
        message = told(
            "report-long", "A report spans at most {days} days: give a later `since`.", days=_LONGEST_WINDOW.days
        )
        raise Invalid(message, path="since")
    return Window(caller.workspace_id, to_ms(since), to_ms(until), asked.source_id)


def _source(each: quality.SourceReport) -> models.SourceQuality:
    totals = each.totals
    return models.SourceQuality(
        source_id=each.source.id,
        name=each.source.name,
        kind=each.source.kind,
        events=totals.events,
        flagged_events=totals.flagged,
        flagged_share=_share(totals.flagged, totals.events),
        late_events=totals.late,
        late_share=_share(totals.late, totals.events),
        median_delay=timedelta(milliseconds=totals.median_delay_ms),
        slow_delay=timedelta(milliseconds=totals.slow_delay_ms),
        carried=[
            models.Carried(field=field, events=count, share=_share(count, totals.events))
            for field, count in totals.carrying.items()
        ],
        flags=[_flag(flag, totals.events) for flag in each.flags],
        quarantine=[
            models.Quarantined(
                code=one.code,
                events=one.events,
                first_seen_at=from_ms(one.first_ms),
                last_seen_at=from_ms(one.last_ms),
            )
            for one in each.quarantine
        ],
    )


def _flag(flag: quality.FlagReport, events: int) -> models.Flag:
    return models.Flag(
        flag=flag.flag,
        events=flag.events,
        field=flag.field,
        share=_share(flag.events, flag.carrying),
        share_of_events=_share(flag.events, events),
        first_seen_at=from_ms(flag.first_ms),
        last_seen_at=from_ms(flag.last_ms),
        days=[models.FlagDay(day=day, events=count) for day, count in flag.days],
        examples=[_example(each) for each in flag.examples],
    )


def _example(each: Example) -> models.Example:
    event = each.event
    return models.Example(
        key=each.key,
        value=each.value,
        source_id=event.source_id,
        message_id=event.message_id,
        profile_id=event.profile_id,
        type=event.type,
        name=event.name,
        timestamp=from_ms(event.timestamp_ms),
        received_at=from_ms(event.received_at_ms),
    )


def _coverage(found: Coverage) -> models.ProfileCoverage:
    held = [
        models.Held(namespace=namespace, profiles=count, share=_share(count, found.profiles))
        for namespace, count in found.holding.items()
    ]
    return models.ProfileCoverage(profiles=found.profiles, identifiers=held)


def _share(part: int, whole: int) -> float:
    """Return a share, at most 1: flags of traits under unusual keys may outnumber those that were counted."""
    return round(min(part / whole, 1.0), 6) if whole else 0.0
