"""A crowd of made-up people in a warehouse; some of them were two until they were merged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, pairwise
from random import Random

from msgspec.structs import replace

from portret import profile
from portret.kernel import Event
from portret.trait import Plan
from portret.warehouse import Warehouse, alias_rows, event_rows, order_line_rows
from tests.support.event_examples import AHEAD_MS, NOW_MS, history
from tests.support.naive_segments import Person

LISTED = "listed"
"""The key of the list that some of the people are on."""

_HOUR_MS = 3_600_000
_AGO_MS = (0, 0, 1, 60_000, _HOUR_MS, 24 * _HOUR_MS, 8 * 24 * _HOUR_MS, -AHEAD_MS)


def crowd(random: Random, size: int, workspace_id: str, now_ms: int = NOW_MS) -> list[Person]:
    """Return so many people whose newest events came at about `now_ms`; each event has a place in the log."""
    positions = count(1)
    return [_person(random, f"prf_{number:04}", positions, workspace_id, now_ms) for number in range(size)]


def _person(random: Random, profile_id: str, positions: Iterator[int], workspace_id: str, now_ms: int) -> Person:
    events = history(random)
    shift_ms = now_ms - random.choice(_AGO_MS) - max((event.timestamp_ms for event in events), default=0)
    own = [
        replace(
            event,
            workspace_id=workspace_id,
            position=position,
            message_id=f"m-{position}",
            timestamp_ms=event.timestamp_ms + shift_ms,
        )
        for event, position in zip(events, positions, strict=False)
    ]
    return Person(profile_id, own, frozenset([LISTED] if random.random() < 0.3 else []))


def load(warehouse: Warehouse, random: Random, people: Sequence[Person], workspace_id: str) -> None:
    """Put people into a workspace of their own: events, lines, profiles.

    A fifth of them are under two ids, one merged; another fifth were merged with the next one and split again.
    """
    aliases = [(workspace_id, f"{one.profile_id}_old", one.profile_id) for one in people if random.random() < 0.2]
    merged = {survivor for _, _, survivor in aliases}
    split = [(one.profile_id, other.profile_id) for one, other in pairwise(people) if random.random() < 0.2]
    once = alias_rows([(workspace_id, *pair) for pair in split], version=1)
    warehouse.load("profile_aliases", once, f"{workspace_id}-merged")
    again = alias_rows([(workspace_id, one_id, one_id) for one_id, _ in split], version=2)
    warehouse.load("profile_aliases", again, f"{workspace_id}-split")
    events: list[Event] = []
    owners: list[str] = []
    for one in people:
        events += one.events
        ids = [one.profile_id, f"{one.profile_id}_old"] if one.profile_id in merged else [one.profile_id]
        owners += [random.choice(ids) for _ in one.events]
    warehouse.load("profile_aliases", alias_rows(aliases, version=1), f"{workspace_id}-aliases")
    warehouse.load("events", event_rows(events, owners), f"{workspace_id}-events")
    warehouse.load("order_lines", order_line_rows(events, owners), f"{workspace_id}-lines")
    warehouse.load("profiles", _snapshots(people, workspace_id), f"{workspace_id}-profiles")


def _snapshots(people: Sequence[Person], workspace_id: str) -> dict[str, list[object]]:
    states = [folded(one.events, None) for one in people]
    return {
        "workspace_id": [workspace_id] * len(people),
        "profile_id": [one.profile_id for one in people],
        "version": [1] * len(people),
        "updated_at": [NOW_MS] * len(people),
        "deleted": [0] * len(people),
        "identifiers": [{} for _ in people],
        "traits": [profile.current(state.claims) for state in states],
        "comparable": [profile.comparables(state) for state in states],
    }


def folded(events: Sequence[Event], plan: Plan | None) -> profile.ProfileState:
    """Return the state of a person with these events."""
    state = profile.empty()
    for event in events:
        profile.fold(state, event, zone="UTC", plan=plan)
    return state
