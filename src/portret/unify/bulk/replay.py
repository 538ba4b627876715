"""Go through a part of a history event by event with the live resolver's decisions, over memory in place of a store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from portret.kernel import Event
from portret.unify.bulk.history import Alias, History, Numbers, gathered
from portret.unify.decide import Decisions, Holding, Key
from portret.unify.model import Claim, IdentityRules
from portret.unify.person import Held, Members


@dataclass(frozen=True)
class Given:
    """What is there before the first event, because people decided it.

    Attributes:
        profiles: id → the identifiers it holds by number, at least one; no identifier has two holders.
        apart: id → the ids with which it must never become one, in both directions.
    """

    profiles: dict[str, Mapping[int, Held]]
    apart: Mapping[str, frozenset[str]]


NOTHING = Given({}, {})


@dataclass(frozen=True)
class Replayed:
    """What came out: per event its profile's id, identifier → its holder's id, merges, and drops as in `Partition`."""

    owners: list[str]
    holders: dict[int, str]
    merges: int
    drops: list[tuple[int, int, str]]


def replay(history: History, events: Numbers, rules: IdentityRules, given: Given) -> Replayed:
    """Return whose these events are, gone through in order; nobody else's events name any of their identifiers."""
    memory = _Memory(history, events, given)
    decisions = Decisions(lambda _: rules, memory.held, memory.members, _NoStore(given))
    owners = [decisions.own(event, claim) for event, claim in memory.told(events)]
    return Replayed(
        owners=[decisions.now(owner) for owner in owners],
        holders={memory.numbers[key[1], key[2]]: decisions.now(holder) for key, (holder, _) in memory.held.items()},
        merges=len(decisions.merges),
        drops=[
            (memory.places[drop.event.position], memory.numbers[drop.identifier], drop.rule)
            for drop in decisions.dropped
        ],
    )


class _NoStore:
    """Answers where the live resolver would ask the store: whatever there is, is remembered."""

    def __init__(self, given: Given) -> None:
        self._apart = given.apart

    def members(self, profile_id: str) -> Members:
        """Return all that a profile holds: it was never heard of."""
        raise LookupError(profile_id)

    def apart(self, workspace_id: str, profile_id: str) -> frozenset[str]:  # noqa: ARG002 - one workspace
        """Return the profiles with which one must never become one."""
        return self._apart.get(profile_id, frozenset())


class _Memory:
    """Holders and members as far as this part of the history goes.

    Attributes:
        held: as the decisions keep it up to date.
        members: as above.
        numbers: identifier → its number in the history.
        places: position → the event's number in the history.
    """

    def __init__(self, history: History, events: Numbers, given: Given) -> None:
        self._history = history
        self._starts, claims = gathered(history.starts, events)
        self._claimed, self._proven = history.claimed[claims], history.proven[claims]
        also = [number for holds in given.profiles.values() for number in holds]
        self._names = history.identified(np.unique(np.append(self._claimed, np.array(also, np.int32))))
        self.held: dict[Key, Holding] = {}
        self.members: dict[str, Members] = {}
        self.numbers = {name: number for number, name in self._names.items()}
        self.places = dict(zip(history.positions[events].tolist(), events.tolist(), strict=True))
        for profile_id, holds in given.profiles.items():
            self._give(profile_id, {self._names[number]: held for number, held in holds.items()})

    def told(self, events: Numbers) -> Iterator[tuple[Event, Claim]]:
        """Yield events with what decisions look at, and what they claim."""
        history, names = self._history, self._names
        columns = (history.positions, history.received_at_ms, history.timestamps_ms, history.verified)
        rows = zip(*(column[events].tolist() for column in columns), strict=True)
        message_ids = history.message_ids.take(events).to_pylist()
        claims = pairwise(self._starts.tolist())
        claimed, proven = self._claimed.tolist(), self._proven.tolist()
        for row, message_id, (begin, end), number in zip(rows, message_ids, claims, events.tolist(), strict=True):
            alias = history.aliases.get(number)
            claim = [names[each] for each in claimed[begin:end]]
            good = [name for name, is_proven in zip(claim, proven[begin:end], strict=True) if is_proven]
            if alias and alias.proven:
                good.append(("user_id", alias.previous_id))
            yield _event(history.workspace_id, message_id, row, alias), Claim(claim, proven=tuple(good))

    def _give(self, profile_id: str, members: Members) -> None:
        self.members[profile_id] = members
        for identifier, held in members.items():
            self.held[self._history.workspace_id, *identifier] = (profile_id, held.verified)


def _event(workspace_id: str, message_id: str, row: tuple[int, int, int, bool], alias: Alias | None) -> Event:
    position, received_at_ms, timestamp_ms, verified = row
    return Event(
        position=position,
        workspace_id=workspace_id,
        source_id="",
        brand="",
        message_id=message_id,
        type="alias" if alias else "track",
        name="",
        timestamp_ms=timestamp_ms,
        received_at_ms=received_at_ms,
        previous_id=alias.previous_id if alias else "",
        verified=verified,
    )
