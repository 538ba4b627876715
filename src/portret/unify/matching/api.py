"""HTTP of matching: its settings, its runs, and the pairs that people review."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from portret import operation as operations
from portret.definition import IfMatch, require, tag_of
from portret.kernel import Conflict, Permission, Unavailable, needs, read_cursor, told, write_cursor
from portret.operation import Caller, IdempotencyKey, OperationView, queued, settled
from portret.unify.matching import api_models as models
from portret.unify.matching import store
from portret.unify.matching.follow import merge_request
from portret.unify.matching.model import MATCHING, MatchSettings, Status
from portret.unify.pages import Cursor, Limit
from portret.unify.store import canonical, keep_apart

_MISSING = told("no-splink", "Matching needs Splink, which is not installed. Try: pip install 'portret[matching]'")
_Rank = Annotated[int, msgspec.Meta(ge=-(2**62), lt=2**62)]


def routes(context: Callable[..., Caller]) -> APIRouter:
    """Return the routes of matching; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/matching", tags=["matching"])
    Called = Annotated[Caller, Depends(context)]  # noqa: N806 — a type

    @router.get("/settings", summary="How profiles are matched", openapi_extra=needs(Permission.IDENTITY_READ))
    def settings(caller: Called, response: Response) -> models.SettingsView:
        with caller.state.read() as connection:
            found, version = store.settings_of(connection, caller.workspace_id)
        response.headers["ETag"] = tag_of(version)
        return models.settings_view(found, version)

    @router.put("/settings", summary="Change how profiles are matched", openapi_extra=needs(Permission.IDENTITY_MANAGE))
    def save(body: models.SettingsChange, caller: Called, response: Response, if_match: IfMatch) -> models.SettingsView:
        made = MatchSettings(
            enabled=body.enabled,
            schedule=body.schedule,
            review=body.review,
            auto=body.auto,
            ignore=tuple(sorted(set(body.ignore))),
        )
        now_ms = caller.clock.now_ms()
        with caller.state.begin() as connection:
            require(if_match, store.settings_of(connection, caller.workspace_id)[1])
            version = store.save_settings(connection, caller.workspace_id, made, caller.author, body.reason, now_ms)
        response.headers["ETag"] = tag_of(version)
        return models.settings_view(made, version)

    @router.post(
        "/runs",
        status_code=202,
        summary="Look for pairs",
        response_model=OperationView,
        openapi_extra=needs(Permission.IDENTITY_MANAGE),
    )
    def start(body: models.RunRequest, caller: Called, idempotency_key: IdempotencyKey = "") -> JSONResponse:
        if find_spec("splink") is None:
            raise Unavailable(_MISSING)
        operation = queued(caller, "matching", {"full": body.full}, idempotency_key)
        return settled(caller, operation, wait_s=0)

    @router.get(
        "/pairs",
        summary="Pairs that may be one person, the most probable first",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def index(
        caller: Called,
        status: Status = "open",
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> models.PairPage:
        after = read_cursor(cursor, tuple[_Rank, str]) if cursor else None
        with caller.state.read() as connection:
            found = store.page(connection, caller.workspace_id, status, after, limit + 1)
        more = write_cursor(store.rank_of(found[limit - 1]), found[limit - 1].id) if len(found) > limit else None
        return models.PairPage(items=[models.pair_view(pair) for pair in found[:limit]], next_cursor=more)

    @router.get(
        "/pairs/{pair_id}", summary="A pair and the reasons for it", openapi_extra=needs(Permission.PEOPLE_READ)
    )
    def show(pair_id: str, caller: Called) -> models.PairView:
        with caller.state.read() as connection:
            return models.pair_view(store.find_pair(connection, caller.workspace_id, pair_id))

    @router.post(
        "/pairs/{pair_id}/accept",
        summary="They are one person: merge them",
        openapi_extra=needs(Permission.PEOPLE_EDIT),
    )
    def accept(pair_id: str, caller: Called) -> models.PairView:
        return _accept(caller, pair_id)

    @router.post(
        "/pairs/{pair_id}/reject",
        summary="They are two people: never propose them again",
        openapi_extra=needs(Permission.PEOPLE_EDIT),
    )
    def reject(pair_id: str, caller: Called) -> models.PairView:
        return _reject(caller, pair_id)

    return router


def _accept(caller: Caller, pair_id: str) -> models.PairView:
    """Decide and queue the merge in one transaction."""
    now_ms = caller.clock.now_ms()
    with caller.state.begin() as connection:
        pair = store.find_pair(connection, caller.workspace_id, pair_id)
        if pair.status not in ("accepted", "merged"):
            merge = operations.queue(
                connection, pair.workspace_id, "profile-merge", dict(merge_request(pair)), caller.author, now_ms
            )
            store.decide(connection, pair, "accepted", caller.author, now_ms, merge.id)
        return models.pair_view(store.find_pair(connection, caller.workspace_id, pair_id))


def _reject(caller: Caller, pair_id: str) -> models.PairView:
    """Decide and keep the two apart, whatever they are called by now."""
    now_ms = caller.clock.now_ms()
    with caller.state.begin() as connection:
        pair = store.find_pair(connection, caller.workspace_id, pair_id)
        if pair.status != "rejected":
            one, other = (canonical(connection, pair.workspace_id, each) for each in (pair.a_id, pair.b_id))
            if one == other:
                raise Conflict(
                    told("already-one", "They are one profile already. Split it, if they are two people."), path="id"
                )
            store.decide(connection, pair, "rejected", caller.author, now_ms)
            keep_apart(connection, pair.workspace_id, one, other, MATCHING, caller.author, now_ms)
        return models.pair_view(store.find_pair(connection, caller.workspace_id, pair_id))
