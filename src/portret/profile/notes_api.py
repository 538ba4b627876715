"""HTTP of notes and tasks: what sales and the call centre write about a person by hand."""

from collections.abc import Callable
from typing import Annotated, Any, Protocol

import msgspec
import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path

from portret import unify
from portret.kernel import Invalid, NotFound, Permission, needs, new_id, to_ms, told
from portret.profile.api_models import Ref
from portret.profile.lookup import Context as ProfileContext
from portret.profile.lookup import resolved
from portret.profile.notes import api_models as models
from portret.profile.notes import store
from portret.profile.notes.model import MOST_NOTES, Note
from portret.profile.notes.shown import note_views

_LINGERS_MS = 86_400_000
"""For how long one that was taken away can be brought back."""

_NoteId = Annotated[str, Path(max_length=100)]


class Author(Protocol):
    """Who calls."""

    @property
    def id(self) -> str:
        """The id of a user or a token."""
        ...

    @property
    def name(self) -> str:
        """The name, for people to read."""
        ...

    @property
    def user_id(self) -> str:
        """The user, also of a token that belongs to one; "" for nobody's token."""
        ...


class Context(ProfileContext, Protocol):
    """What the routes need of the caller's context."""

    @property
    def actor(self) -> Author:
        """Who calls."""
        ...


def note_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of notes; mounted before those of profiles, which take every path below theirs."""
    router = APIRouter(prefix="/api/profiles", tags=["profiles"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "/{ref:path}/notes",
        summary="Notes and tasks about a person",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def index(ref: Ref, caller: Caller) -> models.Notes:
        with caller.state.read() as connection:
            found = store.of_profiles(connection, caller.workspace_id, _ids(connection, caller, ref))
            return models.Notes(items=note_views(connection, caller, found))

    @router.post(
        "/{ref:path}/notes",
        summary="Write a note or a task about a person",
        status_code=201,
        openapi_extra=needs(Permission.PEOPLE_EDIT, Permission.PERSONAL_DATA_SEE),
    )
    def write(ref: Ref, body: models.NewNote, caller: Caller) -> models.NoteView:
        with caller.state.begin() as connection:
            ids = _ids(connection, caller, ref)
            store.purge(connection, caller.workspace_id, ids, caller.clock.now_ms() - _LINGERS_MS)
            if store.count_of(connection, caller.workspace_id, ids) >= MOST_NOTES:
                raise Invalid(
                    told(
                        "notes-many",
                        "A person has at most {most_notes} notes and tasks. Change one that is there.",
                        most_notes=MOST_NOTES,
                    ),
                    path="text",
                )
            note = Note(
                id=new_id("not"),
                profile_id=ids[0],
                kind=body.kind,
                text=body.text,
                author_id=caller.actor.id,
                author_name=caller.actor.name,
                created_ms=caller.clock.now_ms(),
                pinned=body.pinned,
                due_ms=to_ms(body.due) if body.due and body.kind == "task" else 0,
                assignee_id=_assignee(connection, caller, body.assignee_id) if body.kind == "task" else "",
            )
            store.add(connection, caller.workspace_id, note)
            return _shown(connection, caller, note)

    @router.patch(
        "/{ref:path}/notes/{note_id}",
        summary="Change a note or a task: its text, pinned, done, taken away or brought back",
        openapi_extra=needs(Permission.PEOPLE_EDIT, Permission.PERSONAL_DATA_SEE),
    )
    def edit(ref: Ref, note_id: _NoteId, body: models.NoteChange, caller: Caller) -> models.NoteView:
        with caller.state.begin() as connection:
            note = store.find(connection, caller.workspace_id, note_id)
            if note is None or note.profile_id not in _ids(connection, caller, ref):
                raise NotFound(
                    told("note-none", "There is no such note about this person. …/notes lists them."), path="note_id"
                )
            if body.assignee_id is not None and body.assignee_id != note.assignee_id:
                _assignee(connection, caller, body.assignee_id)
            changed = msgspec.structs.replace(note, **_changes(note, body, caller))
            store.change(connection, caller.workspace_id, changed)
            return _shown(connection, caller, changed)

    return router


def _ids(connection: sa.Connection, caller: Context, ref: str) -> list[str]:
    """Return all ids of a person, the present one first."""
    profile_id = resolved(connection, caller.workspace_id, ref, caller.settings.phone_region).id
    return [profile_id, *unify.merged_ids(connection, caller.workspace_id, profile_id)]


def _shown(connection: sa.Connection, caller: Context, note: Note) -> models.NoteView:
    [view] = note_views(connection, caller, [note])
    return view


def _assignee(connection: sa.Connection, caller: Context, user_id: str) -> str:
    """Return who is to do it, once they are known to work here."""
    if user_id and user_id not in caller.user_names(connection, [user_id]):
        raise Invalid(told("assignee", "No such user works here. Choose another, or nobody."), path="/assignee_id")
    return user_id


def _changes(note: Note, asked: models.NoteChange, caller: Context) -> dict[str, Any]:
    wanted = asked.model_dump(exclude_unset=True)
    now_ms = caller.clock.now_ms()
    changes: dict[str, Any] = {
        name: wanted[name] for name in ("text", "pinned", "assignee_id") if wanted.get(name) is not None
    }
    if "due" in wanted:
        changes["due_ms"] = to_ms(wanted["due"]) if wanted["due"] else 0
    if wanted.get("done") is not None and wanted["done"] != (note.done_ms > 0):
        changes |= (
            {"done_ms": now_ms, "done_by": caller.actor.name} if wanted["done"] else {"done_ms": 0, "done_by": ""}
        )
    if wanted.get("removed") is not None:
        changes["removed_ms"] = now_ms if wanted["removed"] else 0
    return changes
