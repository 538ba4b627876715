"""One entry of the record of changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from portret.govern.model import ActorKind


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Somebody changed something.

    Attributes:
        action: what was done: `user.role`, or for what has no word of its own the method and the route.
        object: what it was done to: an id, or a key with its kind before it; "" where the answer named none.
        before: what it was, where that is known cheaply; never a secret, never a person's data.
        after: what it became, or what was asked for.
    """

    id: str
    workspace_id: str
    at_ms: int
    actor_kind: ActorKind
    actor_id: str
    actor_name: str
    role: str
    session_id: str
    address: str
    action: str
    object: str = ""
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which entries are wanted; empty means all. `since_ms` is included, `until_ms` is not."""

    who: str = ""
    what: str = ""
    since_ms: int | None = None
    until_ms: int | None = None
