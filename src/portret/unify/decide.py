"""Decide event by event who it is, over what is known of holders and members; writing it down is the resolver's."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from portret.kernel import Event, stable_id
from portret.unify.model import (
    DEVICE_NAMESPACES,
    ELSEWHERE,
    SHARED,
    UNVERIFIED,
    Claim,
    Identifier,
    IdentityRules,
    Merge,
)
from portret.unify.person import Held, Members, Person, is_somebody

Key = tuple[str, str, str]
"""(workspace id, namespace, value)."""

Holding = tuple[str, bool]
"""(profile id, whether the claim came from a trusted source)."""


class Ask(Protocol):
    """Where to ask for what is not remembered."""

    def members(self, profile_id: str) -> Members:
        """Return all that a profile holds."""
        ...

    def apart(self, workspace_id: str, profile_id: str) -> frozenset[str]:
        """Return the profiles with which one must never become one."""
        ...


class Attached(NamedTuple):
    """An identifier came to a profile by an event, through another identifier ("namespace:value"; "" for none)."""

    event: Event
    via: str
    verified: bool


class Dropped(NamedTuple):
    """An event's identifier that a rule keeps from a profile, and the profile that holds it, "" for none."""

    event: Event
    identifier: Identifier
    rule: str
    profile_id: str
    holder_id: str


class Decisions:
    """The decisions of one batch, on top of what is remembered, which they keep up to date.

    Attributes:
        attached: identifiers that came to a profile, new or from another one.
        verified: identifiers that a trusted source has now claimed, too.
        merges: in the order they happened.
        dropped: as above.
        moved: identifiers that went from one profile to another: how each first came to the one it left in this batch,
            None if it held it before.
    """

    def __init__(
        self,
        rules_of: Callable[[str], IdentityRules],
        held: dict[Key, Holding],
        members: dict[str, Members],
        ask: Ask,
    ) -> None:
        self._rules_of = rules_of
        self._held = held
        self._members = members
        self._ask = ask
        self._apart: dict[str, frozenset[str]] = {}
        self._became: dict[str, str] = {}
        self.attached: dict[Key, Attached] = {}
        self.verified: set[Key] = set()
        self.merges: list[Merge] = []
        self.dropped: list[Dropped] = []
        self.moved: dict[tuple[Key, str], Attached | None] = {}

    def own(self, event: Event, claim: Claim) -> str:
        """Return the profile of one event by what it claims: at least one identifier."""
        agreed = agreed_holder(self._held, event, claim)
        if agreed:
            return agreed
        rules = self._rules_of(event.workspace_id)
        if event.type == "alias":
            claim = self._as_known(event, claim, rules)
        person = Person(rules, event.timestamp_ms, self._reached(event, claim))
        taken = ((identifier, self._take(event, person, identifier)) for identifier in claim.identifiers)
        lost = [(identifier, rule) for identifier, rule in taken if rule]
        via = self._anchor(event, person)
        owner = self._settle(event, person, rules)
        for identifier in person.kept:
            self._attach(event, claim, identifier, owner, via)
        for identifier, rule in lost:
            why = self._why_to_move(event, claim, person, identifier, rule)
            if why and not person.add(identifier):
                self._give_up(event, identifier, why, owner)
                self._hold(event, claim, identifier, owner, as_text(person.kept[0]))
            else:
                holder, _ = self._held.get((event.workspace_id, *identifier), ("", False))
                self.dropped.append(Dropped(event, identifier, rule, owner, holder))
        return owner

    def now(self, profile_id: str) -> str:
        """Return the id that a profile has after the merges so far."""
        while profile_id in self._became:
            profile_id = self._became[profile_id]
        return profile_id

    def _take(self, event: Event, person: Person, identifier: Identifier) -> str:
        """Make an identifier and whoever holds it part of the person, or name the rule that forbids it."""
        holding = self._held.get((event.workspace_id, *identifier))
        if holding is None:
            return person.add(identifier)
        holder = holding[0]
        if holder not in person.sides:
            apart = self._apart_from(event.workspace_id, holder) if person.sides else ()
            rule = person.join(holder, self._members_of(holder), apart)
            if rule:
                return rule
        person.kept.append(identifier)
        return ""

    def _reached(self, event: Event, claim: Claim) -> frozenset[str] | None:
        if event.verified:
            return None
        if not claim.proven:
            return frozenset()
        proven = [identifier for identifier in claim.identifiers if identifier in claim.proven]
        keys = [(event.workspace_id, *identifier) for identifier in proven]
        return frozenset(self._held[key][0] for key in keys if key in self._held)

    def _as_known(self, event: Event, claim: Claim, rules: IdentityRules) -> Claim:
        """Read `previousId` as a user id where it is known as one, and not as an anonymous id."""
        as_device, as_user = ("anonymous_id", event.previous_id), ("user_id", event.previous_id)
        workspace_id = event.workspace_id
        if (workspace_id, *as_device) in self._held or (workspace_id, *as_user) not in self._held:
            return claim
        read = [as_user if identifier == as_device else identifier for identifier in claim.identifiers]
        return Claim(sorted(read, key=lambda identifier: rules.of(identifier[0]).priority), claim.flags, claim.proven)

    def _anchor(self, event: Event, person: Person) -> str:
        """Return the best identifier that was held before, through which the others come."""
        held = (identifier for identifier in person.kept if (event.workspace_id, *identifier) in self._held)
        return as_text(next(held, person.kept[0]))

    def _settle(self, event: Event, person: Person, rules: IdentityRules) -> str:
        """Return the one profile of all sides: a new one if there are none, else what they become."""
        if not person.sides:
            profile_id = stable_id("prf", event.received_at_ms, event.workspace_id, event.message_id)
            self._members[profile_id] = {}
            self._apart[profile_id] = frozenset()
            return profile_id
        if len(person.sides) == 1:
            return person.sides[0]
        winner = min(person.sides, key=lambda side: (_best_priority(rules, self._members_of(side)), side))
        for loser in sorted(person.sides):
            if loser != winner:
                self._merge(event, person, rules, winner, loser)
        return winner

    def _merge(self, event: Event, person: Person, rules: IdentityRules, winner: str, loser: str) -> None:
        moving = self._members_of(loser)
        merge = Merge(
            workspace_id=event.workspace_id,
            winner_id=winner,
            loser_id=loser,
            position=event.position,
            message_id=event.message_id,
            at_ms=event.received_at_ms,
            identifiers=tuple(map(as_text, person.kept)),
            rules_version=rules.version,
            loser_identifiers=tuple(sorted(map(as_text, moving))),
        )
        self.merges.append(merge)
        self._members_of(winner).update(moving)
        for identifier, held in moving.items():
            self._held[event.workspace_id, *identifier] = (winner, held.verified)
        self._apart[winner] = self._apart_from(event.workspace_id, winner) | self._apart_from(event.workspace_id, loser)
        del self._members[loser]
        self._became[loser] = winner

    def _attach(self, event: Event, claim: Claim, identifier: Identifier, owner: str, via: str) -> None:
        key = (event.workspace_id, *identifier)
        holding = self._held.get(key)
        if holding is None:
            self._hold(event, claim, identifier, owner, via)
        elif not holding[1] and is_trusted(event, claim, identifier):
            self._held[key] = (holding[0], True)
            self.verified.add(key)
            members = self._members_of(holding[0])
            members[identifier] = members[identifier]._replace(verified=True)

    def _hold(self, event: Event, claim: Claim, identifier: Identifier, owner: str, via: str) -> None:
        key = (event.workspace_id, *identifier)
        verified = is_trusted(event, claim, identifier)
        self._held[key] = (owner, verified)
        self._members_of(owner)[identifier] = Held(verified, event.timestamp_ms)
        self.attached[key] = Attached(event, "" if via == as_text(identifier) else via, verified)

    def _why_to_move(self, event: Event, claim: Claim, person: Person, identifier: Identifier, rule: str) -> str:
        """Return why the event's profile has more right to an identifier than its holder, "" if it has not.

        A device belongs to whoever proved to be another person on it last. What its holder merely claims belongs to
        whom a trusted source knows it of, unless it is all that the holder has. What came before stays where it is.
        """
        holder, is_verified = self._held.get((event.workspace_id, *identifier), ("", True))
        before = self._members_of(holder) if holder else {}
        rules = self._rules_of(event.workspace_id)
        is_device = identifier[0] in DEVICE_NAMESPACES
        if is_device and is_somebody(rules, person.kept) and is_somebody(rules, before):
            return SHARED
        is_outranked = not is_verified and rule != UNVERIFIED and is_trusted(event, claim, identifier)
        return ELSEWHERE if is_outranked and len(before) > 1 else ""

    def _give_up(self, event: Event, identifier: Identifier, rule: str, owner: str) -> None:
        """Take an identifier from its holder, for whom the event that gives it to another counts as a drop."""
        key = (event.workspace_id, *identifier)
        holder, _ = self._held[key]
        del self._members_of(holder)[identifier]
        self.moved.setdefault((key, holder), self.attached.get(key))
        self.dropped.append(Dropped(event, identifier, rule, holder, owner))

    def _members_of(self, profile_id: str) -> Members:
        known = self._members.get(profile_id)
        if known is None:
            known = self._members[profile_id] = self._ask.members(profile_id)
        return known

    def _apart_from(self, workspace_id: str, profile_id: str) -> frozenset[str]:
        known = self._apart.get(profile_id)
        if known is None:
            known = self._apart[profile_id] = self._ask.apart(workspace_id, profile_id)
        return frozenset(map(self.now, known)) if known else known


def agreed_holder(held: dict[Key, Holding], event: Event, claim: Claim) -> str:
    """Return the one profile that holds all that an event claims already, "" if anything about it is new."""
    owner = ""
    for identifier in claim.identifiers:
        holding = held.get((event.workspace_id, *identifier))
        if holding is None or (owner and holding[0] != owner):
            return ""
        if not holding[1] and is_trusted(event, claim, identifier):
            return ""
        owner = holding[0]
    return owner


def is_trusted(event: Event, claim: Claim, identifier: Identifier) -> bool:
    """Say whether an event's claim of an identifier is verified: by its source, or by a signed token."""
    return event.verified or identifier in claim.proven


def as_text(identifier: Identifier) -> str:
    """Return an identifier as people write it: "namespace:value"."""
    return f"{identifier[0]}:{identifier[1]}"


def _best_priority(rules: IdentityRules, members: Members) -> int:
    return min((rules.of(namespace).priority for namespace, _ in members), default=99)
