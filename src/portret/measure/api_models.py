"""What the data-quality API answers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from pydantic import BaseModel, Field

from portret.kernel import HarmlessText


class FlagDay(BaseModel):
    """How many events carried a flag on a day in the workspace's time zone."""

    day: date
    events: int


class Example(BaseModel):
    """An event that carries a flag, and the value that gave it."""

    key: HarmlessText = Field(description="The trait, or the field of the event; empty if the event does not say.")
    value: Any
    source_id: HarmlessText
    message_id: HarmlessText
    profile_id: HarmlessText
    type: HarmlessText
    name: HarmlessText
    timestamp: datetime
    received_at: datetime


class Flag(BaseModel):
    """A remark on events of one source."""

    flag: HarmlessText
    events: int
    field: HarmlessText = Field(description="What it is said of, such as `phone`; empty if of the event as a whole.")
    share: float = Field(description="Of the events that say the field; of all events if it is of none.")
    share_of_events: float
    first_seen_at: datetime
    last_seen_at: datetime
    days: list[FlagDay]
    examples: list[Example] = Field(description="Up to five different values, newest first.")


class Quarantined(BaseModel):
    """Events of a source that wait in quarantine for one reason."""

    code: HarmlessText
    events: int
    first_seen_at: datetime
    last_seen_at: datetime


class Carried(BaseModel):
    """How many events of a source say an identifier or a field of a person."""

    field: HarmlessText
    events: int
    share: float


class SourceQuality(BaseModel):
    """One source in the window."""

    source_id: HarmlessText
    name: HarmlessText
    kind: HarmlessText
    events: int
    flagged_events: int
    flagged_share: float
    late_events: int = Field(description="Arrived more than a day after they happened.")
    late_share: float
    median_delay: timedelta = Field(description="Between happening and arriving.")
    slow_delay: timedelta = Field(description="One event in twenty takes at least as long.")
    carried: list[Carried]
    flags: list[Flag]
    quarantine: list[Quarantined]


class Held(BaseModel):
    """How many profiles hold an identifier of a namespace."""

    namespace: HarmlessText
    profiles: int
    share: float


class ProfileCoverage(BaseModel):
    """What is known of people, whatever the window: how many can be reached by which identifier."""

    profiles: int
    identifiers: list[Held]


class DataQuality(BaseModel):
    """The data that was accepted in a window, source by source."""

    since: datetime
    until: datetime
    sources: list[SourceQuality]
    profiles: ProfileCoverage


class ExamplePage(BaseModel):
    """Some examples, newest first, and the cursor of the older ones if there are any."""

    items: list[Example]
    next_cursor: HarmlessText | None


class SourceVolume(BaseModel):
    """What one source sent."""

    source_id: HarmlessText
    events: int = Field(description="In all steps together.")
    steps: list[int] = Field(description="How many events were accepted in each step.")
    last_received_at: datetime | None = Field(description="Of its last event; null if there was none for 30 days.")
    quarantined: int = Field(description="How many of its events wait to be mended.")


class SourceVolumes(BaseModel):
    """What came from all sources that sent anything in 30 days, or have something in quarantine."""

    steps: list[datetime] = Field(description="When each step begins, oldest first; the last is running.")
    sources: list[SourceVolume]
