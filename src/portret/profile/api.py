"""HTTP of profiles: one by id or by any identifier, its traits, identifiers and timeline, and search."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, Protocol

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Depends, Header, Path, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from portret import unify
from portret.kernel import Clock, Invalid, NotFound, from_ms, key_of_cursor, read_cursor, to_ms, write_cursor
from portret.profile import api_models as models
from portret.profile import store
from portret.profile.instants import nearest
from portret.profile.model import IDENTIFIED, Claim
from portret.profile.store import Profile
from portret.profile.timeline import Entry, Filter, timeline
from portret.profile.traits import current, display_name, history
from portret.profile.view import summary, view
from portret.state import State
from portret.warehouse import Warehouse

_DAY_MS = 86_400_000
_ID = "prf_"


class Context(Protocol):
    """What the routes need of the caller's context; the workspace comes from the token."""

    @property
    def workspace_id(self) -> str:
        """The caller's workspace."""
        ...

    @property
    def state(self) -> State:
        """The state store."""
        ...

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse, for timelines."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock."""
        ...


Limit = Annotated[int, Query(ge=1, le=200)]
Cursor = Annotated[str | None, Query(max_length=2000)]
Ref = Annotated[
    str,
    Path(
        description="A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`.",
        examples=["email:jo@example.com"],
        max_length=600,
    ),
]
EventType = Literal["track", "page", "screen", "identify", "group", "alias"]


_Match = Annotated[str | None, Header(alias="If-None-Match")]
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
    """Return the routes of profiles; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/profiles", tags=["profiles"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get("", summary="Find profiles, or list the latest")
    def index(
        caller: Caller,
        search: Annotated[str | None, Query(max_length=200)] = None,
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> models.ProfilePage:
        with caller.state.read() as connection:
            if search is None:
                return _latest(connection, caller, limit, cursor)
            return _found(connection, caller, search, limit, cursor)

    @router.get("/{ref:path}/traits/{key}/history", summary="The values a declared trait has had")
    def trait_history(ref: Ref, key: str, caller: Caller) -> models.TraitHistory:
        with caller.state.read() as connection:
            profile = _resolved(connection, caller.workspace_id, ref)
        values = [_declared(source_id, claim) for source_id, claim in history(profile.state.claims, key)]
        if not values:
            raise NotFound("This profile was never told that trait. Its traits are listed at …/traits.", path="key")
        return models.TraitHistory(key=key, items=values)

    @router.get("/{ref:path}/traits", summary="Traits, the declared ones with their source")
    def traits(ref: Ref, caller: Caller) -> models.Traits:
        with caller.state.read() as connection:
            profile = _resolved(connection, caller.workspace_id, ref)
        claims = profile.state.claims
        return models.Traits(
            id=profile.id,
            declared={key: _declared(*history(claims, key)[0]) for key in current(claims)},
            computed=view(profile.state, caller.clock.now_ms()),
        )

    @router.get("/{ref:path}/identifiers", summary="Identifiers and where they were first claimed")
    def identifiers(ref: Ref, caller: Caller) -> models.Identifiers:
        with caller.state.read() as connection:
            profile = _resolved(connection, caller.workspace_id, ref)
            return models.Identifiers(id=profile.id, items=_identifiers(connection, caller.workspace_id, profile.id))

    @router.get("/{ref:path}/timeline", summary="Events, newest first")
    def events(ref: Ref, caller: Caller, asked: Annotated[Asked, Query()]) -> models.Timeline:
        with caller.state.read() as connection:
            profile = _resolved(connection, caller.workspace_id, ref)
            ids = [profile.id, *unify.merged_ids(connection, caller.workspace_id, profile.id)]
        page = timeline(caller.warehouse, caller.workspace_id, ids, _filter(asked), asked.limit, asked.cursor)
        return models.Timeline(items=[_event(entry) for entry in page.entries], next_cursor=page.next_cursor)

    @router.get("/{ref:path}", summary="A profile", response_model=models.ProfileView, responses=_NOT_MODIFIED)
    def show(
        ref: Ref, caller: Caller, response: Response, if_none_match: _Match = None
    ) -> models.ProfileView | Response:
        with caller.state.read() as connection:
            profile = _resolved(connection, caller.workspace_id, ref)
            tag = _tag(profile, caller.clock.now_ms())
            if if_none_match in (tag, "*"):
                return Response(status_code=304, headers={"ETag": tag})
            response.headers["ETag"] = tag
            return _shown(connection, caller, profile)

    return router


def _shown(connection: sa.Connection, caller: Context, profile: Profile) -> models.ProfileView:
    return models.ProfileView(
        id=profile.id,
        merged_ids=unify.merged_ids(connection, caller.workspace_id, profile.id),
        version=profile.version,
        identifiers=_identifiers(connection, caller.workspace_id, profile.id),
        traits=current(profile.state.claims),
        computed=view(profile.state, caller.clock.now_ms()),
    )


def _resolved(connection: sa.Connection, workspace_id: str, ref: str) -> Profile:
    """Return the profile a reference names.

    Raises:
        Invalid: the reference is neither an id nor a valid `namespace:value`.
        NotFound: nobody is known by it.
    """
    profile_id: str | None = ref
    if not ref.startswith(_ID):
        namespace, colon, value = ref.partition(":")
        if not colon:
            raise Invalid(
                "Name a profile by its id (prf_…) or by namespace:value, such as email:jo@example.com.", path="ref"
            )
        profile_id = unify.find(connection, workspace_id, namespace, unify.normalise_identifier(namespace, value))
    profile = profile_id and store.load(connection, workspace_id, unify.canonical(connection, workspace_id, profile_id))
    if not profile:
        raise NotFound("No profile is known by this reference in this workspace. Search with ?search=…", path="ref")
    return profile


def _tag(profile: Profile, now_ms: int) -> str:
    """Return the entity tag: the version, and the day, which ages the engagement score."""
    return f'"{profile.version}-{now_ms // _DAY_MS}"'


def _latest(connection: sa.Connection, caller: Context, limit: int, cursor: str | None) -> models.ProfilePage:
    before = key_of_cursor(cursor)
    found = store.latest(connection, caller.workspace_id, before, limit + 1)
    more = write_cursor(found[limit - 1].id) if len(found) > limit else None
    return models.ProfilePage(items=[_summary(profile, caller) for profile in found[:limit]], next_cursor=more)


def _found(
    connection: sa.Connection, caller: Context, question: str, limit: int, cursor: str | None
) -> models.ProfilePage:
    after = read_cursor(cursor, tuple[str, str]) if cursor else None
    found = store.search(connection, caller.workspace_id, question, limit + 1, after)
    more = write_cursor(*found[limit - 1][0]) if len(found) > limit else None
    items = [_summary(profile, caller) for _, profile in found[:limit]]
    return models.ProfilePage(items=items, next_cursor=more)


def _summary(profile: Profile, caller: Context) -> models.ProfileSummary:
    declared = current(profile.state.claims)
    computed = summary(profile.state, caller.clock.now_ms())
    email = declared.get("email")
    return models.ProfileSummary(
        id=profile.id,
        name=display_name(declared),
        email=email if isinstance(email, str) else None,
        first_seen_at=computed["first_seen_at"],
        last_seen_at=computed["last_seen_at"],
        orders=computed["orders"],
    )


def _identifiers(connection: sa.Connection, workspace_id: str, profile_id: str) -> list[models.Identifier]:
    rows = unify.identifiers_of(connection, workspace_id, profile_id)
    return [models.Identifier(first_seen_at=_instant(row.pop("first_seen_ms")), **row) for row in rows]


def _declared(source_id: str, claim: Claim) -> models.Declared:
    strength, at_ms, _, text, verified = claim
    return models.Declared(
        value=msgspec.json.decode(text),
        at=_instant(at_ms),
        source_id=source_id,
        verified=verified,
        identified=strength == IDENTIFIED,
    )


def _filter(asked: Asked) -> Filter:
    return Filter(
        types=asked.type,
        names=asked.name,
        since_ms=to_ms(asked.since) if asked.since else None,
        until_ms=to_ms(asked.until) if asked.until else None,
    )


def _event(entry: Entry) -> models.TimelineEvent:
    fields = msgspec.structs.asdict(entry)
    at_ms, received_at_ms = fields.pop("timestamp_ms"), fields.pop("received_at_ms")
    return models.TimelineEvent(**fields, timestamp=_instant(at_ms), received_at=_instant(received_at_ms))


def _instant(at_ms: int) -> datetime:
    return from_ms(nearest(at_ms))
