"""What the routes of this stage need of the caller's context."""

from __future__ import annotations

from typing import Protocol

from portret.govern.model import Actor
from portret.state import CallContext


class Context(CallContext, Protocol):
    """Who calls, and the stores; the workspace comes from the token or the session."""

    @property
    def actor(self) -> Actor:
        """Who calls."""
        ...
