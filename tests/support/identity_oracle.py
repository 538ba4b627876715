"""Who is it, the slow and obvious way: one event at a time, every rule checked anew from all that is held.

It shares no code with the resolver but the words: namespaces with their rules, and events.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations

from portret.kernel import Event
from portret.unify import Identifier, IdentityRules

_DAYS = {"ever": 10**6, "annually": 365, "monthly": 30, "weekly": 7}
_DEVICE = {"anonymous_id", "device_id", "push_token", "idfa", "gaid"}


@dataclass
class Profile:
    """Somebody: the message id of the event that made them, and identifier → (verified, first seen at ms)."""

    made_by: str
    made_at_ms: int
    held: dict[Identifier, tuple[bool, int]] = field(default_factory=dict)


@dataclass
class Oracle:
    """Everybody, in the order in which they came.

    Attributes:
        owners: message id → whose the event is now.
        drops: (message id of the profile's first event, identifier, rule) → how often.
    """

    rules: IdentityRules
    people: list[Profile] = field(default_factory=list)
    owners: dict[str, Profile] = field(default_factory=dict)
    apart: list[tuple[Profile, Profile]] = field(default_factory=list)
    drops: Counter[tuple[str, Identifier, str]] = field(default_factory=Counter)
    merges: int = 0

    def take(self, event: Event, identifiers: list[Identifier]) -> None:
        """Decide whose an event is."""
        kept: list[Identifier] = []
        lost: list[tuple[Identifier, str]] = []
        for identifier in sorted(identifiers, key=self._priority):
            rule = self._broken(event, [*kept, identifier], identifiers)
            if rule:
                lost.append((identifier, rule))
            else:
                kept.append(identifier)
        owner = self._one_of(self._holders(kept), event)
        for identifier in kept:
            verified, first_ms = owner.held.get(identifier, (False, event.timestamp_ms))
            owner.held[identifier] = (verified or self._trusts(event, identifier), first_ms)
        for identifier, rule in lost:
            self._lose(event, identifier, rule, kept, owner)
        self.owners[event.message_id] = owner

    def keep_apart(self, one: Profile, other: Profile) -> None:
        """Note that two are not the same person."""
        self.apart.append((one, other))

    def _lose(self, event: Event, identifier: Identifier, rule: str, kept: list[Identifier], owner: Profile) -> None:
        """Drop an identifier, or hand it over: then it is the owner's, and says who they are to those after it."""
        holder = next(iter(self._holders([identifier])), None)
        if holder is None or self._over_limit(event, [owner], [identifier]):
            self.drops[owner.made_by, identifier, rule] += 1
        elif identifier[0] in _DEVICE and self._is_unique(kept) and self._is_unique(holder.held):
            kept.append(identifier)
            self._hand_over(event, identifier, "shared device", holder, owner)
        elif self._only_claims(holder, identifier) and self._trusts(event, identifier) and rule != "unverified claim":
            kept.append(identifier)
            self._hand_over(event, identifier, "verified elsewhere", holder, owner)
        else:
            self.drops[owner.made_by, identifier, rule] += 1

    def _only_claims(self, holder: Profile, identifier: Identifier) -> bool:
        return holder.held.keys() > {identifier} and not holder.held[identifier][0]

    def _hand_over(self, event: Event, identifier: Identifier, rule: str, holder: Profile, owner: Profile) -> None:
        del holder.held[identifier]
        owner.held[identifier] = (self._trusts(event, identifier), event.timestamp_ms)
        self.drops[holder.made_by, identifier, rule] += 1

    def _one_of(self, sides: list[Profile], event: Event) -> Profile:
        if not sides:
            self.people.append(Profile(event.message_id, event.received_at_ms))
            return self.people[-1]
        winner = min(sides, key=lambda side: (min(map(self._priority, side.held)), side.made_at_ms))
        for loser in sides:
            if loser is not winner:
                self._become(loser, winner)
        return winner

    def _become(self, loser: Profile, winner: Profile) -> None:
        self.merges += 1
        self.people.remove(loser)
        winner.held |= loser.held
        self.owners = {message: winner if owner is loser else owner for message, owner in self.owners.items()}
        self.apart = [
            (winner if one is loser else one, winner if other is loser else other) for one, other in self.apart
        ]
        moved: Counter[tuple[str, Identifier, str]] = Counter()
        for (made_by, identifier, rule), count in self.drops.items():
            moved[winner.made_by if made_by == loser.made_by else made_by, identifier, rule] += count
        self.drops = moved

    def _broken(self, event: Event, wanted: list[Identifier], claimed: list[Identifier]) -> str:
        sides = self._holders(wanted)
        if any(self._are_apart(one, other) for one, other in combinations(sides, 2)):
            return "do not merge"
        known = [side for side in sides if any(verified for verified, _ in side.held.values())]
        trusted = self._holders([identifier for identifier in claimed if self._trusts(event, identifier)])
        if len(known) > 1 and any(side not in trusted for side in known):
            return "unverified claim"
        new = [identifier for identifier in wanted if not self._holders([identifier])]
        over = self._over_limit(event, sides, new)
        return f"limit of {min(over, key=lambda name: (self.rules.of(name).priority, name))}" if over else ""

    def _over_limit(self, event: Event, sides: list[Profile], new: list[Identifier]) -> list[str]:
        counts = [self._count(event, side) for side in sides]
        together = sum(counts, Counter(namespace for namespace, _ in new))
        return [
            namespace
            for namespace, count in together.items()
            if count > self.rules.of(namespace).limit and count > max((each[namespace] for each in counts), default=0)
        ]

    def _count(self, event: Event, side: Profile) -> Counter[str]:
        def counts(namespace: str, first_ms: int) -> bool:
            return event.timestamp_ms - first_ms < _DAYS[self.rules.of(namespace).window] * 86_400_000

        return Counter(namespace for (namespace, _), (_, first_ms) in side.held.items() if counts(namespace, first_ms))

    def _holders(self, identifiers: Iterable[Identifier]) -> list[Profile]:
        wanted = set(identifiers)
        return [person for person in self.people if wanted & person.held.keys()]

    def _are_apart(self, one: Profile, other: Profile) -> bool:
        return any({id(one), id(other)} == {id(a), id(b)} for a, b in self.apart)

    def _is_unique(self, identifiers: Iterable[Identifier]) -> bool:
        return any(self.rules.of(namespace).unique for namespace, _ in identifiers)

    def _trusts(self, event: Event, identifier: Identifier) -> bool:
        return event.verified or ":".join(identifier) in event.proven

    def _priority(self, identifier: Identifier) -> int:
        return self.rules.of(identifier[0]).priority
