"""HTTP of what a person decides about who is who: merge two profiles, split one, erase one or one side of it.

Everything here is queued for the worker, the only writer of identities, and usually done before the answer.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Protocol

from fastapi import APIRouter, Depends, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, model_validator

from portret.kernel import Permission, Settings, needs, told
from portret.operation.api import IdempotencyKey, queued, settled
from portret.operation.api_models import OperationView
from portret.profile.api_models import Ref
from portret.profile.lookup import resolved
from portret.state import CallContext

_ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": OperationView, "description": "It waits or runs: look at the operation until it ends."}
}
_Force = Annotated[bool, Query(description="Erase a side although events of both are in the warehouse no longer.")]
_Side = Annotated[str, Query(max_length=100, description="Only this one of the profiles that were merged into it.")]


class Merging(BaseModel):
    """Whom to merge the profile with."""

    model_config = ConfigDict(extra="forbid")
    other: str = Field(min_length=1, max_length=600, description="The other profile: an id, or `namespace:value`.")
    winner: Literal["this", "other", ""] = Field(
        default="", description="Whose id survives; left out: the one with the best identifier, then the older one."
    )
    force: bool = Field(default=False, description="Merge although together they break a limit of the rules.")


class Splitting(BaseModel):
    """Where to split: exactly one of `undo` and `identifiers`."""

    model_config = ConfigDict(extra="forbid")
    undo: str = Field(
        default="", max_length=100, description="A merge, by its `id`, or by that of the profile that went away."
    )
    identifiers: list[str] = Field(
        default=[], max_length=1_000, description="`namespace:value` of what becomes a new profile."
    )
    preview: bool = Field(default=False, description="Only say what each side would get; nothing changes.")
    force: bool = Field(
        default=False, description="Split although the warehouse has no longer all events that the profile is made of."
    )

    @model_validator(mode="after")
    def _is_one(self) -> "Splitting":
        if bool(self.undo) == bool(self.identifiers):
            message = told("split-what", "Say what to split: either `undo` a merge, or `identifiers` to cut off.")
            raise ValueError(message)
        return self


class Context(CallContext, Protocol):
    """What the routes need of the caller's context; the workspace comes from the token."""

    @property
    def settings(self) -> Settings:
        """The settings, for the country of telephone numbers."""
        ...


def identity_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes that change who is who; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/profiles", tags=["profiles"])
    Called = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.post(
        "/{ref:path}/merge",
        summary="Merge with another profile",
        response_model=OperationView,
        responses=_ACCEPTED,
        openapi_extra=needs(Permission.PEOPLE_EDIT),
    )
    def merge(ref: Ref, body: Merging, caller: Called, idempotency_key: IdempotencyKey = "") -> JSONResponse:
        request = {
            "profile": _id(caller, ref),
            "other": _id(caller, body.other),
            "winner": {"this": "profile"}.get(body.winner, body.winner),
            "force": body.force,
        }
        return settled(caller, queued(caller, "profile-merge", request, idempotency_key))

    @router.post(
        "/{ref:path}/split",
        summary="Undo a merge, or cut identifiers off; or see what that would give",
        response_model=OperationView,
        responses=_ACCEPTED,
        openapi_extra=needs(Permission.PEOPLE_EDIT),
    )
    def split(ref: Ref, body: Splitting, caller: Called, idempotency_key: IdempotencyKey = "") -> JSONResponse:
        request = {"profile": _id(caller, ref), **body.model_dump()}
        return settled(caller, queued(caller, "profile-split", request, idempotency_key))

    @router.delete(
        "/{ref:path}",
        summary="Erase a person, or one side of a merge",
        response_model=OperationView,
        responses=_ACCEPTED,
        openapi_extra=needs(Permission.PEOPLE_ERASE),
    )
    def erase(
        ref: Ref, caller: Called, *, side: _Side = "", force: _Force = False, idempotency_key: IdempotencyKey = ""
    ) -> JSONResponse:
        request = {"profile": _id(caller, ref), "side": side, "force": force}
        return settled(caller, queued(caller, "profile-erase", request, idempotency_key))

    return router


def _id(caller: Context, reference: str) -> str:
    """Return the present id of a profile, so that no operation keeps an e-mail that somebody was named by."""
    with caller.state.read() as connection:
        return resolved(connection, caller.workspace_id, reference, caller.settings.phone_region).id
