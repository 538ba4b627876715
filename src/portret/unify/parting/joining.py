"""Whether a person may say that two profiles are one, and which of the two survives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from portret.unify.model import IdentityRules, limit_rule
from portret.unify.person import Members


def broken_limit(rules: IdentityRules, holdings: Mapping[str, Members]) -> str:
    """Return the rule that the profiles would break as one, "" if none; a limit that one breaks by itself is none.

    Windows do not count: a person's word is about whom they hold, whenever that was.
    """
    together = Counter(namespace for members in holdings.values() for namespace, _ in members)
    for namespace in sorted(together, key=lambda name: (rules.of(name).priority, name)):
        sides = sum(any(held == namespace for held, _ in members) for members in holdings.values())
        if sides > 1 and together[namespace] > rules.of(namespace).limit:
            return limit_rule(namespace)
    return ""


def best(rules: IdentityRules, members: Members) -> str:
    """Return the best of the identifiers that a profile holds, as "namespace:value": what stands for it in a merge."""
    namespace, value = min(members, key=lambda identifier: (rules.of(identifier[0]).priority, identifier))
    return f"{namespace}:{value}"


def survivor(rules: IdentityRules, holdings: Mapping[str, Members]) -> str:
    """Return the profile with the best identifier, the oldest of equals: the one that an event would keep."""

    def rank(profile_id: str) -> tuple[int, str]:
        return min((rules.of(namespace).priority for namespace, _ in holdings[profile_id]), default=99), profile_id

    return min(holdings, key=rank)
