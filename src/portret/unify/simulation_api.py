"""HTTP of simulations: ask what other identity rules would do, before they are put in force."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from portret.kernel import Permission, needs, to_ms
from portret.operation.api import IdempotencyKey, queued, settled
from portret.operation.api_models import OperationView
from portret.state import CallContext
from portret.unify.rules import RulesDocument, check_rules

_ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": OperationView, "description": "It waits or runs: look at the operation until it ends."}
}


class Simulation(BaseModel):
    """Rules to try on the history."""

    model_config = ConfigDict(extra="forbid")
    rules: RulesDocument = Field(description="A whole document of rules, as it would be saved.")
    since: AwareDatetime | None = Field(
        default=None, description="Look at events received from then on; at all if left out."
    )


def routes(context: Callable[..., CallContext]) -> APIRouter:
    """Return the routes of simulations; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/identity/simulations", tags=["identity"])
    Called = Annotated[CallContext, Depends(context)]  # noqa: N806 — a type

    @router.post(
        "",
        summary="Try rules on the history: who would join, who would come apart; changes nothing",
        response_model=OperationView,
        responses=_ACCEPTED,
        openapi_extra=needs(Permission.IDENTITY_MANAGE),
    )
    def simulate(asked: Simulation, caller: Called, idempotency_key: IdempotencyKey = "") -> JSONResponse:
        check_rules(asked.rules, "/rules")
        request: dict[str, Any] = {"rules": asked.rules.model_dump(mode="json", exclude_none=True)}
        if asked.since:
            request["since_ms"] = to_ms(asked.since)
        return settled(caller, queued(caller, "identity-simulation", request, idempotency_key), 0)

    return router
