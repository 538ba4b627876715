"""Whose context routes run in, where no server authenticates anybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from portret.kernel import Clock, Settings
from portret.profile import Defined
from portret.state import State
from portret.warehouse import Warehouse

NO_WAREHOUSE = "http://u:p@127.0.0.1:9"
"""An address at which nobody answers."""


@dataclass(kw_only=True)
class Caller:
    """A caller with a token, in one workspace; a test may move it to another."""

    state: State
    warehouse: Warehouse
    clock: Clock
    settings: Settings = field(default_factory=Settings)
    workspace_id: str = "ws_1"
    author: str = "tok_1"
    sees_personal_data: bool = True

    def defined(self, _: sa.Connection) -> Defined:
        return Defined({}, "UTC")

    def user_names(self, _: sa.Connection, user_ids: Iterable[str]) -> Mapping[str, str]:
        return dict.fromkeys(user_ids, "Jo of sales")
