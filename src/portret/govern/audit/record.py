"""Make an entry of the record of changes: what happened, without what must stay secret."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from portret.govern.audit import store
from portret.govern.audit.model import Entry
from portret.govern.model import Actor
from portret.kernel import Clock, new_id

_SECRET = re.compile(
    r"passw|secret|token|hash|private|credential|authori[sz]ation|cookie|api_?key|write_?key", re.IGNORECASE
)
_HIDDEN = "***"
_MOST_CHARS = 500
_MOST_PARTS = 100
_DEEPEST = 8


@dataclass(frozen=True)
class Change:
    """What was done, and to what; before and after where that is cheap to say."""

    action: str
    object: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


def record(connection: sa.Connection, clock: Clock, actor: Actor, change: Change) -> None:
    """Write down that somebody changed something, in the transaction that does it."""
    store.add(
        connection,
        Entry(
            id=new_id("aud"),
            workspace_id=actor.workspace_id,
            at_ms=clock.now_ms(),
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_name=actor.name,
            role=actor.role,
            session_id=actor.session_id,
            address=actor.address,
            action=change.action,
            object=change.object,
            before=without_secrets(change.before),
            after=without_secrets(change.after),
        ),
    )


def without_secrets(document: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """Return a document with what its names say to be secret hidden, and what is long or deep cut short."""
    return {
        str(name)[:_MOST_CHARS]: _HIDDEN if _SECRET.search(str(name)) else _short(value, depth + 1)
        for name, value in list(document.items())[:_MOST_PARTS]
    }


def _short(value: Any, depth: int) -> Any:
    if isinstance(value, Mapping):
        return without_secrets(value, depth) if depth < _DEEPEST else "…"
    if isinstance(value, list | tuple):
        return [_short(each, depth + 1) for each in value[:_MOST_PARTS]] if depth < _DEEPEST else "…"
    if isinstance(value, str):
        return value if len(value) <= _MOST_CHARS else value[:_MOST_CHARS] + "…"
    return value if value is None or isinstance(value, bool | int | float) else str(value)[:_MOST_CHARS]
