"""Whose is everything? The partition that resolving a history event by event would reach, in a fraction of the time.

Most of a history is calm: people whose identifiers never contradict each other. There the answer is the connected
components, found in columns. Only what is left is gone through event by event, with the live resolver's own decisions,
some components at a time, so that memory stays bounded.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from portret.unify.bulk.components import Components, components, homes_of, noisy
from portret.unify.bulk.history import Codes, History, Numbers, Truths
from portret.unify.bulk.replay import NOTHING, Given, replay
from portret.unify.bulk.survivors import survivors
from portret.unify.model import IdentityRules

_AT_ONCE = 50_000


@dataclass(frozen=True, eq=False)
class Partition:
    """Whose each event and each identifier of a history is. A profile is its number.

    Attributes:
        owners: per event, the profile that has it; -1 where every identifier was dropped.
        holders: per identifier, the profile that holds it at the end; -1 if none ever did.
        profiles: how many there are.
        merges: how many profiles became part of another on the way.
        drops: (event, identifier, rule) for every identifier that a rule kept out of an event's profile.
        replayed: how many events had to be gone through one by one.
    """

    owners: Codes
    holders: Codes
    profiles: int
    merges: int
    drops: list[tuple[int, int, str]]
    replayed: int
    _history: History
    _makers: Numbers
    _names: list[str]

    def profile_id(self, profile: int) -> str:
        """Return the id that the live resolver would have given to a profile."""
        calm = len(self._makers)
        return self._history.created_id(int(self._makers[profile])) if profile < calm else self._names[profile - calm]

    def profile_ids(self) -> list[str]:
        """Return the ids of all profiles by number."""
        return [*self._history.created_ids(self._makers), *self._names]


def resolve_history(
    history: History, rules: IdentityRules, given: Given = NOTHING, at_once: int = _AT_ONCE
) -> Partition:
    """Return the partition that the live resolver would reach by going through the history in order.

    Args:
        history: one workspace's events with their usable identifiers under these rules.
        rules: what must not break.
        given: the profiles that are there before the first event, and which of them never become one.
        at_once: how many events to replay in one piece, unless a single component has more: what bounds the memory.
    """
    parts = components(history, [tuple(held) for held in given.profiles.values()])
    restless = noisy(history, parts, rules)
    for held in given.profiles.values():
        restless[parts.of_identifier[list(held)]] = True
    draft = _Draft(history, parts, survivors(history, parts, ~restless, rules))
    for events, here in _pieces(history, parts, restless, given, at_once):
        draft.replay(events, rules, here)
    return draft.partition()


class _Draft:
    """A partition in the making: first the calm part, then piece by piece the rest."""

    def __init__(self, history: History, parts: Components, makers: Numbers) -> None:
        self._history = history
        is_calm = makers >= 0
        self._makers = makers[is_calm]
        numbers = np.where(is_calm, np.cumsum(is_calm) - 1, -1).astype(np.int32)
        self._holders = numbers[parts.of_identifier]
        self._owners = numbers[homes_of(history, parts)]
        self._merges = int((self._owners[parts.creating] >= 0).sum()) - len(self._makers)
        self._numbers: dict[str, int] = {}
        self._drops: list[tuple[int, int, str]] = []
        self._replayed = 0

    def replay(self, events: Numbers, rules: IdentityRules, given: Given) -> None:
        """Add what comes out for some events and given profiles, of which no other piece knows."""
        found = replay(self._history, events, rules, given)
        self._owners[events] = [self._number(owner) if owner else -1 for owner in found.owners]
        self._holders[list(found.holders)] = [self._number(holder) for holder in found.holders.values()]
        self._merges += found.merges
        self._drops += found.drops
        self._replayed += len(events)

    def partition(self) -> Partition:
        """Return what was found."""
        return Partition(
            owners=self._owners,
            holders=self._holders,
            profiles=len(self._makers) + len(self._numbers),
            merges=self._merges,
            drops=sorted(self._drops),
            replayed=self._replayed,
            _history=self._history,
            _makers=self._makers,
            _names=list(self._numbers),
        )

    def _number(self, profile_id: str) -> int:
        return self._numbers.setdefault(profile_id, len(self._makers) + len(self._numbers))


def _pieces(
    history: History, parts: Components, restless: Truths, given: Given, at_once: int
) -> Iterator[tuple[Numbers, Given]]:
    """Yield the events of the restless components, some components at a time, in order, with what is given of these."""
    homes = homes_of(history, parts)
    events = np.flatnonzero(restless[homes])
    sizes = np.bincount(homes[events], minlength=parts.count) + restless
    pieces = np.where(restless, np.cumsum(sizes) // at_once, -1)
    of_event = pieces[homes[events]]
    in_order = np.argsort(of_event, kind="stable")
    given_at = _given_by_piece(given, pieces, parts.of_identifier)
    for piece in np.unique(pieces[restless]).tolist():
        begin, end = np.searchsorted(of_event[in_order], [piece, piece + 1])
        yield events[in_order[begin:end]], given_at.get(piece, NOTHING)


def _given_by_piece(given: Given, pieces: Numbers, of_identifier: Codes) -> dict[int, Given]:
    found: dict[int, Given] = {}
    for profile_id, held in given.profiles.items():
        piece = int(pieces[of_identifier[next(iter(held))]])
        found.setdefault(piece, Given({}, given.apart)).profiles[profile_id] = held
    return found
