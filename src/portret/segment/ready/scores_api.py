"""HTTP of the scores of a person."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends

from portret.kernel import Permission, needs
from portret.profile.api_models import Ref
from portret.segment.context import Context
from portret.segment.ready import api_models as models
from portret.segment.ready.scores import SINCE, scores


def score_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the route of scores; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/profiles", tags=["profiles"])

    @router.get(
        "/{ref:path}/scores",
        summary="The scores of a profile, and what they were a month ago",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def show(ref: Ref, caller: Annotated[Context, Depends(context)]) -> models.Scores:
        profile_id, found = scores(caller, ref)
        return models.Scores(
            id=profile_id,
            since=caller.clock.now() - SINCE,
            items=[models.ScoreView(**each._asdict()) for each in found],
        )

    return router
