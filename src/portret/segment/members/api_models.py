"""What the API of members takes and gives, as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from portret.kernel import Harmless, HarmlessText
from portret.kernel.api_models import Wording
from portret.profile.api_models import ProfileSummary
from portret.segment.membership import Status

CauseKind = Literal["event", "timer", "definition", "identity", "import", "query"]

_CHANGE = Harmless(frozenset(("segment_id", "segment", "name", "version", "cause", "kind", "reference")))


class CauseView(BaseModel):
    """Why somebody entered or left a segment."""

    kind: CauseKind = Field(
        description="An event of theirs, a moment that came, a changed definition, a merge or split, a list, a query."
    )
    reference: HarmlessText = Field(
        description="What names it: the message id of the event, for instance. May be empty."
    )


class MemberView(BaseModel):
    """Somebody in a segment."""

    profile: ProfileSummary
    entered_at: datetime
    version: int = Field(description="Of the definition by which they entered.")
    cause: CauseView


class MemberPage(BaseModel):
    """Some members, by profile id, and the cursor of the next ones if there are more."""

    items: list[MemberView]
    next_cursor: HarmlessText | None


class MembershipView(BaseModel):
    """A segment that somebody is in."""

    segment_id: HarmlessText
    key: HarmlessText
    name: HarmlessText
    entered_at: datetime
    version: int = Field(description="Of the definition by which they entered.")
    cause: CauseView


class Memberships(BaseModel):
    """The segments that a profile is in, by key."""

    id: HarmlessText
    items: list[MembershipView]


class Change(BaseModel):
    """An entry into a segment or an exit from one."""

    entered: bool
    at: datetime
    properties: Annotated[dict[str, Any], _CHANGE] = Field(description="Of the event: segment, version and cause.")


class ChangePage(BaseModel):
    """Some entries and exits, newest first, and the cursor of the next ones if there are more."""

    items: list[Change]
    next_cursor: HarmlessText | None


class SizeView(BaseModel):
    """An hour in which somebody entered or left; in the hours between the size stayed as it was."""

    at: datetime = Field(description="When the hour begins, in UTC.")
    size: int = Field(description="At its end.")
    entered: int
    exited: int


class Sizes(BaseModel):
    """A segment's size, now and over time, oldest first."""

    key: str
    size: int
    items: list[SizeView]


class QueryView(BaseModel):
    """What became of the query of an SQL segment."""

    asked_at: datetime
    answered_at: datetime | None = Field(
        description="When it last answered without a fault; members are those of then."
    )
    next_at: datetime
    found: int = Field(description="How many profiles it named then.")
    unknown: int = Field(description="How many ids of nobody it named then.")
    error: str = Field(description="What is wrong with it since; empty while it is well.")
    error_words: Wording | None


class FreshnessView(BaseModel):
    """How far a segment is."""

    key: str
    status: Literal["waiting", "filling", "sweeping", "live", "leaving", "disabled"] = Field(
        description="Not taken up yet; history is read for it; everybody is judged once; up to date; being emptied."
    )
    version: int = Field(description="Of the definition that memberships follow; 0 if none yet.")
    wanted_version: int = Field(description="Of the definition that is to be followed.")
    size: int
    progress: float = Field(description="Share of all profiles judged by this definition, 0 to 1.")
    evaluated_at: datetime | None = Field(description="When somebody was last judged, to some seconds.")
    changed_at: datetime | None = Field(description="When somebody last entered or left.")
    lag_seconds: float = Field(description="How far the worker is behind the events that were accepted.")
    due_timers: int = Field(description="For how many people of the workspace a moment has come that is not seen to.")
    lists_waiting: int = Field(description="Imports and answers of the query that are not in force yet.")
    fault: str = Field(description="Why the definition cannot be evaluated; empty if it can.")
    fault_words: Wording | None
    query: QueryView | None


class Shared(BaseModel):
    """What two segments have in common."""

    segments: list[str] = Field(min_length=2, max_length=2)
    members: int = Field(description="Of both.")
    share: list[float] = Field(description="Of the first one's members, and of the second one's.")
    similarity: float = Field(description="Members of both by members of any (Jaccard's index).")


class OverlapView(BaseModel):
    """What segments have in common, each with each."""

    sizes: dict[str, int]
    union: int = Field(description="How many are in any of them.")
    all: int = Field(description="How many are in all of them.")
    pairs: list[Shared]


class PreviewAsked(BaseModel):
    """A condition to try out; nothing is saved."""

    model_config = ConfigDict(extra="forbid")
    condition: dict[str, Any] = Field(description="As in a dynamic segment; `/api/schemas/segment` describes it.")
    overlap: list[str] = Field(default=[], max_length=20, description="Keys of segments to compare it with.")


class PreviewOverlap(BaseModel):
    """What the people found have in common with a segment."""

    key: HarmlessText
    size: int = Field(description="Of that segment.")
    members: int = Field(description="How many of the people found are in it.")


class PreviewView(BaseModel):
    """Whom a condition would find at this moment, by what has reached the warehouse."""

    count: int
    profiles: int = Field(description="Of how many.")
    share: float
    examples: list[ProfileSummary] = Field(description="At most ten of them.")
    reachable: dict[str, int] = Field(description="How many of them a message can reach, by channel.")
    overlap: list[PreviewOverlap]
    elapsed_ms: int


class SizePoint(BaseModel):
    """How large a segment was at the end of a day on which somebody entered or left it."""

    at: datetime
    size: int


class SegmentAtAGlance(BaseModel):
    """A segment and its size."""

    id: str
    key: str
    name: str
    status: Status = Field(description="Its history is read; everybody is judged for the first time; up to date.")
    fault: str = Field(description="Why it is not kept up to date; empty if it is.")
    fault_words: Wording | None
    size: int
    size_before: int | None = Field(description="How large it was when the days began; null if it was made since.")
    points: list[SizePoint] = Field(description="Oldest first; between two nothing changed.")


class SegmentsAtAGlance(BaseModel):
    """All segments, the largest first."""

    items: list[SegmentAtAGlance]
