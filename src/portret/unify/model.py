"""Identity as data: namespaces with their rules, and what resolving a batch of events gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import msgspec


@dataclass(frozen=True)
class Namespace:
    """A kind of identifier.

    Attributes:
        name: as it stands before the colon in `email:jo@example.com`.
        priority: 1 wins; the lowest-priority identifier of an event is dropped first when a rule would break.
        limit: how many values of this kind one profile may hold.
        unique: whether two values of it prove two different people.
        blocked: values (in normal form) that are never identifiers, besides the ones blocked everywhere.
    """

    name: str
    priority: int
    limit: int
    unique: bool = False
    blocked: re.Pattern[str] | None = None


_DEFAULT_NAMESPACES = (
    Namespace("user_id", priority=1, limit=1, unique=True),
    Namespace(
        "email",
        priority=2,
        limit=5,
        blocked=re.compile(r"(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster)@.*|test@test\..*"),
    ),
    Namespace("phone", priority=3, limit=5),
    Namespace("loyalty_id", priority=4, limit=5),
    Namespace("crm_id", priority=5, limit=5),
    Namespace("device_id", priority=8, limit=20),
    Namespace("push_token", priority=8, limit=20),
    Namespace("idfa", priority=8, limit=20),
    Namespace("gaid", priority=8, limit=20),
    Namespace("anonymous_id", priority=9, limit=500),
)


_BLOCKED_WORDS = frozenset(
    ("-1", "null", "none", "undefined", "nan", "anonymous", "guest", "test", "unknown", "[object object]")
)


@dataclass(frozen=True, eq=False)
class IdentityRules:
    """The rules of one installation; the defaults are those of the identity contract.

    Attributes:
        namespaces: the known namespaces by name.
        custom: the rules of namespaces that only appear in `context.externalIds`.
        blocked_words: values in lower case that are never an identifier, in any namespace; neither is anything made of
            zeros and dashes only.
        blocked_pattern: what else an installation never takes for an identifier.
    """

    namespaces: Mapping[str, Namespace] = field(
        default_factory=lambda: MappingProxyType({space.name: space for space in _DEFAULT_NAMESPACES})
    )
    custom: Namespace = Namespace("custom", priority=6, limit=5)
    blocked_words: frozenset[str] = _BLOCKED_WORDS
    blocked_pattern: re.Pattern[str] | None = None

    def of(self, namespace: str) -> Namespace:
        """Return the rules of a namespace, known or custom."""
        return self.namespaces.get(namespace) or self.custom

    def blocks(self, namespace: str, value: str) -> bool:
        """Say whether a value (in normal form) is junk that many people share."""
        if value.lower() in self.blocked_words or not value.strip("0-"):
            return True
        for pattern in (self.blocked_pattern, self.of(namespace).blocked):
            if pattern and pattern.fullmatch(value):
                return True
        return False


class Merge(msgspec.Struct, frozen=True):
    """Two profiles became one: `loser_id` resolves to `winner_id` from now on, for ever."""

    workspace_id: str
    winner_id: str
    loser_id: str
    position: int
    message_id: str
    at_ms: int
    identifiers: tuple[str, ...]


class Resolution(msgspec.Struct, frozen=True):
    """Whose the events of a batch are.

    Attributes:
        profile_ids: one per event, canonical after the whole batch; "" where no identifier was left.
        merges: in the order they happened.
        dropped: (event position, "namespace:value", rule) for every identifier that a rule kept out.
    """

    profile_ids: list[str]
    merges: list[Merge]
    dropped: list[tuple[int, str, str]]
