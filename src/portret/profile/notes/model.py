"""What somebody who works here wrote about a person."""

from __future__ import annotations

from typing import Literal

import msgspec

MOST_NOTES = 200
"""How many notes and tasks a person may have."""

NoteKind = Literal["note", "task"]


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """A note, or a task: something to be done.

    Attributes:
        profile_id: of whom it was written, under the id of that day; who that is now, aliases say.
        author_id: the user or the token that wrote it; the name is that of the day.
        pinned: whether it stands above the others.
        due_ms, assignee_id: of a task: until when, and the user who is to do it; 0 and "" if nobody said.
        done_ms, done_by: of a task: when it was done, and the name of who did it; 0 and "" as long as it is open.
        removed_ms: when it was taken away; 0 as long as it stands.
    """

    id: str
    profile_id: str
    kind: NoteKind
    text: str
    author_id: str
    author_name: str
    created_ms: int
    pinned: bool = False
    due_ms: int = 0
    assignee_id: str = ""
    done_ms: int = 0
    done_by: str = ""
    removed_ms: int = 0
