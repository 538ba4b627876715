"""Which profile survives in a calm component: the ids that merging in order would leave, found without merging."""

from __future__ import annotations

import numpy as np

from portret.unify.bulk.components import Components, homes_of
from portret.unify.bulk.history import Codes, History, Numbers, Truths
from portret.unify.model import IdentityRules


def survivors(history: History, parts: Components, chosen: Truths, rules: IdentityRules) -> Numbers:
    """Return, per component, the event that made the profile which is left; -1 for those that are not chosen."""
    homes = homes_of(history, parts)[parts.creating]
    made = np.bincount(homes, minlength=parts.count)
    found = np.full(parts.count, -1, np.int64)
    found[homes] = parts.creating
    contested = chosen & (made > 1)
    if contested.any():
        _settle(found, history, parts, contested, rules)
    found[~chosen] = -1
    return found


def _settle(found: Numbers, history: History, parts: Components, contested: Truths, rules: IdentityRules) -> None:
    """Write the winners of the components in which several profiles were made and merged."""
    is_news = np.diff(history.starts) > 1
    is_news[parts.creating] = True
    homes = homes_of(history, parts)
    events = np.flatnonzero(is_news & contested[homes])
    last = _Contest(history, rules).last_winners(events, homes)
    found[list(last)] = list(last.values())


class _Contest:
    """Merges in order, of profiles that are known by the event which made them and by nothing but what decides."""

    def __init__(self, history: History, rules: IdentityRules) -> None:
        self._history = history
        self._priority = [rules.of(namespace).priority for namespace in history.namespaces]
        self._best: dict[int, int] = {}
        self._became: dict[int, int] = {}

    def last_winners(self, events: Numbers, homes: Codes) -> dict[int, int]:
        """Return component → the profile that is left of it after these events."""
        history, best = self._history, self._best
        holder = [-1] * history.identifiers
        spaces, claimed = history.spaces.tolist(), history.claimed.data
        last: dict[int, int] = {}
        begins, ends = history.starts[events].tolist(), history.starts[events + 1].tolist()
        for event, begin, end, home in zip(events.tolist(), begins, ends, homes[events].tolist(), strict=True):
            claim = claimed[begin:end]
            sides = {self._now(holder[identifier]) for identifier in claim if holder[identifier] >= 0}
            owner = self._winner(sides) if sides else event
            for identifier in claim:
                holder[identifier] = owner
            best[owner] = min(best.get(owner, 99), self._priority[spaces[claim[0]]])
            last[home] = owner
        return last

    def _winner(self, sides: set[int]) -> int:
        if len(sides) == 1:
            return next(iter(sides))
        history, best = self._history, self._best
        order = sorted((best[side], int(history.received_at_ms[side]), side) for side in sides)
        tied = [side for priority, at_ms, side in order if (priority, at_ms) == order[0][:2]]
        winner = min(tied, key=history.created_id) if len(tied) > 1 else tied[0]
        for side in sides:
            if side != winner:
                self._became[side] = winner
                best[winner] = min(best[winner], best[side])
        return winner

    def _now(self, profile: int) -> int:
        while profile in self._became:
            profile = self._became[profile]
        return profile
