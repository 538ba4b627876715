"""HTTP of segments in use: who belongs to them, previews, lists, exports."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

from portret.segment.context import Reader
from portret.segment.lists.api import list_routes
from portret.segment.members.api import members_routes
from portret.segment.members.preview_api import preview_routes
from portret.segment.progress_api import progress_routes
from portret.segment.seen.api import seen_routes
from portret.segment.turnover.api import turnover_routes
from portret.trait import Words


def routes(context: Callable[..., Reader], words: Words) -> APIRouter:
    """Return the routes of segments in use; `context` is the dependency that authenticates.

    They go before those of definitions and profiles, which take whatever stands below their keys.
    """
    router = APIRouter()
    router.include_router(preview_routes(context, words))
    router.include_router(list_routes(context))
    router.include_router(members_routes(context))
    router.include_router(turnover_routes(context))
    router.include_router(progress_routes(context))
    router.include_router(seen_routes(context))
    return router
