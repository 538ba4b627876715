"""People, segments and who is in them, put into the state store as the worker would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portret import definition
from portret.definition import Stored
from portret.profile import ProfileState, empty, fold, save_many
from portret.segment import store
from portret.segment.lists import store as lists
from portret.segment.membership import Flip, Standing
from portret.segment.model import Cause
from portret.segment.upkeep import store as upkeep
from portret.segment.upkeep.store import SegmentRow
from portret.state import State
from portret.unify import IdentityRules, Resolver
from tests.support.events import make_event

WORKSPACE = "ws_1"


def people(state: State, told: Mapping[str, Mapping[str, Any]], workspace_id: str = WORKSPACE) -> dict[str, str]:
    """Make a profile for each user id, with these traits and what else of an event is said; return their ids."""
    with state.begin() as connection:
        resolver = Resolver(lambda _workspace_id: IdentityRules(), lambda _source_id: "GB")
        events = [
            make_event(
                number,
                workspace_id=workspace_id,
                type="identify",
                name="",
                user_id=user_id,
                verified=True,
                traits={name: value for name, value in traits.items() if name != "context"},
                context=traits.get("context", {}),
            )
            for number, (user_id, traits) in enumerate(told.items(), start=1)
        ]
        ids = resolver.resolve(connection, events, resolver.claims(events)).profile_ids
        states: dict[tuple[str, str], ProfileState] = {}
        for event, profile_id in zip(events, ids, strict=True):
            fold(states.setdefault((workspace_id, profile_id), empty()), event)
        save_many(connection, states, len(events))
    return dict(zip(told, ids, strict=True))


def segment(state: State, key: str, members: Mapping[str, Any], workspace_id: str = WORKSPACE) -> Stored:
    """Define a segment and have it in force."""
    with state.begin() as connection:
        made = definition.save(
            connection,
            workspace_id,
            "segment",
            key,
            {"key": key, "members": dict(members)},
            author="tok_1",
            reason="",
            expected_version=None,
            now_ms=1,
        )
        take_up(connection, made)
    return made


def take_up(connection: sa.Connection, made: Stored) -> None:
    """Give a segment its number, unless it has one."""
    if upkeep.number_of(connection, made.workspace_id, made.id) is None:
        number = len(upkeep.segment_rows(connection, made.workspace_id)) + 1
        row = SegmentRow(
            workspace_id=made.workspace_id,
            number=number,
            segment_id=made.id,
            key=made.key,
            name="",
            version=made.version,
            document=dict(made.document),
            status="live",
        )
        upkeep.save_segments(connection, [row])


def enter(state: State, made: Stored, profile_ids: Iterable[str], at_ms: int = 1_750_000_000_000) -> None:
    """Put people into a segment."""
    with state.begin() as connection:
        number = upkeep.number_of(connection, made.workspace_id, made.id) or 0
        cause = Cause("event", "m-1")
        flips = [
            Flip(made.workspace_id, each, number, entered=True, at_ms=at_ms, version=made.version, cause=cause)
            for each in profile_ids
        ]
        store.write_flips(connection, flips)
        known = store.standings(connection, [(flip.workspace_id, flip.profile_id) for flip in flips])
        for flip in flips:
            standing = known.setdefault((flip.workspace_id, flip.profile_id), Standing({}, {}))
            standing.member_of[number] = at_ms
        store.save_standings(connection, known)


def waiting(state: State) -> tuple[str, str, Sequence[str]] | None:
    """Take the oldest list that waits for the worker: (what it does, segment id, profile ids); None if none does."""
    with state.begin() as connection:
        found = next(iter(lists.complete_lists(connection)), None)
        if found is None:
            return None
        ids = lists.list_profiles(connection, found.id, "", 1_000_000)
        lists.remove_list(connection, found)
    return found.kind, found.segment_id, ids
