"""Resolve a batch of events: find, create, attach or merge profiles within the rules, and write what that changes.

The worker is the only writer of identities, so what was read once stays true until this process changes it: the
resolver keeps a bounded memory of holders and members and asks the store only for what it has not seen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

import msgspec
import sqlalchemy as sa

from portret.kernel import Event
from portret.unify import evidence, store
from portret.unify.decide import Attached, Decisions, Dropped, Holding, Key, agreed_holder
from portret.unify.identifiers import Reader
from portret.unify.model import MOVED, Claim, Drop, IdentityRules, Resolution
from portret.unify.person import Members

_NOBODY: Holding = ("", False)


class Resolver:
    """Says whose each event is. One per worker; `forget()` when a transaction failed or others changed identities."""

    def __init__(
        self,
        rules_of: Callable[[str], IdentityRules],
        phone_region: Callable[[str], str],
        *,
        remember: int = 200_000,
    ) -> None:
        """Take the rules of a workspace, the default phone region of a source, and how many identifiers to remember."""
        self._rules_of = rules_of
        self._phone_region = phone_region
        self._remember = remember
        self._readers: dict[str, Reader] = {}
        self._held: dict[Key, Holding] = {}
        self._members: dict[str, Members] = {}

    def claims(self, events: Sequence[Event]) -> list[Claim]:
        """Return what each event claims; one without an identifier can have no profile, unless it names it itself."""
        readers = _Readers(self._rules_of, self._readers)
        regions = {source_id: self._phone_region(source_id) for source_id in {event.source_id for event in events}}
        return [readers[event.workspace_id].read(event, regions[event.source_id]) for event in events]

    def resolve(self, connection: sa.Connection, events: Sequence[Event], claims: Sequence[Claim]) -> Resolution:
        """Give each event its profile by its claims and write what that changes, in the caller's transaction."""
        asking = _Asking(connection)
        self._fetch_holders(connection, events, claims)
        self._fetch_members(asking, events, claims)
        decisions = Decisions(self._rules_of, self._held, self._members, asking)
        owners = [
            decisions.own(event, claim) if claim.identifiers else ""
            for event, claim in zip(events, claims, strict=True)
        ]
        self._find_named(connection, events, owners)
        now = decisions.now
        profile_ids = [now(owner) for owner in owners]
        drops = _drops(decisions, self._rules_of)
        self._write(connection, decisions, drops)
        _shorten(self._held, self._remember)
        _shorten(self._members, self._remember // 4)
        flags = _flags(events, claims, decisions.dropped, self._rules_of)
        return Resolution(profile_ids, decisions.merges, drops, flags, owners if decisions.merges else ())

    def forget(self) -> None:
        """Drop what is remembered; the store is asked again."""
        self._held.clear()
        self._members.clear()

    def _fetch_holders(self, connection: sa.Connection, events: Sequence[Event], claims: Sequence[Claim]) -> None:
        wanted: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        held = self._held
        for event, claim in zip(events, claims, strict=True):
            workspace_id = event.workspace_id
            for namespace, value in claim.identifiers:
                if (workspace_id, namespace, value) not in held:
                    wanted[workspace_id, namespace].add(value)
                    if event.type == "alias":
                        wanted[workspace_id, "user_id"].add(event.previous_id)
        for (workspace_id, namespace), values in wanted.items():
            found = store.holders(connection, workspace_id, namespace, sorted(values))
            for value, holding in found.items():
                held[workspace_id, namespace, value] = holding

    def _fetch_members(self, asking: _Asking, events: Sequence[Event], claims: Sequence[Claim]) -> None:
        wanted: defaultdict[str, set[str]] = defaultdict(set)
        meeting: defaultdict[str, set[str]] = defaultdict(set)
        held = self._held
        for event, claim in zip(events, claims, strict=True):
            if claim.identifiers and not agreed_holder(held, event, claim):
                holders = {held.get((event.workspace_id, *identifier), _NOBODY)[0] for identifier in claim.identifiers}
                wanted[event.workspace_id] |= holders
                if len(holders - {""}) > 1:
                    meeting[event.workspace_id] |= holders
        missing = [each for holders in wanted.values() for each in holders if each and each not in self._members]
        if missing:
            self._members.update(store.members(asking.connection, missing))
        for workspace_id, holders in meeting.items():
            asking.apart_soon(workspace_id, holders - {""})

    def _find_named(self, connection: sa.Connection, events: Sequence[Event], owners: list[str]) -> None:
        """Give Portret's own events the profiles that they name; they take part in nothing else."""
        places: defaultdict[str, list[int]] = defaultdict(list)
        for place, event in enumerate(events):
            if event.profile_id:
                places[event.workspace_id].append(place)
        for workspace_id, here in places.items():
            living = store.living(connection, workspace_id, sorted({events[place].profile_id for place in here}))
            for place in here:
                owners[place] = living.get(events[place].profile_id, "")

    def _write(self, connection: sa.Connection, decisions: Decisions, drops: Sequence[Drop]) -> None:
        rows = [_row(key, attached, *self._held[key]) for key, attached in decisions.attached.items()]
        if decisions.moved:
            _keep_past(connection, decisions)
        store.save_identifiers(connection, rows)
        store.verify_identifiers(connection, sorted(decisions.verified - decisions.attached.keys()))
        store.merge_all(connection, decisions.merges)
        store.save_drops(connection, drops)


class _Readers(dict[str, Reader]):
    """The readers for the rules that are in force while one batch is read, by workspace."""

    def __init__(self, rules_of: Callable[[str], IdentityRules], remembered: dict[str, Reader]) -> None:
        super().__init__()
        self._rules_of = rules_of
        self._remembered = remembered

    def __missing__(self, workspace_id: str) -> Reader:
        rules = self._rules_of(workspace_id)
        reader = self._remembered.get(workspace_id)
        if reader is None or reader.rules is not rules:
            reader = self._remembered[workspace_id] = Reader(rules)
        self[workspace_id] = reader
        return reader


class _Asking:
    """Asks the store within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._any_apart: dict[str, bool] = {}
        self._apart: dict[str, frozenset[str]] = {}

    def members(self, profile_id: str) -> Members:
        """Return all that a profile holds."""
        return store.members(self.connection, [profile_id])[profile_id]

    def apart(self, workspace_id: str, profile_id: str) -> frozenset[str]:
        """Return the profiles with which one must never become one."""
        self.apart_soon(workspace_id, {profile_id} - self._apart.keys())
        return self._apart.get(profile_id, frozenset())

    def apart_soon(self, workspace_id: str, profile_ids: Iterable[str]) -> None:
        """Ask for many at once; where nobody is kept apart, only that."""
        if workspace_id not in self._any_apart:
            self._any_apart[workspace_id] = store.any_apart(self.connection, workspace_id)
        if self._any_apart[workspace_id]:
            self._apart.update(store.apart_from(self.connection, workspace_id, sorted(profile_ids)))


def _row(key: Key, attached: Attached, profile_id: str, verified: bool) -> dict[str, Any]:  # noqa: FBT001  # a column
    event = attached.event
    return {
        "workspace_id": key[0],
        "namespace": key[1],
        "value": key[2],
        "profile_id": profile_id,
        "verified": verified,
        "source_id": event.source_id,
        "message_id": event.message_id,
        "first_seen_ms": event.timestamp_ms,
        "via": attached.via,
    }


def _keep_past(connection: sa.Connection, decisions: Decisions) -> None:
    """Remember how what moved away came to where it was: what came through it stays there."""
    came_before = [key for (key, _), attached in decisions.moved.items() if attached is None]
    came_now = [
        _row(key, attached, holder, attached.verified)
        for (key, holder), attached in decisions.moved.items()
        if attached
    ]
    evidence.keep_past(connection, came_before, came_now)


def _drops(decisions: Decisions, rules_of: Callable[[str], IdentityRules]) -> list[Drop]:
    """Return what was dropped, counted by profile, identifier and rule."""
    found: dict[tuple[str, str, str, str], Drop] = {}
    for each in decisions.dropped:
        drop = _drop(each, decisions.now, rules_of(each.event.workspace_id).version)
        key = (drop.profile_id, drop.namespace, drop.value, drop.rule)
        before = found.get(key)
        found[key] = _counted(before, drop) if before else drop
    return list(found.values())


def _drop(dropped: Dropped, now: Callable[[str], str], rules_version: int) -> Drop:
    event, (namespace, value) = dropped.event, dropped.identifier
    return Drop(
        workspace_id=event.workspace_id,
        profile_id=now(dropped.profile_id),
        namespace=namespace,
        value=value,
        rule=dropped.rule,
        holder_id=now(dropped.holder_id),
        source_id=event.source_id,
        events=1,
        first_message_id=event.message_id,
        first_at_ms=event.timestamp_ms,
        last_message_id=event.message_id,
        last_at_ms=event.timestamp_ms,
        rules_version=rules_version,
    )


def _counted(before: Drop, drop: Drop) -> Drop:
    first = {"first_message_id": before.first_message_id, "first_at_ms": before.first_at_ms}
    return msgspec.structs.replace(drop, events=before.events + 1, **first)


def _flags(
    events: Sequence[Event],
    claims: Sequence[Claim],
    dropped: Sequence[Dropped],
    rules_of: Callable[[str], IdentityRules],
) -> list[tuple[str, ...]]:
    flags = [claim.flags for claim in claims]
    if dropped:
        places = {event.position: place for place, event in enumerate(events)}
        for each in dropped:
            if each.rule not in MOVED:
                label = rules_of(each.event.workspace_id).label(each.identifier[0])
                flags[places[each.event.position]] += (f"dropped-{label}",)
    return flags


def _shorten(memory: dict[Any, Any], limit: int) -> None:
    """Forget the oldest quarter once a memory is over its limit."""
    if len(memory) > limit:
        for key in list(islice(memory, len(memory) - limit * 3 // 4)):
            del memory[key]
