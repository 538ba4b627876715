"""Go through a part of a history event by event with the live resolver's decisions, over memory in place of a store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portret.kernel import Event
from portret.unify.bulk.history import History, Numbers
from portret.unify.decide import Decisions, Holding, Key, as_text
from portret.unify.model import Identifier, IdentityRules
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
    memory = _Memory(history, given)
    decisions = Decisions(lambda _: rules, memory.held, memory.members, _NoStore(given))
    owners = [decisions.own(*memory.told(event)) for event in events.tolist()]
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

    def __init__(self, history: History, given: Given) -> None:
        self._history = history
        self._names: dict[int, Identifier] = {}
        self.held: dict[Key, Holding] = {}
        self.members: dict[str, Members] = {}
        self.numbers: dict[Identifier, int] = {}
        self.places: dict[int, int] = {}
        for profile_id, holds in given.profiles.items():
            self._give(profile_id, {self._name(number): held for number, held in holds.items()})

    def told(self, event: int) -> tuple[Event, list[Identifier]]:
        """Return an event with what decisions look at, and its identifiers."""
        history = self._history
        begin, end = history.starts[event : event + 2].tolist()
        claim = [self._name(number) for number in history.claimed[begin:end].tolist()]
        told = _event(history, event, claim, history.proven[begin:end].tolist())
        self.places[told.position] = event
        return told, claim

    def _give(self, profile_id: str, members: Members) -> None:
        self.members[profile_id] = members
        for identifier, held in members.items():
            self.held[self._history.workspace_id, *identifier] = (profile_id, held.verified)

    def _name(self, number: int) -> Identifier:
        name = self._names.get(number)
        if name is None:
            name = self._names[number] = self._history.identifier(number)
            self.numbers[name] = number
        return name


def _event(history: History, event: int, claim: list[Identifier], proven: list[bool]) -> Event:
    alias = history.aliases.get(event)
    texts = [as_text(identifier) for identifier, good in zip(claim, proven, strict=True) if good]
    if alias and alias.proven:
        texts.append(as_text(("user_id", alias.previous_id)))
    return Event(
        position=int(history.positions[event]),
        workspace_id=history.workspace_id,
        source_id="",
        brand="",
        message_id=history.message_ids[event].as_py(),
        type="alias" if alias else "track",
        name="",
        timestamp_ms=int(history.timestamps_ms[event]),
        received_at_ms=int(history.received_at_ms[event]),
        previous_id=alias.previous_id if alias else "",
        verified=bool(history.verified[event]),
        proven=tuple(texts),
    )
