"""HTTP of profiles: one by id or by any identifier, its traits, identifiers and timeline, and search."""

from collections.abc import Callable
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Header, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from portret import unify
from portret.kernel import NotFound, Permission, key_of_cursor, needs, read_cursor, to_ms, told, write_cursor
from portret.kernel.api import Cursor, Limit, joined
from portret.profile import api_models as models
from portret.profile import store
from portret.profile.accounts_api import account_routes
from portret.profile.api_models import Ref, profile_summary
from portret.profile.computed import computed_view, fingerprint
from portret.profile.export_api import export_routes
from portret.profile.identity_api import identity_routes
from portret.profile.lookup import Context, resolved
from portret.profile.notes_api import note_routes
from portret.profile.shown import declared, event_shown, identifiers_shown, shown
from portret.profile.store import Profile
from portret.profile.tasks_api import task_routes
from portret.profile.timeline import Filter, timeline
from portret.profile.traits import current, history
from portret.profile.view import view

__all__ = ["identity_routes", "note_routes", "routes", "task_routes"]

_DAY_MS = 86_400_000
EventType = Literal["track", "page", "screen", "identify", "group", "alias"]


_Match = Annotated[str | None, Header(alias="If-None-Match")]
_Ids = Annotated[
    list[Annotated[str, Query(max_length=100)]],
    Query(max_length=200, description="Only these, all on one page, also by ids that they had before a merge."),
]
_NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "Not modified since the ETag given."}}


class Asked(BaseModel):
    """Which events of a timeline are wanted; none named means all."""

    model_config = ConfigDict(extra="forbid")
    type: list[EventType] = Field(default=[], max_length=6)
    name: list[str] = Field(default=[], max_length=50)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = Field(default=None, description="Excluded.")
    limit: int = Field(default=50, ge=1, le=200)
    cursor: str | None = Field(default=None, max_length=2000)


def routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of profiles and accounts; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/profiles", tags=["profiles"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get("", summary="Find profiles, or list the latest", openapi_extra=needs(Permission.PEOPLE_READ))
    def index(
        caller: Caller,
        search: Annotated[str | None, Query(max_length=200)] = None,
        id: _Ids = [],  # noqa: A002, B006 - as the address says it; FastAPI makes a new list for each request
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> models.ProfilePage:
        with caller.state.read() as connection:
            return _named(connection, caller, id) if id else _listed(connection, caller, search, limit, cursor)

    @router.get(
        "/{ref:path}/traits/{key}/history",
        summary="The values a declared trait has had",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def trait_history(ref: Ref, key: str, caller: Caller) -> models.TraitHistory:
        with caller.state.read() as connection:
            profile = resolved(connection, caller.workspace_id, ref, caller.settings.phone_region)
        values = [declared(source_id, claim) for source_id, claim in history(profile.state.claims, key)]
        if not values:
            raise NotFound(
                told("trait-never", "This profile was never told that trait. Its traits are listed at …/traits."),
                path="key",
            )
        return models.TraitHistory(key=key, items=values)

    @router.get(
        "/{ref:path}/traits",
        summary="Traits, the declared ones with their source",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def traits(ref: Ref, caller: Caller) -> models.Traits:
        with caller.state.read() as connection:
            profile = resolved(connection, caller.workspace_id, ref, caller.settings.phone_region)
        claims = profile.state.claims
        return models.Traits(
            id=profile.id,
            declared={key: declared(*history(claims, key)[0]) for key in current(claims)},
            computed=view(profile.state, caller.clock.now_ms()),
        )

    @router.get(
        "/{ref:path}/identifiers",
        summary="Identifiers and where they were first claimed",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def identifiers(ref: Ref, caller: Caller) -> models.Identifiers:
        with caller.state.read() as connection:
            profile = resolved(connection, caller.workspace_id, ref, caller.settings.phone_region)
            return models.Identifiers(
                id=profile.id, items=identifiers_shown(connection, caller.workspace_id, profile.id)
            )

    @router.get("/{ref:path}/timeline", summary="Events, newest first", openapi_extra=needs(Permission.PEOPLE_READ))
    def events(ref: Ref, caller: Caller, asked: Annotated[Asked, Query()]) -> models.Timeline:
        with caller.state.read() as connection:
            profile = resolved(connection, caller.workspace_id, ref, caller.settings.phone_region)
            ids = [profile.id, *unify.merged_ids(connection, caller.workspace_id, profile.id)]
        page = timeline(caller.warehouse, caller.workspace_id, ids, _filter(asked), asked.limit, asked.cursor)
        return models.Timeline(items=[event_shown(entry) for entry in page.entries], next_cursor=page.next_cursor)

    @router.get(
        "/{ref:path}",
        summary="A profile",
        response_model=models.ProfileView,
        responses=_NOT_MODIFIED,
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def show(
        ref: Ref, caller: Caller, response: Response, if_none_match: _Match = None
    ) -> models.ProfileView | Response:
        with caller.state.read() as connection:
            profile = resolved(connection, caller.workspace_id, ref, caller.settings.phone_region)
            computed = computed_view(caller.defined(connection), profile.state, caller.clock.now_ms())
            tag = _tag(profile, caller.clock.now_ms(), fingerprint(computed))
            if if_none_match in (tag, "*"):
                return Response(status_code=304, headers={"ETag": tag})
            response.headers["ETag"] = tag
            return shown(connection, caller, profile, computed)

    return joined(account_routes(context), export_routes(context), router)  # the last takes every path below its own


def _tag(profile: Profile, now_ms: int, computed: str) -> str:
    """Return the entity tag: the version, the day, which ages the engagement score, and what is computed."""
    return f'"{profile.version}-{now_ms // _DAY_MS}{computed and f"-{computed}"}"'


def _listed(
    connection: sa.Connection, caller: Context, search: str | None, limit: int, cursor: str | None
) -> models.ProfilePage:
    if search is None:
        return _latest(connection, caller, limit, cursor)
    return _by_id(connection, caller, search) or _found(connection, caller, search, limit, cursor)


def _latest(connection: sa.Connection, caller: Context, limit: int, cursor: str | None) -> models.ProfilePage:
    before = key_of_cursor(cursor)
    found = store.latest(connection, caller.workspace_id, before, limit + 1)
    more = write_cursor(found[limit - 1].id) if len(found) > limit else None
    return models.ProfilePage(
        items=[profile_summary(profile, caller.clock.now_ms()) for profile in found[:limit]], next_cursor=more
    )


def _named(connection: sa.Connection, caller: Context, ids: list[str]) -> models.ProfilePage:
    now = unify.living(connection, caller.workspace_id, sorted(set(ids)))
    found = store.load_stored(connection, caller.workspace_id, sorted(set(now.values())))
    return models.ProfilePage(
        items=[profile_summary(profile, caller.clock.now_ms()) for profile in found], next_cursor=None
    )


def _by_id(connection: sa.Connection, caller: Context, question: str) -> models.ProfilePage | None:
    """Return the profile of which the question is an id, old ones included; None if it is none."""
    profile_id = unify.canonical(connection, caller.workspace_id, question.strip())
    profile = store.load(connection, caller.workspace_id, profile_id)
    if profile is None:
        return None
    return models.ProfilePage(items=[profile_summary(profile, caller.clock.now_ms())], next_cursor=None)


def _found(
    connection: sa.Connection, caller: Context, question: str, limit: int, cursor: str | None
) -> models.ProfilePage:
    after = read_cursor(cursor, tuple[str, str]) if cursor else None
    found = store.search(connection, caller.workspace_id, question, limit + 1, after)
    more = write_cursor(*found[limit - 1][0]) if len(found) > limit else None
    items = [profile_summary(profile, caller.clock.now_ms()) for _, profile in found[:limit]]
    return models.ProfilePage(items=items, next_cursor=more)


def _filter(asked: Asked) -> Filter:
    return Filter(
        types=asked.type,
        names=asked.name,
        since_ms=to_ms(asked.since) if asked.since else None,
        until_ms=to_ms(asked.until) if asked.until else None,
    )
