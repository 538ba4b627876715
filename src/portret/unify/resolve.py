"""Resolve a batch of events: find, create, attach or merge profiles within the rules.

The worker is the only writer of identities, so what was read once stays true until this process changes it: the
resolver keeps a bounded memory of holders and members and asks the store only for what it has not seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from portret.kernel import Event, stable_id
from portret.unify import store
from portret.unify.identifiers import Identifier, event_identifiers
from portret.unify.model import IdentityRules, Merge, Resolution
from portret.unify.store import Holding

_Key = tuple[str, str, str]  # workspace id, namespace, value
_NOBODY: Holding = ("", False)


class Resolver:
    """Says whose each event is. One per worker; `forget()` after a failed transaction."""

    def __init__(self, rules: IdentityRules, phone_region: Callable[[str], str], *, remember: int = 200_000) -> None:
        """Take the rules, the default phone region of a source by its id, and how many identifiers to remember."""
        self._rules = rules
        self._phone_region = phone_region
        self._remember = remember
        self._held: dict[_Key, Holding] = {}
        self._members: dict[str, dict[Identifier, bool]] = {}

    def claims(self, events: Sequence[Event]) -> list[list[Identifier]]:
        """Return the usable identifiers of each event, best first; an event without any can have no profile."""
        rules, region = self._rules, self._phone_region
        return [event_identifiers(event, rules, region(event.source_id)) for event in events]

    def resolve(
        self, connection: sa.Connection, events: Sequence[Event], claims: Sequence[list[Identifier]]
    ) -> Resolution:
        """Give each event its profile by its claims and write what that changes, in the caller's transaction."""
        self._fetch_holders(connection, events, claims)
        self._fetch_members(connection, events, claims)
        batch = _Batch(connection, self._rules, self._held, self._members)
        owners = [batch.own(event, claim) for event, claim in zip(events, claims, strict=True)]
        batch.write()
        profile_ids = [batch.now(owner) for owner in owners]
        _shorten(self._held, self._remember)
        _shorten(self._members, self._remember // 4)
        return Resolution(profile_ids=profile_ids, merges=batch.merges, dropped=batch.dropped)

    def forget(self) -> None:
        """Drop what is remembered; the store is asked again."""
        self._held.clear()
        self._members.clear()

    def _fetch_holders(
        self, connection: sa.Connection, events: Sequence[Event], claims: Sequence[list[Identifier]]
    ) -> None:
        wanted: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        held = self._held
        for event, claim in zip(events, claims, strict=True):
            workspace_id = event.workspace_id
            for namespace, value in claim:
                if (workspace_id, namespace, value) not in held:
                    wanted[workspace_id, namespace].add(value)
        for (workspace_id, namespace), values in wanted.items():
            found = store.holders(connection, workspace_id, namespace, list(values))
            for value, holding in found.items():
                held[workspace_id, namespace, value] = holding

    def _fetch_members(
        self, connection: sa.Connection, events: Sequence[Event], claims: Sequence[list[Identifier]]
    ) -> None:
        wanted: set[str] = set()
        held = self._held
        for event, claim in zip(events, claims, strict=True):
            if not _agreed(held, event, claim):
                wanted.update(held.get((event.workspace_id, *identifier), _NOBODY)[0] for identifier in claim)
        missing = [profile_id for profile_id in wanted if profile_id and profile_id not in self._members]
        if missing:
            self._members.update(store.members(connection, missing))


class _Batch:
    """The decisions of one batch, on top of what is remembered."""

    def __init__(
        self,
        connection: sa.Connection,
        rules: IdentityRules,
        held: dict[_Key, Holding],
        members: dict[str, dict[Identifier, bool]],
    ) -> None:
        self._connection = connection
        self._rules = rules
        self._held = held
        self._members = members
        self._changed: dict[_Key, Event] = {}
        self._verified: set[_Key] = set()
        self._became: dict[str, str] = {}
        self.merges: list[Merge] = []
        self.dropped: list[tuple[int, str, str]] = []

    def own(self, event: Event, claim: list[Identifier]) -> str:
        """Return the profile of one event, "" if no identifier is left."""
        agreed = _agreed(self._held, event, claim)
        if agreed:
            return agreed
        lost: list[Identifier] = []
        while claim:
            holders = self._holders(event.workspace_id, claim)
            broken = self._broken_rule(event, claim, holders) if holders else ""
            if not broken:
                owner = self._join(event, claim, holders) if holders else self._create(event)
                self._attach(event, claim, owner)
                self._move_device(event, claim, lost, owner)
                return owner
            lost.append(claim[-1])
            self.dropped.append((event.position, f"{claim[-1][0]}:{claim[-1][1]}", broken))
            claim = claim[:-1]
        return ""

    def now(self, profile_id: str) -> str:
        """Return the id that a profile has after the merges so far."""
        while profile_id in self._became:
            profile_id = self._became[profile_id]
        return profile_id

    def write(self) -> None:
        """Write the batch's new, moved and verified identifiers and its merges."""
        rows = [self._row(key, event) for key, event in self._changed.items()]
        store.save_identifiers(self._connection, rows)
        newly = self._verified - self._changed.keys()
        store.verify_identifiers(
            self._connection, [{"workspace": ws, "space": space, "content": value} for ws, space, value in newly]
        )
        store.save_merges(self._connection, self.merges)

    def _holders(self, workspace_id: str, claim: Iterable[Identifier]) -> list[str]:
        holders: list[str] = []
        for namespace, value in claim:
            holding = self._held.get((workspace_id, namespace, value))
            if holding and holding[0] not in holders:
                holders.append(holding[0])
        return holders

    def _broken_rule(self, event: Event, claim: list[Identifier], holders: list[str]) -> str:
        """Name the rule that joining all these would break, "" if none."""
        if len(holders) == 1 and self._holds_all(event.workspace_id, claim):
            return ""
        sides = [self._of(holder) for holder in holders]
        if len(sides) > 1 and not event.verified and sum(any(side.values()) for side in sides) > 1:
            return "unverified claim"
        together = set(claim).union(*sides)
        counts: defaultdict[str, int] = defaultdict(int)
        for namespace, _ in together:
            counts[namespace] += 1
        changing = {namespace for namespace, _ in claim} if len(sides) == 1 else counts.keys()
        for namespace in changing:
            if counts[namespace] > self._rules.of(namespace).limit:
                return f"limit of {namespace}"
        return ""

    def _holds_all(self, workspace_id: str, claim: Iterable[Identifier]) -> bool:
        return all((workspace_id, namespace, value) in self._held for namespace, value in claim)

    def _of(self, profile_id: str) -> dict[Identifier, bool]:
        known = self._members.get(profile_id)
        if known is None:
            known = self._members[profile_id] = store.members(self._connection, [profile_id])[profile_id]
        return known

    def _create(self, event: Event) -> str:
        profile_id = stable_id("prf", event.received_at_ms, event.workspace_id, event.message_id)
        self._members[profile_id] = {}
        return profile_id

    def _join(self, event: Event, claim: list[Identifier], holders: list[str]) -> str:
        if len(holders) == 1:
            return holders[0]
        winner = min(holders, key=lambda holder: (self._best_priority(holder), holder))
        for loser in sorted(holders):
            if loser != winner:
                self._merge(event, claim, winner, loser)
        return winner

    def _best_priority(self, profile_id: str) -> int:
        return min((self._rules.of(namespace).priority for namespace, _ in self._of(profile_id)), default=99)

    def _merge(self, event: Event, claim: list[Identifier], winner: str, loser: str) -> None:
        moving = self._of(loser)
        self._of(winner).update(moving)
        for (namespace, value), verified in moving.items():
            self._held[event.workspace_id, namespace, value] = (winner, verified)
        del self._members[loser]
        self._became[loser] = winner
        evidence = tuple(f"{namespace}:{value}" for namespace, value in claim)
        self.merges.append(
            Merge(event.workspace_id, winner, loser, event.position, event.message_id, event.received_at_ms, evidence)
        )

    def _attach(self, event: Event, claim: Iterable[Identifier], owner: str) -> None:
        for identifier in claim:
            key = (event.workspace_id, *identifier)
            holding = self._held.get(key)
            if holding is None:
                self._take(event, key, owner)
            elif event.verified and not holding[1]:
                self._held[key] = (holding[0], True)
                self._verified.add(key)
                if holding[0] in self._members:
                    self._members[holding[0]][identifier] = True

    def _take(self, event: Event, key: _Key, owner: str) -> None:
        self._held[key] = (owner, event.verified)
        self._of(owner)[key[1], key[2]] = event.verified
        self._changed[key] = event

    def _move_device(self, event: Event, claim: list[Identifier], lost: list[Identifier], owner: str) -> None:
        """A shared device belongs to whoever proved to be another person on it last; its past stays where it is."""
        if not any(self._rules.of(namespace).unique for namespace, _ in claim):
            return
        for identifier in lost:
            key = (event.workspace_id, *identifier)
            holding = self._held.get(key)
            if identifier[0] != "anonymous_id" or holding is None or holding[0] == owner:
                continue
            before = self._of(holding[0])
            if any(self._rules.of(namespace).unique for namespace, _ in before):
                before.pop(identifier, None)
                self._take(event, key, owner)

    def _row(self, key: _Key, event: Event) -> dict[str, Any]:
        profile_id, verified = self._held[key]
        return {
            "workspace_id": key[0],
            "namespace": key[1],
            "value": key[2],
            "profile_id": profile_id,
            "verified": verified,
            "source_id": event.source_id,
            "message_id": event.message_id,
            "first_seen_ms": event.timestamp_ms,
        }


def _agreed(held: Mapping[_Key, Holding], event: Event, claim: Sequence[Identifier]) -> str:
    """Return the one profile that holds all of the claim already, "" if anything about it is new."""
    owner = ""
    for namespace, value in claim:
        holding = held.get((event.workspace_id, namespace, value))
        if holding is None or (event.verified and not holding[1]) or (owner and holding[0] != owner):
            return ""
        owner = holding[0]
    return owner


def _shorten(memory: dict[Any, Any], limit: int) -> None:
    """Forget the oldest quarter once a memory is over its limit."""
    if len(memory) > limit:
        for key in list(islice(memory, len(memory) - limit * 3 // 4)):
            del memory[key]
