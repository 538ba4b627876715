"""What the door knows: tokens, roles, and the context that every API call runs in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from portret.collect import all_workspaces
from portret.kernel import Clock, Settings
from portret.log import Log
from portret.profile import Defined
from portret.segment import trait_rows
from portret.state import State
from portret.warehouse import Warehouse

Role = Literal["admin", "reader"]


@dataclass(frozen=True, kw_only=True)
class Token:
    """An API token as it is known after creation: only the hash of its text is kept.

    Attributes:
        hint: the last four characters, to tell tokens apart.
        expires_at_ms: from when on it is refused; None for never.
        revoked_at_ms: since when it is refused; None while it is good.
    """

    id: str
    workspace_id: str
    role: Role
    name: str
    hint: str
    created_at_ms: int
    expires_at_ms: int | None = None
    revoked_at_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class Stores:
    """The stores of a running web process, and the clock: what routers work with."""

    settings: Settings
    clock: Clock
    state: State
    log: Log
    warehouse: Warehouse


@dataclass(frozen=True, kw_only=True)
class Context:
    """Who calls, and the stores: handed to every route under /api. The workspace comes from the token alone."""

    workspace_id: str
    author: str
    role: Role
    settings: Settings
    clock: Clock
    state: State
    log: Log
    warehouse: Warehouse

    def defined(self, connection: sa.Connection) -> Defined:
        """Return the computed traits in force in the workspace."""
        zones = {workspace.id: workspace.time_zone for workspace in all_workspaces(connection)}
        rows = trait_rows(connection, self.workspace_id)
        traits = {row.key: (row.definition.compute, row.fold_id) for row in rows if row.definition.enabled}
        return Defined(traits, zones.get(self.workspace_id, "UTC"))


@dataclass(frozen=True)
class Progress:
    """Log positions up to which events are in profiles and in the warehouse; how many batches wait for the latter."""

    processed: int
    loaded: int
    waiting_batches: int


@dataclass(frozen=True)
class Status:
    """What another process last said of itself: a name such as "worker", its figures, and when."""

    name: str
    figures: dict[str, Any]
    updated_at_ms: int
