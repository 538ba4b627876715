"""What the API of notes and tasks takes and gives, as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from portret.kernel import HarmlessText

LONGEST_TEXT = 10_000
LONGEST_ID = 100


class NewNote(BaseModel):
    """A note or a task to write about somebody."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["note", "task"] = "note"
    text: str = Field(min_length=1, max_length=LONGEST_TEXT, pattern=r"\S")
    pinned: bool = Field(default=False, description="Keep it above the others.")
    due: AwareDatetime | None = Field(default=None, description="Of a task: until when.")
    assignee_id: str = Field(default="", max_length=LONGEST_ID, description="Of a task: the user who is to do it.")


class NoteChange(BaseModel):
    """What is to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid")
    text: str | None = Field(default=None, min_length=1, max_length=LONGEST_TEXT, pattern=r"\S")
    pinned: bool | None = None
    due: AwareDatetime | None = None
    assignee_id: str | None = Field(default=None, max_length=LONGEST_ID, description="Empty: nobody in particular.")
    done: bool | None = None
    removed: bool | None = Field(default=None, description="False brings back what was taken away.")


class NoteView(BaseModel):
    """A note or a task."""

    id: HarmlessText
    kind: Literal["note", "task"]
    text: str
    author_id: HarmlessText
    author: HarmlessText = Field(description="The name of who wrote it.")
    created_at: datetime
    pinned: bool
    due: datetime | None
    assignee_id: HarmlessText = Field(description="The user who is to do it; empty if nobody in particular is.")
    assignee: HarmlessText = Field(description="The name of that user as it is now.")
    done_at: datetime | None
    done_by: HarmlessText
    removed: bool


class Notes(BaseModel):
    """What colleagues wrote about a person: pinned first, then the latest; at most 200 in all."""

    items: list[NoteView]
