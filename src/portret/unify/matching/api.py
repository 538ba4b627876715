"""HTTP of matching: its settings, its runs, and the pairs that people review."""

from collections.abc import Callable
from importlib.util import find_spec
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from portret.definition import require, tag_of
from portret.definition.api_models import IfMatch
from portret.kernel import Permission, Unavailable, needs, read_cursor, told, write_cursor
from portret.kernel.api import Cursor, Limit, joined
from portret.operation.api import IdempotencyKey, queued, settled
from portret.operation.api_models import OperationView
from portret.state import CallContext
from portret.unify.matching import api_models as models
from portret.unify.matching import store
from portret.unify.matching.decisions_api import decision_routes
from portret.unify.matching.model import MatchSettings, Status

_MISSING = told("no-splink", "Matching needs Splink, which is not installed. Try: pip install 'portret[matching]'")
_Rank = Annotated[int, msgspec.Meta(ge=-(2**62), lt=2**62)]


def routes(context: Callable[..., CallContext]) -> APIRouter:
    """Return the routes of matching; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/matching", tags=["matching"])
    Called = Annotated[CallContext, Depends(context)]  # noqa: N806 — a type

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

    return joined(router, decision_routes(context))
