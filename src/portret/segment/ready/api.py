"""HTTP of what is ready-made: what there is, adding it, and who moved between its segments."""

from collections.abc import Callable
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from portret import definition, profile
from portret.definition import refuse
from portret.kernel import Invalid, Permission, needs, read_cursor, told, write_cursor
from portret.kernel.api import joined
from portret.profile.api_models import profile_summary
from portret.segment.api_models import applied
from portret.segment.context import Context
from portret.segment.ready import api_models as models
from portret.segment.ready import store
from portret.segment.ready.add import Asked, add
from portret.segment.ready.brands import brands
from portret.segment.ready.grid import grid
from portret.segment.ready.library import library, ready_made
from portret.segment.ready.model import Language
from portret.trait import Words, duration_faults

_HOUR_MS = 3_600_000
_USUAL_SPAN = timedelta(days=30)

Tongue = Annotated[Language, Query(description="Of titles and descriptions.")]


def ready_routes(context: Callable[..., Context], words: Words) -> APIRouter:
    """Return the routes of what is ready-made; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/segments/ready", tags=["segments"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "",
        summary="The ready-made traits and segments, and which of them were added",
        openapi_extra=needs(Permission.DEFINITIONS_READ),
    )
    def index(caller: Caller, language: Tongue = "en") -> models.ReadyList:
        with caller.state.read() as connection:
            added = {each.key: each for each in definition.current(connection, caller.workspace_id, "ready")}
        return models.ReadyList(
            items=[models.ready_view(each, added.get(name), language) for name, each in library().items()]
        )

    @router.post(
        "/{name}",
        summary="Add ready-made traits and segments; the same again changes nothing",
        openapi_extra=needs(Permission.DEFINITIONS_EDIT),
    )
    def take(name: str, body: models.ReadyAsked, caller: Caller) -> models.ReadyAdded:
        ready = ready_made(name)
        if body.every:
            refuse(duration_faults(body.every, "/every", least_ms=_HOUR_MS))
        asked = Asked(**body.model_dump())
        found = add(caller, ready, asked, words)
        steps = applied(found.steps, dry_run=body.dry_run).steps
        return models.ReadyAdded(
            applied=not body.dry_run,
            name=name,
            measured=dict(found.choice.measured),
            steps=steps,
            left=list(found.left),
        )

    @router.get(
        "/rfm/grid",
        summary="How many people are in each field of RFM",
        openapi_extra=needs(Permission.DEFINITIONS_READ),
    )
    def rfm_grid(caller: Caller) -> models.GridView:
        return models.grid_view(grid(caller))

    @router.get(
        "/cross_brand/levels",
        summary="How many people are how active at each brand",
        openapi_extra=needs(Permission.DEFINITIONS_READ),
    )
    def brand_levels(caller: Caller) -> models.BrandLevels:
        found = brands(caller)
        return models.BrandLevels(
            very_active_from=found.very_active,
            brands=[
                models.BrandLevel(brand=brand, very_active=each.very_active, low=each.low)
                for brand, each in found.levels.items()
            ],
        )

    return joined(router, _moves(context))


def _moves(context: Callable[..., Context]) -> APIRouter:
    router = APIRouter(prefix="/api/segments/ready", tags=["segments"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "/{name}/migration",
        summary="Who moved between the segments of something ready-made",
        openapi_extra=needs(Permission.DEFINITIONS_READ),
    )
    def migration(name: str, caller: Caller, asked: Annotated[models.AskedMoves, Query()]) -> models.Migration:
        between = _between(caller, name, asked)
        found = store.moves(caller.warehouse, caller.workspace_id, between)
        return models.migration_view(ready_made(name), between.since, between.until, found)

    @router.get(
        "/{name}/movers",
        summary="Who was in one segment of something ready-made then, and is in another now",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def movers(name: str, caller: Caller, asked: Annotated[models.AskedMovers, Query()]) -> models.MoverPage:
        between = _between(caller, name, asked)
        beyond = read_cursor(asked.cursor, tuple[str])[0] if asked.cursor else ""
        ids = store.movers(
            caller.warehouse, caller.workspace_id, between, (asked.before, asked.after), beyond, asked.limit + 1
        )
        shown = ids[: asked.limit]
        with caller.state.read() as connection:
            people = {each.id: each for each in profile.load_stored(connection, caller.workspace_id, shown)}
        now_ms = caller.clock.now_ms()
        return models.MoverPage(
            items=[profile_summary(people[each], now_ms) for each in shown if each in people],
            next_cursor=write_cursor(shown[-1]) if len(ids) > asked.limit else None,
        )

    return router


def _between(caller: Context, name: str, asked: models.AskedMoves) -> store.Between:
    """Return which segments and instants are meant. Raises NotFound, and Invalid if there are none."""
    ready = ready_made(name)
    until = asked.until or caller.clock.now()
    since = asked.since or until - _USUAL_SPAN
    if not since < until:
        raise Invalid(told("since-until", "`since` must be before `until`."), path="since")
    if not ready.covers:
        raise Invalid(
            told("ready-not-exclusive", "“{name}” has no segments of which everybody is in exactly one.", name=name),
            path="name",
        )
    return store.Between(ready.covers, since, until)
