"""What would another rule do? Two partitions of the same events, compared."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from portret.kernel import from_ms
from portret.unify.bulk import History, Partition
from portret.unify.bulk.history import Codes, Numbers
from portret.unify.decide import as_text
from portret.unify.model import IdentityRules
from portret.unify.simulation import model

_EXAMPLES = 20
_PARTS = 10
_IDENTIFIERS = 10
_LINKS = 5
_SHARED = 10


@dataclass(frozen=True, eq=False)
class Resolved:
    """A history under a set of rules, and what came out; `places` are the places of its events among all."""

    rules: IdentityRules
    history: History
    places: Numbers
    partition: Partition


def compare(events: int, present: Resolved, proposed: Resolved) -> model.Report:
    """Return what changes if the proposed rules come in force.

    Args:
        events: how many events there are, among which the places count.
        present: under the rules in force.
        proposed: under the others.
    """
    before, after = _Look(present, events), _Look(proposed, events)
    return model.Report(
        events=events,
        resolved=len(np.union1d(present.places, proposed.places)),
        present=before.side(),
        proposed=after.side(),
        joins=_changes(after, before),
        splits=_changes(before, after),
    )


def _changes(one: _Look, other: _Look) -> model.Changes:
    """Return the profiles of `one` to each of which several profiles of `other` have brought most of their events."""
    home = _main(other.owners, one.owners, other.profiles)
    parts = np.bincount(home[home >= 0], minlength=one.profiles)
    changed = np.flatnonzero(parts > 1)
    largest = changed[np.argsort(-parts[changed], kind="stable")][:_EXAMPLES]
    examples = [_change(one, other, int(profile), np.flatnonzero(home == profile)) for profile in largest]
    return model.Changes(len(changed), int(parts[changed].sum()), examples)


def _main(owners: Codes, others: Codes, profiles: int) -> Numbers:
    """Return, per profile, the one of the others that has most of its events; -1 if it has none."""
    both = (owners >= 0) & (others >= 0)
    width = int(others.max(initial=-1)) + 1
    pairs, counts = np.unique(owners[both].astype(np.int64) * width + others[both], return_counts=True)
    found = np.full(profiles, -1, np.int64)
    in_order = np.argsort(counts, kind="stable")  # the last one written stays: the most frequent
    found[pairs[in_order] // max(width, 1)] = pairs[in_order] % max(width, 1)
    return found


def _change(one: _Look, other: _Look, profile: int, parts: Numbers) -> model.Change:
    sizes = other.sizes[parts]
    largest = parts[np.argsort(-sizes, kind="stable")][:_PARTS]
    return model.Change(
        profile=one.gist(profile),
        count=len(parts),
        parts=[other.gist(int(part)) for part in largest],
        links=_links(one, other, profile),
    )


def _links(one: _Look, other: _Look, profile: int) -> list[model.Link]:
    """Return identifiers that this profile's events name, and which are named by several profiles of the other side."""
    history = one.resolved.history
    events = np.flatnonzero(one.resolved.partition.owners == profile)
    sides: dict[int, dict[int, int]] = {}
    for event in events.tolist():
        owner = int(other.owners[one.resolved.places[event]])
        if owner >= 0:
            for identifier in history.claimed[history.starts[event] : history.starts[event + 1]].tolist():
                sides.setdefault(identifier, {}).setdefault(owner, event)
    linking = sorted((number for number, by in sides.items() if len(by) > 1), key=one.rank)
    return [one.link(number, list(sides[number].values())[:2], other) for number in linking[:_LINKS]]


class _Look:
    """One side, with what is asked of it again and again."""

    def __init__(self, resolved: Resolved, events: int) -> None:
        self.resolved = resolved
        partition = resolved.partition
        self.profiles = partition.profiles
        self.owners = np.full(events, -1, np.int32)
        self.owners[resolved.places] = partition.owners
        held = partition.holders[partition.holders >= 0]
        self.sizes = np.bincount(held, minlength=partition.profiles)
        self._rules = {number: rule for _, number, rule in reversed(partition.drops)}

    def side(self) -> model.Side:
        partition = self.resolved.partition
        distinct = {(number, rule) for _, number, rule in partition.drops}
        return model.Side(
            rules_version=self.resolved.rules.version,
            profiles=partition.profiles,
            merges=partition.merges,
            largest=self.gist(int(self.sizes.argmax())) if partition.profiles else None,
            shared=self._shared(),
            dropped=dict(Counter(rule for _, rule in distinct).most_common()),
        )

    def gist(self, profile: int) -> model.ProfileGist:
        partition = self.resolved.partition
        held = sorted(np.flatnonzero(partition.holders == profile).tolist(), key=self.rank)
        texts = [self._text(number) for number in held[:_IDENTIFIERS]]
        return model.ProfileGist(partition.profile_id(profile), len(held), texts)

    def link(self, identifier: int, events: list[int], other: _Look) -> model.Link:
        history = self.resolved.history
        told = [
            model.Told(history.message_ids[event].as_py(), from_ms(int(history.received_at_ms[event])))
            for event in events
        ]
        return model.Link(self._text(identifier), told, other._rules.get(identifier, ""))

    def rank(self, identifier: int) -> tuple[int, int]:
        history = self.resolved.history
        return self.resolved.rules.of(history.namespaces[history.spaces[identifier]]).priority, identifier

    def _shared(self) -> list[model.Shared]:
        history, partition = self.resolved.history, self.resolved.partition
        owners = partition.owners[history.events_of_claims()]
        pairs = np.unique(history.claimed.astype(np.int64) * max(partition.profiles, 1) + owners)
        counts = np.bincount(pairs // max(partition.profiles, 1), minlength=history.identifiers)
        most = np.argsort(-counts, kind="stable")[:_SHARED]
        return [model.Shared(self._text(int(number)), int(counts[number])) for number in most if counts[number] > 1]

    def _text(self, identifier: int) -> str:
        return as_text(self.resolved.history.identifier(identifier))
