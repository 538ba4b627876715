"""HTTP of decisions on pairs: accept, reject, take a rejection back, and what came of it all."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends

from portret import operation as operations
from portret.kernel import Permission, needs, read_cursor, write_cursor
from portret.kernel.api import Cursor, Limit
from portret.operation.api_models import operation_view
from portret.state import CallContext
from portret.unify.matching import api_models as models
from portret.unify.matching import decided, store
from portret.unify.matching.follow import merge_request
from portret.unify.matching.model import By, Decision, Status
from portret.unify.pages import Number

_STATUSES: dict[models.Verdict, tuple[Status, ...]] = {
    "accepted": ("accepted", "merged", "stale"),
    "rejected": ("rejected",),
}
_EDITS = needs(Permission.PEOPLE_EDIT)


def decision_routes(context: Callable[..., CallContext]) -> APIRouter:
    """Return the routes of decisions; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/matching", tags=["matching"])
    Called = Annotated[CallContext, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "/decisions",
        summary="Pairs on which was decided, the latest decision first, and what came of it",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def index(
        caller: Called,
        verdict: models.Verdict | None = None,
        by: By = "people",
        limit: Limit = 50,
        cursor: Cursor = None,
    ) -> models.DecisionPage:
        before = read_cursor(cursor, tuple[Number, str]) if cursor else None
        statuses = _STATUSES[verdict] if verdict else (*_STATUSES["accepted"], *_STATUSES["rejected"])
        with caller.state.read() as connection:
            found = store.decisions(connection, caller.workspace_id, statuses, by, before, limit + 1)
            shown = decided.outcomes(connection, found[:limit])
        more = write_cursor(shown[-1].pair.decided_at_ms, shown[-1].pair.id) if len(found) > limit else None
        return models.DecisionPage(items=[_shown(each) for each in shown], next_cursor=more)

    @router.post("/pairs/{pair_id}/accept", summary="They are one person: merge them", openapi_extra=_EDITS)
    def accept(pair_id: str, caller: Called, body: models.PairAcceptance | None = None) -> models.PairView:
        return _accept(caller, pair_id, force=body is not None and body.force)

    @router.post(
        "/pairs/{pair_id}/reject",
        summary="They are two people: propose them no more",
        openapi_extra=_EDITS,
    )
    def reject(pair_id: str, caller: Called) -> models.PairView:
        with caller.state.begin() as connection:
            pair = store.find_pair(connection, caller.workspace_id, pair_id)
            if pair.status != "rejected":
                decided.reject(connection, pair, caller.author, caller.clock.now_ms())
            return models.pair_view(store.find_pair(connection, caller.workspace_id, pair_id))

    @router.post(
        "/pairs/{pair_id}/reopen",
        summary="Take a rejection back: the pair waits again",
        openapi_extra=_EDITS,
    )
    def reopen(pair_id: str, caller: Called) -> models.PairView:
        with caller.state.begin() as connection:
            pair = store.find_pair(connection, caller.workspace_id, pair_id)
            if pair.status != "open":
                decided.take_back(connection, pair, caller.clock.now_ms())
            return models.pair_view(store.find_pair(connection, caller.workspace_id, pair_id))

    return router


def _accept(caller: CallContext, pair_id: str, *, force: bool) -> models.PairView:
    """Decide and queue the merge in one transaction."""
    now_ms = caller.clock.now_ms()
    with caller.state.begin() as connection:
        pair = store.find_pair(connection, caller.workspace_id, pair_id)
        if pair.status not in ("accepted", "merged"):
            request = merge_request(pair) | ({"force": True} if force else {})
            merge = operations.queue(connection, pair.workspace_id, "profile-merge", request, caller.author, now_ms)
            store.decide(connection, pair, "accepted", caller.author, now_ms, merge.id)
        return models.pair_view(store.find_pair(connection, caller.workspace_id, pair_id))


def _shown(decision: Decision) -> models.DecisionView:
    return models.DecisionView(
        pair=models.pair_view(decision.pair),
        verdict="rejected" if decision.pair.status == "rejected" else "accepted",
        outcome=decision.outcome,
        profile_now=decision.now_id,
        other_now=decision.other_now_id,
        merged_id=decision.merged_id,
        operation=operation_view(decision.merge) if decision.merge else None,
    )
