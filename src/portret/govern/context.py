"""What the routes of this stage need of the caller's context."""

from __future__ import annotations

from typing import Protocol

from portret.govern.model import Actor
from portret.kernel import Clock
from portret.state import State


class Context(Protocol):
    """Who calls, and the stores; the workspace comes from the token or the session."""

    @property
    def actor(self) -> Actor:
        """Who calls."""
        ...

    @property
    def workspace_id(self) -> str:
        """The caller's workspace."""
        ...

    @property
    def state(self) -> State:
        """The state store."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock."""
        ...
