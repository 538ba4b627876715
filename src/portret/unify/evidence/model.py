"""What is known of why identifiers are one person's, and what stands between others."""

from __future__ import annotations

from typing import Literal

import msgspec

from portret.unify.model import Drop, MergeRow, Reason

Kind = Literal["drop", "apart", "undone-merge"]


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """An identifier came to a profile by an event.

    Attributes:
        identifier: "namespace:value", as `via`.
        via: the identifier the profile held already and through which this one came; "" for a profile's first.
        at_ms: when the event happened.
        verified: whether a trusted source has claimed it, by now.
    """

    identifier: str
    profile_id: str
    via: str
    message_id: str
    source_id: str
    at_ms: int
    verified: bool


class Edge(msgspec.Struct, frozen=True, kw_only=True):
    """Two profiles that somebody keeps apart."""

    a_id: str
    b_id: str
    reason: str
    author: str
    at_ms: int


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two that are asked about.

    Attributes:
        ref: as it was asked for, an identifier in normal form.
        profile_id: who it is now; "" if nobody is known by it.
        ids: all ids that profile ever had.
        identifiers: where the search begins: the identifier, or what the profile of that id brought in.
    """

    ref: str
    profile_id: str
    ids: frozenset[str]
    identifiers: frozenset[str]


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """All that is recorded of two sides."""

    attachments: list[Attachment]
    merges: list[MergeRow]
    drops: list[Drop] = []
    edges: list[Edge] = []


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """An event that carried several identifiers, or somebody's word that they are one person's.

    Attributes:
        message_id: of the event; the operation's id if it was somebody's word or likeness.
        source_id, verified: of the event; "" and False where it is not recorded.
        rules_version: of the rules that allowed it; -1 where it is not recorded.
        merged: (winner id, loser id) of profiles that became one by it.
    """

    message_id: str
    identifiers: frozenset[str]
    reason: Reason = "event"
    source_id: str = ""
    at_ms: int = 0
    verified: bool = False
    rules_version: int = -1
    author: str = ""
    merged: tuple[tuple[str, str], ...] = ()


class Step(msgspec.Struct, frozen=True):
    """From one identifier to another by what carried both."""

    origin: str
    target: str
    link: Link


class Obstacle(msgspec.Struct, frozen=True, kw_only=True):
    """What stands between two profiles.

    Attributes:
        kind: a rule kept an identifier from one of them; somebody keeps them apart; their merge was undone.
        rule: of a drop.
        identifier: of a drop: "namespace:value".
        events: how many events it was dropped from.
    """

    kind: Kind
    first_at_ms: int
    last_at_ms: int
    profile_ids: tuple[str, str]
    rule: str = ""
    identifier: str = ""
    events: int = 0
    message_id: str = ""
    source_id: str = ""
    rules_version: int = -1
    reason: str = ""
    author: str = ""


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Whether two are one person, and why.

    Attributes:
        steps: if they are: the shortest way through the evidence; none if both are the same identifier, or if what
            joined them is not recorded.
        obstacles: if they are not: what stands between them, latest first; none if nothing ever linked them.
    """

    joined: bool
    steps: list[Step] = []
    obstacles: list[Obstacle] = []
