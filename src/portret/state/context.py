"""What every request to the API runs in."""

from __future__ import annotations

from typing import Protocol

from portret.kernel import Clock
from portret.state.engine import State


class CallContext(Protocol):
    """Who calls, and the state store; the workspace comes from the token or the session, never from what is asked."""

    @property
    def workspace_id(self) -> str:
        """The caller's workspace."""
        ...

    @property
    def author(self) -> str:
        """Who calls, a user or a token, by id: the author of what is saved or queued."""
        ...

    @property
    def state(self) -> State:
        """The state store."""
        ...

    @property
    def clock(self) -> Clock:
        """The clock."""
        ...
