"""All SQL of notes and tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from portret.profile.notes.model import MOST_NOTES, Note
from portret.state import Text, chunks, metadata

notes = sa.Table(
    "notes",
    metadata,
    sa.Column("workspace_id", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    sa.Column("profile_id", Text, nullable=False),
    sa.Column("kind", Text, nullable=False),
    sa.Column("text", Text, nullable=False),
    sa.Column("author_id", Text, nullable=False),
    sa.Column("author_name", Text, nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("pinned", sa.Boolean, nullable=False),
    sa.Column("due_ms", sa.BigInteger, nullable=False),
    sa.Column("assignee_id", Text, nullable=False),
    sa.Column("done_ms", sa.BigInteger, nullable=False),
    sa.Column("done_by", Text, nullable=False),
    sa.Column("removed_ms", sa.BigInteger, nullable=False),
    sa.Index("notes_by_profile", "workspace_id", "profile_id"),
    sa.Index("notes_to_do", "workspace_id", "kind", "done_ms", "due_ms"),
)

Place = tuple[int, str]
"""(until when in ms, `UNDATED` if nobody said; id): where a list of open tasks goes on."""

UNDATED = 2**62


def add(connection: sa.Connection, workspace_id: str, note: Note) -> None:
    """Keep a new one."""
    connection.execute(sa.insert(notes).values(workspace_id=workspace_id, **msgspec.structs.asdict(note)))


def of_profiles(connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str]) -> list[Note]:
    """Return what stands about a person under any of their ids: pinned ones first, then the latest."""
    query = (
        sa.select(notes)
        .where(
            notes.c.workspace_id == workspace_id,
            notes.c.profile_id.in_(profile_ids),
            notes.c.removed_ms == 0,
        )
        .order_by(notes.c.pinned.desc(), notes.c.created_ms.desc(), notes.c.id.desc())
        .limit(MOST_NOTES)
    )
    return [_note(row) for row in connection.execute(query).mappings()]


def to_do(
    connection: sa.Connection, workspace_id: str, assignee_id: str | None, limit: int, after: Place | None = None
) -> list[Note]:
    """Return open tasks, those due first before all others; of a user, or of all (None)."""
    due = sa.case((notes.c.due_ms == 0, UNDATED), else_=notes.c.due_ms)
    query = sa.select(notes).where(
        notes.c.workspace_id == workspace_id, notes.c.kind == "task", notes.c.done_ms == 0, notes.c.removed_ms == 0
    )
    if assignee_id is not None:
        query = query.where(notes.c.assignee_id == assignee_id)
    if after:
        query = query.where(sa.tuple_(due, notes.c.id) > sa.tuple_(*after))
    return [_note(row) for row in connection.execute(query.order_by(due, notes.c.id).limit(limit)).mappings()]


def find(connection: sa.Connection, workspace_id: str, note_id: str) -> Note | None:
    """Return one, also one that was taken away; None if there is none."""
    query = sa.select(notes).where(notes.c.workspace_id == workspace_id, notes.c.id == note_id)
    row = connection.execute(query).mappings().one_or_none()
    return _note(row) if row else None


def change(connection: sa.Connection, workspace_id: str, note: Note) -> None:
    """Write what it is now; nothing happens if it was erased meanwhile."""
    values: dict[str, Any] = msgspec.structs.asdict(note)
    connection.execute(
        sa.update(notes).where(notes.c.workspace_id == workspace_id, notes.c.id == note.id).values(**values)
    )


def count_of(connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str]) -> int:
    """Return how many are kept about a person, with those taken away."""
    query = (
        sa.select(sa.func.count())
        .select_from(notes)
        .where(notes.c.workspace_id == workspace_id, notes.c.profile_id.in_(profile_ids))
    )
    return connection.execute(query).scalar_one()


def purge(connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str], before_ms: int) -> None:
    """Delete what was taken away before an instant."""
    connection.execute(
        sa.delete(notes).where(
            notes.c.workspace_id == workspace_id,
            notes.c.profile_id.in_(profile_ids),
            notes.c.removed_ms.between(1, before_ms),
        )
    )


def forget_notes(connection: sa.Connection, workspace_id: str, profile_ids: Sequence[str]) -> None:
    """Delete all that was written about people who are erased, under each of their ids."""
    for piece in chunks(profile_ids):
        connection.execute(sa.delete(notes).where(notes.c.workspace_id == workspace_id, notes.c.profile_id.in_(piece)))


def _note(row: sa.RowMapping) -> Note:
    return Note(**{name: row[name] for name in Note.__struct_fields__})
