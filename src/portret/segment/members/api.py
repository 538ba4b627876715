"""HTTP of who belongs to segments: members, sizes over time, what segments share, memberships of a profile, export."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from portret import profile, trait, unify
from portret.definition import Stored
from portret.kernel import Invalid, Permission, from_ms, key_of_cursor, needs, to_ms, told, write_cursor
from portret.kernel.api import Cursor, Limit, joined
from portret.kernel.api_models import wording_of
from portret.profile import Entry, Filter
from portret.profile.api_models import Ref, profile_summary
from portret.segment import store
from portret.segment.context import Context, Reader, segment_named
from portret.segment.lists import store as lists
from portret.segment.members import api_models as models
from portret.segment.members import store as common
from portret.segment.members.columns import columns_of, guard_personal
from portret.segment.members.export import MEDIA_TYPES, Format, written
from portret.segment.members.overview_api import overview_routes
from portret.segment.members.people import Chosen, Computed, pieces
from portret.segment.membership import Freshness, Member
from portret.segment.model import Cause
from portret.segment.upkeep import store as upkeep

ENTERED, EXITED = "Segment Entered", "Segment Exited"

_USUAL_SPAN = timedelta(days=90)
_LONGEST_SPAN = timedelta(days=3_660)
_EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
_LATEST = datetime(2299, 12, 31, tzinfo=UTC)
_MOST_COMPARED = 20
_MEMBERS: tuple[str, ...] = ("profile_id", "entered_at", "identifiers.email")
_NOBODYS = ("profile_id", "entered_at")

Keys = Annotated[list[str], Query(alias="segment", min_length=2, max_length=_MOST_COMPARED, description="Keys.")]


class AskedSizes(BaseModel):
    """Which hours: those that begin from `since` on and before `until`."""

    model_config = ConfigDict(extra="forbid")
    since: AwareDatetime | None = Field(default=None, description="Default: 90 days before `until`.")
    until: AwareDatetime | None = Field(default=None, description="Excluded. Default: now.")


class AskedExport(BaseModel):
    """What of whom to export, and how."""

    model_config = ConfigDict(extra="forbid")
    format: Format = "csv"
    column: list[str] = Field(
        default=[],
        max_length=100,
        description="Repeatable: profile_id, entered_at, cause, identifiers.NAMESPACE, traits.KEY, or a trait's name; "
        "of money and of traits by a dimension one by NAME:WHICH. Default: profile_id, entered_at, identifiers.email.",
    )
    purpose: str = Field(default="", max_length=100, description="Only those who granted this purpose.")
    brand: str | None = Field(default=None, max_length=100, description="What was said at this brand counts alone.")


def members_routes(context: Callable[..., Reader]) -> APIRouter:
    """Return the routes of members; `context` is the dependency that authenticates."""
    return joined(_members(context), _figures(context), _of_profiles(context), overview_routes(context))


def _members(context: Callable[..., Reader]) -> APIRouter:
    router = APIRouter(prefix="/api/segments", tags=["segments"])
    Caller = Annotated[Reader, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "/{key}/members", summary="Who is in a segment, by profile id", openapi_extra=needs(Permission.PEOPLE_READ)
    )
    def index(key: str, caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> models.MemberPage:
        after = key_of_cursor(cursor)
        with caller.state.read() as connection:
            found = store.members_of(
                connection, caller.workspace_id, segment_named(connection, caller, key).id, limit + 1, after
            )
            items = _with_people(connection, caller, found[:limit])
        more = write_cursor(found[limit - 1].profile_id) if len(found) > limit else None
        return models.MemberPage(items=items, next_cursor=more)

    @router.get(
        "/{key}/export",
        summary="All members of a segment as a file",
        response_class=StreamingResponse,
        responses={200: {"content": {kind.partition(";")[0]: {} for kind in MEDIA_TYPES.values()}}},
        openapi_extra=needs(Permission.SEGMENTS_EXPORT, recorded=True),
    )
    def export(key: str, caller: Caller, asked: Annotated[AskedExport, Query()]) -> StreamingResponse:
        if asked.brand is not None and not asked.purpose:
            raise Invalid(
                told("brand-purpose", "A brand needs a purpose: whose consent at this brand is asked for?"),
                path="purpose",
            )
        with caller.state.read() as connection:
            segment = segment_named(connection, caller, key)
            rows = {row.key: row for row in upkeep.trait_rows(connection, caller.workspace_id)}
            computed = Computed(rows, store.time_zone(connection, caller.workspace_id))
        kinds = {each.key: trait.value_type(each.definition.compute) for each in rows.values()}
        columns = columns_of(asked.column or (_MEMBERS if caller.sees_personal_data else _NOBODYS), kinds)
        if not caller.sees_personal_data:
            guard_personal(columns)
        chosen = Chosen(caller.workspace_id, segment.id, asked.purpose, asked.brand)
        content = written(asked.format, columns, pieces(caller.state, caller.clock, chosen, columns, computed))
        headers = {"Content-Disposition": f'attachment; filename="{segment.key}.{asked.format}"'}
        return StreamingResponse(content, media_type=MEDIA_TYPES[asked.format], headers=headers)

    return router


def _figures(context: Callable[..., Context]) -> APIRouter:
    router = APIRouter(prefix="/api", tags=["segments"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "/segments/{key}/sizes",
        summary="How large a segment is and was, hour by hour",
        openapi_extra=needs(Permission.DEFINITIONS_READ),
    )
    def sizes(key: str, caller: Caller, asked: Annotated[AskedSizes, Query()]) -> models.Sizes:
        since_ms, until_ms = _span(caller, asked)
        with caller.state.read() as connection:
            segment = segment_named(connection, caller, key)
            found = store.sizes(connection, caller.workspace_id, segment.id, since_ms, until_ms)
            size = upkeep.size(connection, caller.workspace_id, segment.id)
        items = [
            models.SizeView(at=from_ms(each.at_ms), size=each.size, entered=each.entered, exited=each.exited)
            for each in found
        ]
        return models.Sizes(key=key, size=size, items=items)

    @router.get(
        "/segments/{key}/freshness",
        summary="How far a segment is: last evaluation, lag, due timers, faults",
        openapi_extra=needs(Permission.DEFINITIONS_READ),
    )
    def freshness(key: str, caller: Caller) -> models.FreshnessView:
        with caller.state.read() as connection:
            return _freshness(connection, caller, segment_named(connection, caller, key))

    @router.get(
        "/segment-overlap",
        summary="What segments have in common, each with each",
        openapi_extra=needs(Permission.DEFINITIONS_READ),
    )
    def overlap(keys: Keys, caller: Caller) -> models.OverlapView:
        with caller.state.read() as connection:
            ids = {key: segment_named(connection, caller, key).id for key in keys}
            numbers = {
                key: number
                for key, each in ids.items()
                if (number := upkeep.number_of(connection, caller.workspace_id, each)) is not None
            }
            found = common.shared(connection, caller.workspace_id, list(numbers.values()))
        return _overlap(ids, numbers, found)

    return router


def _of_profiles(context: Callable[..., Context]) -> APIRouter:
    router = APIRouter(prefix="/api/profiles", tags=["profiles"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "/{ref:path}/segments/history",
        summary="Entries into segments and exits, newest first",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def history(ref: Ref, caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> models.ChangePage:
        with caller.state.read() as connection:
            found = profile.resolved(connection, caller.workspace_id, ref, caller.settings.phone_region)
            ids = [found.id, *unify.merged_ids(connection, caller.workspace_id, found.id)]
        page = profile.timeline(
            caller.warehouse, caller.workspace_id, ids, Filter(names=(ENTERED, EXITED)), limit, cursor
        )
        return models.ChangePage(items=list(map(_change, page.entries)), next_cursor=page.next_cursor)

    @router.get(
        "/{ref:path}/segments", summary="The segments that a profile is in", openapi_extra=needs(Permission.PEOPLE_READ)
    )
    def memberships(ref: Ref, caller: Caller) -> models.Memberships:
        with caller.state.read() as connection:
            found = profile.resolved(connection, caller.workspace_id, ref, caller.settings.phone_region)
            rows = store.memberships_of(connection, caller.workspace_id, found.id)
        items = [
            models.MembershipView(
                segment_id=each.segment_id,
                key=each.key,
                name=each.name,
                entered_at=from_ms(each.entered_at_ms),
                version=each.version,
                cause=_cause(each.cause),
            )
            for each in rows
        ]
        return models.Memberships(id=found.id, items=items)

    return router


def _with_people(connection: sa.Connection, caller: Context, found: Sequence[Member]) -> list[models.MemberView]:
    ids = [each.profile_id for each in found]
    people = {each.id: each for each in profile.load_stored(connection, caller.workspace_id, ids)}
    now_ms = caller.clock.now_ms()
    return [
        models.MemberView(
            profile=profile_summary(people[each.profile_id], now_ms),
            entered_at=from_ms(each.entered_at_ms),
            version=each.version,
            cause=_cause(each.cause),
        )
        for each in found
        if each.profile_id in people
    ]


def _cause(cause: Cause) -> models.CauseView:
    return models.CauseView(kind=cause.kind, reference=cause.reference)


def _change(entry: Entry) -> models.Change:
    return models.Change(entered=entry.name == ENTERED, at=from_ms(entry.timestamp_ms), properties=entry.properties)


def _span(caller: Context, asked: AskedSizes) -> tuple[int, int]:
    until = min(max(asked.until or caller.clock.now() + timedelta(hours=1), _EARLIEST), _LATEST)
    since = min(max(asked.since or until - _USUAL_SPAN, _EARLIEST), _LATEST)
    if not since < until:
        raise Invalid(told("since-until", "`since` must be before `until`."), path="since")
    if until - since > _LONGEST_SPAN:
        raise Invalid(
            told(
                "days-many", "At most {days} days are shown at a time: give a later `since`.", days=_LONGEST_SPAN.days
            ),
            path="since",
        )
    return to_ms(since), to_ms(until)


def _freshness(connection: sa.Connection, caller: Context, segment: Stored) -> models.FreshnessView:
    known = upkeep.freshness(connection, caller.workspace_id).get(segment.id)
    asked = lists.asked(connection, caller.workspace_id, segment.id)
    now_ms = caller.clock.now_ms()
    return models.FreshnessView(
        key=segment.key,
        status=_status(segment, known),
        version=known.version if known else 0,
        wanted_version=segment.version,
        size=known.size if known else 0,
        progress=known.swept if known else 0.0,
        evaluated_at=_instant(known.evaluated_at_ms) if known else None,
        changed_at=_instant(known.changed_at_ms) if known else None,
        lag_seconds=common.lag_seconds(connection),
        due_timers=store.count_due(connection, now_ms, caller.workspace_id),
        lists_waiting=lists.lists_waiting(connection, caller.workspace_id, segment.id),
        fault=known.fault if known else "",
        fault_words=wording_of(known.fault) if known else None,
        query=None
        if asked is None
        else models.QueryView(
            asked_at=from_ms(asked.asked_at_ms),
            answered_at=_instant(asked.answered_at_ms),
            next_at=from_ms(asked.next_at_ms),
            found=asked.found,
            unknown=asked.unknown,
            error=asked.error,
            error_words=wording_of(asked.error),
        ),
    )


def _status(segment: Stored, known: Freshness | None) -> Any:
    if known is None:
        return "waiting"
    if not segment.document.get("enabled", True) and known.status == "gone":
        return "disabled"
    return "waiting" if known.status == "gone" else known.status


def _instant(at_ms: int) -> datetime | None:
    return from_ms(at_ms) if at_ms else None


def _overlap(ids: dict[str, str], numbers: dict[str, int], found: Any) -> models.OverlapView:
    def members(*keys: str) -> int:
        wanted = {numbers.get(key) for key in keys}
        return sum(count for among, count in found.items() if wanted <= among)

    sizes = {key: members(key) for key in ids}
    pairs = []
    for one, other in combinations(ids, 2):
        both = members(one, other)
        either = sizes[one] + sizes[other] - both
        pairs.append(
            models.Shared(
                segments=[one, other],
                members=both,
                share=[_share(both, sizes[one]), _share(both, sizes[other])],
                similarity=_share(both, either),
            )
        )
    return models.OverlapView(sizes=sizes, union=sum(found.values()), all=members(*ids), pairs=pairs)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 0.0
