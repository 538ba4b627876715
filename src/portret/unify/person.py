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

UNNAMED_LIMIT = 100
"""How many identifiers a profile holds of all namespaces together that the rules do not name."""


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
        kinds = _kinds(self._rules, identifier[0])
        for kind in kinds:
            if self._counts.get(kind, 0) >= _limit(self._rules, kind):
                return limit_rule(kind or "custom")
        for kind in kinds:
            self._counts[kind] = self._counts.get(kind, 0) + 1
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
        return limit_rule(min(over, key=lambda namespace: (self._rules.of(namespace).priority, namespace)) or "custom")

    def _would_exceed(self, namespace: str, count: int) -> bool:
        """Say whether the limit breaks by becoming one; a side over it by itself, from earlier rules, may stay."""
        so_far = self._counts.get(namespace, 0)
        return bool(so_far) and so_far + count > _limit(self._rules, namespace)


def tally(rules: IdentityRules, members: Members, at_ms: int) -> dict[str, int]:
    """Return how many of a profile's identifiers count against each namespace's limit at an instant.

    Under "" stand those of all namespaces together that the rules do not name.
    """
    counts: dict[str, int] = {}
    for (namespace, _), held in members.items():
        back_ms = WINDOW_MS.get(rules.of(namespace).window)
        if back_ms is None or held.first_seen_ms > at_ms - back_ms:
            for kind in _kinds(rules, namespace):
                counts[kind] = counts.get(kind, 0) + 1
    return counts


def is_somebody(rules: IdentityRules, identifiers: Iterable[Identifier]) -> bool:
    """Say whether one of the identifiers is unique to a person."""
    return any(rules.of(namespace).unique for namespace, _ in identifiers)


def _kinds(rules: IdentityRules, namespace: str) -> tuple[str, ...]:
    """Return against which limits an identifier counts: anybody can think of namespaces that the rules do not name."""
    return (namespace,) if namespace in rules.namespaces else (namespace, "")


def _limit(rules: IdentityRules, kind: str) -> int:
    return rules.of(kind).limit if kind else UNNAMED_LIMIT
