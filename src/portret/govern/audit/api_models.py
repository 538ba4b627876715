"""What the API of the record of changes answers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from portret.govern.audit.model import Entry
from portret.govern.model import Role
from portret.govern.roles import role_of
from portret.kernel import from_ms


class EntryView(BaseModel):
    """Somebody changed something; `before` and `after` are empty where they are not known cheaply."""

    id: str
    at: datetime
    actor_kind: Literal["user", "token", "command"]
    actor_id: str
    actor_name: str
    role: Role
    session_id: str
    address: str
    action: str
    object: str
    before: dict[str, Any]
    after: dict[str, Any]


class EntryPage(BaseModel):
    """Some entries, newest first, and the cursor of the next ones if there are more."""

    items: list[EntryView]
    next_cursor: str | None


def entry_view(entry: Entry) -> EntryView:
    """Return an entry as the API shows it."""
    return EntryView(
        id=entry.id,
        at=from_ms(entry.at_ms),
        actor_kind=entry.actor_kind,
        actor_id=entry.actor_id,
        actor_name=entry.actor_name,
        role=role_of(entry.role),
        session_id=entry.session_id,
        address=entry.address,
        action=entry.action,
        object=entry.object,
        before=entry.before,
        after=entry.after,
    )
