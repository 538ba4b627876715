"""What a report on data quality says."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec

ALL_FIELDS = ("email", "phone", "name", "birth_date", "postcode", "country")
"""The fields of a person whose presence is counted."""


class Window(msgspec.Struct, frozen=True):
    """Whose events to look at: accepted from when on and before when (milliseconds), of which source ("" for all)."""

    workspace_id: str
    since_ms: int
    until_ms: int
    source_id: str = ""


class SourceFacts(msgspec.Struct, frozen=True):
    """A source as reports name it, and the country its phones and dates are read as."""

    id: str
    name: str
    kind: str
    phone_region: str


class Totals(msgspec.Struct, frozen=True, kw_only=True):
    """The events of one source in a window.

    Attributes:
        flagged: events with any flag.
        late: events that came more than a day after they happened.
        carrying: how many events say a field, by its name; with user_id and anonymous_id.
        median_delay_ms, slow_delay_ms: between happening and arriving; the second for the slowest twentieth at least.
    """

    events: int
    flagged: int
    late: int
    median_delay_ms: int
    slow_delay_ms: int
    carrying: dict[str, int]


class FlagDay(msgspec.Struct, frozen=True):
    """How many events of a source carried a flag on one day of the workspace, the first and the last of them."""

    source_id: str
    flag: str
    day: date
    events: int
    first_ms: int
    last_ms: int


class Flagged(msgspec.Struct, frozen=True):
    """An event with flags, as the warehouse keeps it."""

    source_id: str
    message_id: str
    profile_id: str
    type: str
    name: str
    timestamp_ms: int
    received_at_ms: int
    user_id: str
    anonymous_id: str
    traits: dict[str, Any]


class Example(msgspec.Struct, frozen=True):
    """An event that carries a flag, and the value that gave it: the trait's key, or a field of the event.

    The key is "" and the value None where the event does not say.
    """

    event: Flagged
    key: str
    value: Any


class Quarantine(msgspec.Struct, frozen=True):
    """How many events of a source were set aside for one reason and are not mended, the first and the last of them."""

    source_id: str
    code: str
    events: int
    first_ms: int
    last_ms: int


class Coverage(msgspec.Struct, frozen=True):
    """How many profiles there are, and how many hold an identifier of each namespace."""

    profiles: int
    holding: dict[str, int]


class Minute(msgspec.Struct, frozen=True):
    """How many events came in the minute that begins at an instant."""

    at_ms: int
    events: int


class GrowthDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day of the workspace: events of that day, people who did something, people who did their first thing."""

    day: date
    events: int
    active: int
    new: int


class People(msgspec.Struct, frozen=True):
    """How many profiles there are, how many of them can be told apart from a mere visitor, how many began on a day."""

    total: int
    known: int
    by_day: dict[date, int]


class Growth(msgspec.Struct, frozen=True, kw_only=True):
    """How many people there are, how many of them are more than a visitor, and the latest days, oldest first."""

    people: int
    known: int
    days: list[GrowthDay]
