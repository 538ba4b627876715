"""Whether identifiers and the profiles that hold them may be one person: the rules, without any store."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from portret.unify.model import APART, UNVERIFIED, WINDOW_MS, Identifier, IdentityRules, limit_rule


class Held(NamedTuple):
    """How a profile holds an identifier: whether a trusted source said so, and when it was first seen with it."""

    verified: bool
    first_seen_ms: int


Members = dict[Identifier, Held]
"""All that a profile holds."""


class Person:
    """A person in the making: the identifiers of one event, taken from the best down, and the profiles behind them.

    Attributes:
        sides: the profiles that would become one, the holder of the best identifier first.
        kept: the identifiers that break no rule.
    """

    def __init__(self, rules: IdentityRules, at_ms: int, proven: frozenset[str] | None) -> None:
        """Take the event's time, and the profiles that its verified claims reach; None if all of its claims are."""
        self._rules = rules
        self._at_ms = at_ms
        self._proven = proven
        self._counts: dict[str, int] = {}
        self._trusted: list[str] = []
        self.sides: list[str] = []
        self.kept: list[Identifier] = []

    def add(self, identifier: Identifier) -> str:
        """Take an identifier that nobody holds, or name the rule that forbids it."""
        namespace = identifier[0]
        count = self._counts.get(namespace, 0) + 1
        if count > self._rules.of(namespace).limit:
            return limit_rule(namespace)
        self._counts[namespace] = count
        self.kept.append(identifier)
        return ""

    def join(self, profile_id: str, members: Members, apart: Iterable[str]) -> str:
        """Take a profile with all that it holds, or name the rule that forbids it."""
        counts = tally(self._rules, members, self._at_ms)
        trusted = any(held.verified for held in members.values())
        rule = self._forbids(profile_id, counts, apart, trusted=trusted)
        if rule:
            return rule
        for namespace, count in counts.items():
            self._counts[namespace] = self._counts.get(namespace, 0) + count
        self.sides.append(profile_id)
        if trusted:
            self._trusted.append(profile_id)
        return ""

    def _forbids(self, profile_id: str, counts: Mapping[str, int], apart: Iterable[str], *, trusted: bool) -> str:
        if any(other in self.sides for other in apart):
            return APART
        if (
            trusted
            and self._trusted
            and self._proven is not None
            and not self._proven.issuperset((profile_id, *self._trusted))
        ):
            return UNVERIFIED
        over = [namespace for namespace, count in counts.items() if self._would_exceed(namespace, count)]
        if not over:
            return ""
        return limit_rule(min(over, key=lambda namespace: (self._rules.of(namespace).priority, namespace)))

    def _would_exceed(self, namespace: str, count: int) -> bool:
        """Say whether the limit breaks by becoming one; a side over it by itself, from earlier rules, may stay."""
        so_far = self._counts.get(namespace, 0)
        return bool(so_far) and so_far + count > self._rules.of(namespace).limit


def tally(rules: IdentityRules, members: Members, at_ms: int) -> dict[str, int]:
    """Return how many of a profile's identifiers count against each namespace's limit at an instant."""
    counts: dict[str, int] = {}
    for (namespace, _), held in members.items():
        back_ms = WINDOW_MS.get(rules.of(namespace).window)
        if back_ms is None or held.first_seen_ms > at_ms - back_ms:
            counts[namespace] = counts.get(namespace, 0) + 1
    return counts


def is_somebody(rules: IdentityRules, identifiers: Iterable[Identifier]) -> bool:
    """Say whether one of the identifiers is unique to a person."""
    return any(rules.of(namespace).unique for namespace, _ in identifiers)
