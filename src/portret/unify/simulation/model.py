"""What a simulation tells: how many profiles there are under each set of rules, and who would join and come apart."""

from __future__ import annotations

from datetime import datetime

import msgspec


class ProfileGist(msgspec.Struct, frozen=True):
    """A profile at a glance: its id, how many identifiers it holds, and the best of them ("namespace:value")."""

    id: str
    size: int
    identifiers: list[str]


class Told(msgspec.Struct, frozen=True):
    """An event that is evidence: its message id, and when it was received."""

    message_id: str
    received_at: datetime


class Link(msgspec.Struct, frozen=True):
    """An identifier that links profiles: events that named it, and the rule that keeps them apart, "" if none does."""

    identifier: str
    events: list[Told]
    rule: str


class Change(msgspec.Struct, frozen=True):
    """One profile under a set of rules that is several under the other.

    Attributes:
        profile: the one.
        count: how many it is under the other rules.
        parts: the largest of these.
        links: what joins them.
    """

    profile: ProfileGist
    count: int
    parts: list[ProfileGist]
    links: list[Link]


class Changes(msgspec.Struct, frozen=True):
    """All changes of one kind: how many there are, of how many profiles, and the largest as examples."""

    count: int
    profiles: int
    examples: list[Change]


class Shared(msgspec.Struct, frozen=True):
    """An identifier that the events of several profiles name."""

    identifier: str
    profiles: int


class Side(msgspec.Struct, frozen=True):
    """What comes out under one set of rules.

    Attributes:
        rules_version: 0 for rules that were never saved.
        profiles: how many there are.
        merges: how many profiles became part of another on the way.
        largest: the profile that holds the most identifiers; None if there is none.
        shared: the identifiers that the events of the most profiles name.
        dropped: rule → how many identifiers it kept out of a profile, each counted once.
    """

    rules_version: int
    profiles: int
    merges: int
    largest: ProfileGist | None
    shared: list[Shared]
    dropped: dict[str, int]


class Report(msgspec.Struct, frozen=True):
    """The outcome of a simulation.

    Attributes:
        events: how many events were looked at.
        resolved: how many of these said something new.
        present: what the rules in force give.
        proposed: what the proposed rules would give.
        joins: profiles under the proposed rules that are several under those in force.
        splits: profiles under the rules in force that would be several under the proposed ones.
    """

    events: int
    resolved: int
    present: Side
    proposed: Side
    joins: Changes
    splits: Changes
