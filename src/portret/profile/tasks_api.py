"""HTTP of what is to be done, for whomever: the open tasks of all people, those due first."""

from collections.abc import Callable
from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query

from portret import unify
from portret.kernel import Permission, needs, read_cursor, write_cursor
from portret.kernel.api import Cursor, Limit
from portret.profile import api_models as models
from portret.profile import store
from portret.profile.api_models import profile_summary
from portret.profile.notes import store as notes
from portret.profile.notes.model import Note
from portret.profile.notes.shown import note_views
from portret.profile.notes_api import Context

_Whose = Annotated[Literal["mine", "all"], Query(description="Those that are the caller's to do, or everybody's.")]


def task_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the route of tasks; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/tasks", tags=["profiles"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get("", summary="Open tasks of all people, those due first", openapi_extra=needs(Permission.PEOPLE_READ))
    def index(caller: Caller, whose: _Whose = "mine", limit: Limit = 50, cursor: Cursor = None) -> models.Tasks:
        if whose == "mine" and not caller.actor.user_id:
            return models.Tasks(items=[], next_cursor=None)
        assignee_id = caller.actor.user_id if whose == "mine" else None
        after = read_cursor(cursor, tuple[int, str]) if cursor else None
        with caller.state.read() as connection:
            found = notes.to_do(connection, caller.workspace_id, assignee_id, limit + 1, after)
            shown = found[:limit]
            people = _people(connection, caller, shown)
            views = note_views(connection, caller, shown)
        more = write_cursor(shown[-1].due_ms or notes.UNDATED, shown[-1].id) if len(found) > limit else None
        items = [
            models.Task(note=view, person=people.get(note.profile_id)) for note, view in zip(shown, views, strict=True)
        ]
        return models.Tasks(items=items, next_cursor=more)

    return router


def _people(connection: sa.Connection, caller: Context, tasks: list[Note]) -> dict[str, models.ProfileSummary]:
    """Return whom tasks are about, by the id they were written under."""
    now = unify.living(connection, caller.workspace_id, sorted({task.profile_id for task in tasks}))
    stored = {each.id: each for each in store.load_stored(connection, caller.workspace_id, sorted(set(now.values())))}
    now_ms = caller.clock.now_ms()
    return {old_id: profile_summary(stored[new_id], now_ms) for old_id, new_id in now.items() if new_id in stored}
