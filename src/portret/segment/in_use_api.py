"""HTTP of segments in use: who belongs to them, previews, lists, exports."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter

from portret.kernel.api import joined
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
    return joined(
        preview_routes(context, words),
        list_routes(context),
        members_routes(context),
        turnover_routes(context),
        progress_routes(context),
        seen_routes(context),
    )
