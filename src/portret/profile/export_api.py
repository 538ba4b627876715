"""HTTP of a person's own data: all that is known of them as one document."""

from collections.abc import Callable
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Response

from portret.kernel import Permission, needs
from portret.profile import api_models as models
from portret.profile.api_models import Ref
from portret.profile.computed import computed_view
from portret.profile.lookup import Context, instant, resolved
from portret.profile.notes.shown import note_views
from portret.profile.notes.store import of_profiles
from portret.profile.shown import declared, event_shown, shown
from portret.profile.store import Profile
from portret.profile.timeline import Filter, timeline
from portret.profile.traits import history

_MOST_EVENTS = 5_000


def export_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the route of the export; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/profiles", tags=["profiles"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "/{ref:path}/export",
        summary="All that is known of a person, as one document",
        openapi_extra=needs(Permission.PEOPLE_READ, Permission.PERSONAL_DATA_SEE, recorded=True),
    )
    def export(ref: Ref, caller: Caller, response: Response) -> models.Export:
        with caller.state.read() as connection:
            profile = resolved(connection, caller.workspace_id, ref, caller.settings.phone_region)
            exported = _exported(connection, caller, profile)
        response.headers["Content-Disposition"] = f'attachment; filename="{profile.id}.json"'
        return exported

    return router


def _exported(connection: sa.Connection, caller: Context, profile: Profile) -> models.Export:
    now_ms = caller.clock.now_ms()
    computed = computed_view(caller.defined(connection), profile.state, now_ms)
    person = shown(connection, caller, profile, computed)
    ids = [profile.id, *person.merged_ids]
    page = timeline(caller.warehouse, caller.workspace_id, ids, Filter(), _MOST_EVENTS)
    claims = profile.state.claims
    keys = sorted({key for told in claims.values() for key in told})
    return models.Export(
        exported_at=instant(now_ms),
        profile=person,
        trait_history={key: [declared(*each) for each in history(claims, key)] for key in keys},
        notes=note_views(connection, caller, of_profiles(connection, caller.workspace_id, ids)),
        events=[event_shown(entry) for entry in page.entries],
        next_cursor=page.next_cursor,
    )
