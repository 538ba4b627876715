"""A note as the API shows it."""

from __future__ import annotations

from portret.kernel import from_ms
from portret.profile.notes.api_models import NoteView
from portret.profile.notes.model import Note


def note_view(note: Note) -> NoteView:
    """Return a note as the API shows it."""
    return NoteView(
        id=note.id,
        kind=note.kind,
        text=note.text,
        author_id=note.author_id,
        author=note.author_name,
        created_at=from_ms(note.created_ms),
        pinned=note.pinned,
        due=from_ms(note.due_ms) if note.due_ms else None,
        assignee=note.assignee,
        done_at=from_ms(note.done_ms) if note.done_ms else None,
        done_by=note.done_by,
        removed=note.removed_ms > 0,
    )
