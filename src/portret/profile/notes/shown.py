"""Notes as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import sqlalchemy as sa

from portret.kernel import from_ms
from portret.profile.notes.api_models import NoteView
from portret.profile.notes.model import Note


class Colleagues(Protocol):
    """What is to be known of those who work here."""

    def user_names(self, connection: sa.Connection, user_ids: Iterable[str]) -> Mapping[str, str]:
        """Return the names of those of the users that are of the workspace, by id."""
        ...


def note_views(connection: sa.Connection, colleagues: Colleagues, notes: Iterable[Note]) -> list[NoteView]:
    """Return notes as the API shows them: who is no user any more has nothing to do."""
    found = list(notes)
    asked = {note.assignee_id for note in found if note.assignee_id}
    names = colleagues.user_names(connection, asked) if asked else {}
    return [_view(note, names) for note in found]


def _view(note: Note, names: Mapping[str, str]) -> NoteView:
    return NoteView(
        id=note.id,
        kind=note.kind,
        text=note.text,
        author_id=note.author_id,
        author=note.author_name,
        created_at=from_ms(note.created_ms),
        pinned=note.pinned,
        due=from_ms(note.due_ms) if note.due_ms else None,
        assignee_id=note.assignee_id if note.assignee_id in names else "",
        assignee=names.get(note.assignee_id, ""),
        done_at=from_ms(note.done_ms) if note.done_ms else None,
        done_by=note.done_by,
        removed=note.removed_ms > 0,
    )
