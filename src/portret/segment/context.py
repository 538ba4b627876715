"""Whose context the routes of segments run in, and which segment is meant."""

from __future__ import annotations

from typing import Protocol

import sqlalchemy as sa

from portret import definition
from portret.definition import Stored
from portret.kernel import NotFound, Settings, told
from portret.state import CallContext
from portret.warehouse import Warehouse


class Context(CallContext, Protocol):
    """What the routes need of the caller's context, besides who calls."""

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse, for previews and what happened before."""
        ...

    @property
    def settings(self) -> Settings:
        """The settings, for the country of telephone numbers."""
        ...


class Reader(Context, Protocol):
    """What the routes need that give away who somebody is."""

    @property
    def sees_personal_data(self) -> bool:
        """Whether the caller may see what tells who somebody is."""
        ...


def segment_named(connection: sa.Connection, caller: Context, key: str) -> Stored:
    """Return a segment of the caller's workspace by its key. Raises NotFound."""
    found = definition.find(connection, caller.workspace_id, "segment", key)
    if found is None:
        raise NotFound(
            told("segment-none", "There is no segment {key}. GET /api/segments lists them.", key=key[:100]), path="key"
        )
    return found
