"""The members of a segment, some at a time, with what an export shows of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import sqlalchemy as sa

from portret import profile, trait, unify
from portret.kernel import Clock
from portret.profile import ProfileState
from portret.segment import store
from portret.segment.members.columns import IDENTIFIERS, Column, Row
from portret.segment.members.export import Rows
from portret.segment.upkeep.store import TraitInForce
from portret.state import State

_AT_ONCE = 1_000


class Chosen(NamedTuple):
    """Whose members to show; with a purpose only of those who granted it, at one brand or wherever they were asked."""

    workspace_id: str
    segment_id: str
    purpose: str = ""
    brand: str | None = None


class Computed(NamedTuple):
    """The computed traits in force in a workspace, by key, and its time zone."""

    traits: dict[str, TraitInForce]
    zone: str

    def value(self, state: ProfileState, now_ms: int, key: str) -> Any:
        """Return a trait's value of a person at an instant."""
        known = self.traits[key]
        fold = known.definition.compute
        return trait.value(fold, state.computed.get(known.fold_id), now_ms, self.zone)


def pieces(state: State, clock: Clock, chosen: Chosen, columns: Sequence[Column], computed: Computed) -> Iterator[Rows]:
    """Yield what columns show of members, by profile id; each piece is read by itself, so nothing is held meanwhile.

    Consent counts as it is when a piece is read.
    """
    after: str | None = ""
    with_identifiers = any(column.name.startswith(IDENTIFIERS) for column in columns)
    while after is not None:
        with state.read() as connection:
            found, after = _piece(connection, clock, chosen, after, computed, with_identifiers=with_identifiers)
        yield [[column.read(row) for column in columns] for row in found]


def _piece(
    connection: sa.Connection, clock: Clock, chosen: Chosen, after: str, computed: Computed, *, with_identifiers: bool
) -> tuple[list[Row], str | None]:
    members = store.members_of(connection, chosen.workspace_id, chosen.segment_id, _AT_ONCE, after)
    ids = [member.profile_id for member in members]
    states = profile.load_many(connection, chosen.workspace_id, ids)
    held = unify.identifiers_of_many(connection, chosen.workspace_id, ids) if with_identifiers else {}
    now_ms = clock.now_ms()
    rows = [
        Row(member, state, held.get(member.profile_id, {}), _reader(computed, state, now_ms))
        for member in members
        if (state := states.get(member.profile_id)) and _granted(state, chosen)
    ]
    return rows, ids[-1] if len(ids) == _AT_ONCE else None


def _reader(computed: Computed, state: ProfileState, now_ms: int) -> Callable[[str], Any]:
    return partial(computed.value, state, now_ms)


def _granted(state: ProfileState, chosen: Chosen) -> bool:
    return not chosen.purpose or profile.consent_answer(state, chosen.purpose, chosen.brand) is True
