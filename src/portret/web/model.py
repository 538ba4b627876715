"""What the door knows: the stores, and the context that every API call runs in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portret.collect import all_workspaces
from portret.govern import Actor, user_names
from portret.kernel import Clock, Settings
from portret.log import Log
from portret.profile import Defined
from portret.segment import trait_rows
from portret.state import State
from portret.warehouse import Warehouse


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
    """Who calls, and the stores: handed to every route under /api. The workspace is that of who calls."""

    actor: Actor
    settings: Settings
    clock: Clock
    state: State
    log: Log
    warehouse: Warehouse

    @property
    def workspace_id(self) -> str:
        """The workspace of the token or the session, whatever the request says."""
        return self.actor.workspace_id

    @property
    def author(self) -> str:
        """Who calls, a user or a token, by id."""
        return self.actor.id

    @property
    def sees_personal_data(self) -> bool:
        """Whether the caller may see what tells who somebody is."""
        return self.actor.sees_personal_data

    def defined(self, connection: sa.Connection) -> Defined:
        """Return the computed traits in force in the workspace."""
        zones = {workspace.id: workspace.time_zone for workspace in all_workspaces(connection)}
        rows = trait_rows(connection, self.workspace_id)
        traits = {row.key: (row.definition.compute, row.fold_id) for row in rows if row.definition.enabled}
        names = {row.key: row.definition.name for row in rows}
        return Defined(traits, zones.get(self.workspace_id, "UTC"), names)

    def user_names(self, connection: sa.Connection, user_ids: Iterable[str]) -> Mapping[str, str]:
        """Return the names of those of the users that are of the workspace, by id."""
        return user_names(connection, self.workspace_id, user_ids)


@dataclass(frozen=True)
class Progress:
    """How far the worker and the loader are.

    Attributes:
        processed: the log position up to which events are in profiles.
        loaded: the one up to which they are in the warehouse, too.
        waiting_batches: how many batches wait for the warehouse.
        untold: how many events of Portret's own are not in the log yet.
    """

    processed: int
    loaded: int
    waiting_batches: int
    untold: int


@dataclass(frozen=True)
class Status:
    """What another process last said of itself: a name such as "worker", its figures, and when."""

    name: str
    figures: dict[str, Any]
    updated_at_ms: int
