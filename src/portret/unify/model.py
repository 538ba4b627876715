"""Identity as data: namespaces with their rules, what an event claims, and what resolving a batch of events gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import msgspec

from portret.kernel import Pattern

Identifier = tuple[str, str]
"""(namespace, value in normal form)."""

Window = Literal["ever", "annually", "monthly", "weekly"]
Case = Literal["keep", "lower", "upper"]
Reason = Literal["event", "manual", "matching"]

WINDOW_MS: Mapping[Window, int] = MappingProxyType(
    {"annually": 365 * 86_400_000, "monthly": 30 * 86_400_000, "weekly": 7 * 86_400_000}
)
"""How far a window reaches back from an event; "ever" has no end and is not in it."""

DEVICE_NAMESPACES = frozenset({"anonymous_id", "device_id", "push_token", "idfa", "gaid"})
"""What names a device rather than a person: it goes to whoever logs in there last."""

UNVERIFIED = "unverified claim"
APART = "do not merge"
SHARED = "shared device"
ELSEWHERE = "verified elsewhere"
MOVED = frozenset({SHARED, ELSEWHERE})
"""The rules by which an identifier goes from who held it to who claims it: what they drop is dropped there."""


def limit_rule(namespace: str) -> str:
    """Return the name of the rule that keeps one more value of a namespace from a profile."""
    return f"limit of {namespace}"


@dataclass(frozen=True)
class Namespace:
    """A kind of identifier.

    Attributes:
        name: as it stands before the colon in `email:jo@example.com`.
        priority: 1 wins; where two identifiers of an event cannot both be one person's, the lower priority is dropped.
        limit: how many values of this kind one profile may hold.
        window: how long a value counts against the limit, from when the profile was first seen with it.
        unique: whether two values of it prove two different people; the limit is 1 for ever then.
        blocked: patterns of values (in normal form) that are never identifiers, besides those blocked everywhere.
        pattern: what the whole of a valid value (in normal form) looks like; "" for anything.
        case: whether the letters of a value are kept as they are or made lower or upper.
        trait_keys: the keys of `traits` and `context.traits` that carry a value.
    """

    name: str
    priority: int
    limit: int
    window: Window = "ever"
    unique: bool = False
    blocked: tuple[str, ...] = ()
    pattern: str = ""
    case: Case = "keep"
    trait_keys: tuple[str, ...] = ()


_NOBODYS_ADDRESSES = (r"(no-?reply|do-?not-?reply|mailer-daemon|postmaster)@.*", r"test@test\..*")
_PHONE_KEYS = ("phone", "phone_number", "phoneNumber", "mobile")

_DEFAULT_NAMESPACES = (
    Namespace("user_id", priority=1, limit=1, unique=True),
    Namespace("email", priority=2, limit=5, blocked=_NOBODYS_ADDRESSES, trait_keys=("email",)),
    Namespace("phone", priority=3, limit=5, trait_keys=_PHONE_KEYS),
    Namespace("loyalty_id", priority=4, limit=5, trait_keys=("loyalty_id",)),
    Namespace("crm_id", priority=5, limit=5, trait_keys=("crm_id",)),
    Namespace("device_id", priority=8, limit=20),
    Namespace("push_token", priority=8, limit=20),
    Namespace("idfa", priority=8, limit=20),
    Namespace("gaid", priority=8, limit=20),
    Namespace("anonymous_id", priority=9, limit=500),
)
_BLOCKED_WORDS = (
    "-1",
    "null",
    "none",
    "undefined",
    "nan",
    "anonymous",
    "guest",
    "test",
    "unknown",
    "[object object]",
)


@dataclass(frozen=True)
class IdentityRules:
    """The rules of one workspace; the defaults are those of the identity contract.

    Attributes:
        namespaces: the known namespaces by name.
        custom: the rules of namespaces that only appear in `context.externalIds`.
        blocked_words: values in lower case that are never an identifier, in any namespace and in any case of letters.
        blocked: patterns of values that are never an identifier in any namespace.
        fold_gmail: whether the dots and the +tag of a Gmail address are left out of its normal form.
        version: of the workspace's document; 0 for the defaults.
    """

    namespaces: Mapping[str, Namespace] = field(
        default_factory=lambda: MappingProxyType({space.name: space for space in _DEFAULT_NAMESPACES})
    )
    custom: Namespace = Namespace("custom", priority=6, limit=5)
    blocked_words: tuple[str, ...] = _BLOCKED_WORDS
    blocked: tuple[str, ...] = ("[0-]*",)
    fold_gmail: bool = False
    version: int = 0

    def of(self, namespace: str) -> Namespace:
        """Return the rules of a namespace, known or custom."""
        return self.namespaces.get(namespace) or self.custom

    def label(self, namespace: str) -> str:
        """Return the namespace's name if it is known, else that of all others: names in flags stay few."""
        return (self.namespaces.get(namespace) or self.custom).name

    def blocks(self, namespace: str, value: str) -> bool:
        """Say whether a value (in normal form) is junk that many people share."""
        if value.lower() in self._words:
            return True
        patterns = self._patterns.get(namespace) or self._patterns[""]
        return any(pattern.matches(value) for pattern in patterns)

    def is_valid(self, namespace: str, value: str) -> bool:
        """Say whether a value (in normal form) looks as the namespace's rules want it."""
        pattern = self.of(namespace).pattern
        return not pattern or Pattern.of(pattern).matches(value)

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(self.blocked_words)

    @cached_property
    def _patterns(self) -> dict[str, list[Pattern]]:
        """The patterns that block, by namespace; those of all others under ""."""
        by_name = {**self.namespaces, "": self.custom}
        return {name: [Pattern.of(text) for text in (*self.blocked, *space.blocked)] for name, space in by_name.items()}


class Claim(msgspec.Struct):
    """What an event says of its person.

    Attributes:
        identifiers: usable ones, each once, best priority first; none for an event of Portret's own.
        flags: what was wrong with the others: "blocked-email", "invalid-phone".
        proven: what a signed user token proves, in the form that the rules give it.
    """

    identifiers: list[Identifier] = []
    flags: tuple[str, ...] = ()
    proven: tuple[Identifier, ...] = ()


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """Two profiles became one: `loser_id` resolves to `winner_id` from now on, for ever.

    Attributes:
        position: of the event in the log, or how far the log was when a person merged them.
        message_id: of the event; the operation's id for a merge of another reason.
        identifiers: "namespace:value" of what joined them.
        reason: what joined them: an event's claims, a person's word, or likeness.
        rules_version: of the rules that allowed it.
        loser_identifiers: "namespace:value" of all that the loser held at that moment.
        author: who merged them; "" for an event.
    """

    workspace_id: str
    winner_id: str
    loser_id: str
    position: int
    message_id: str
    at_ms: int
    identifiers: tuple[str, ...] = ()
    reason: Reason = "event"
    rules_version: int = 0
    loser_identifiers: tuple[str, ...] = ()
    author: str = ""


class MergeRow(msgspec.Struct, frozen=True):
    """A merge as it was recorded: its number, growing with time, and when it was undone, 0 if it stands."""

    id: int
    merge: Merge
    undone_at_ms: int


class Drop(msgspec.Struct, frozen=True, kw_only=True):
    """A profile's events claimed an identifier that a rule keeps from it; or what it held went to somebody else.

    Attributes:
        profile_id: who does not hold it: whose event it was, or for the rules of `MOVED` who held it before.
        rule: "limit of NAMESPACE", "unverified claim", "do not merge", "shared device" or "verified elsewhere".
        holder_id: who holds it; "" if nobody does.
        events: how many events claimed it so.
    """

    workspace_id: str
    profile_id: str
    namespace: str
    value: str
    rule: str
    holder_id: str
    source_id: str
    events: int
    first_message_id: str
    first_at_ms: int
    last_message_id: str
    last_at_ms: int
    rules_version: int


class Resolution(msgspec.Struct, frozen=True):
    """Whose the events of a batch are.

    Attributes:
        profile_ids: one per event, canonical after the whole batch; "" where no identifier was left, or nobody is known
            by the profile id of an event of Portret's own.
        merges: in the order they happened.
        drops: what was not attached, one for each profile, identifier and rule.
        flags: what identity found wrong with each event: "blocked-…", "invalid-…", "dropped-…".
        origin_ids: one per event, as it was before the merges of this batch; () if there were none.
    """

    profile_ids: list[str]
    merges: list[Merge]
    drops: list[Drop]
    flags: list[tuple[str, ...]]
    origin_ids: Sequence[str] = ()


class RulesVersion(msgspec.Struct, frozen=True, kw_only=True):
    """A version of a workspace's rules: its document, who saved it, why and when."""

    version: int
    document: str
    author: str
    reason: str
    created_at_ms: int
