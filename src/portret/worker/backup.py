"""What a backup must know of the worker: how far the copied state is, and what of it must not be taken along.

The state copy is the measure: the warehouse is copied up to its position, the log last, so that what was accepted
meanwhile is processed again after a restore. Nothing is lost and nothing counted twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

from portret.collect import own_batch_id
from portret.kernel import Settings
from portret.worker import store
from portret.worker.dedup import SeenMessages, sighting


def processed_position(connection: sa.Connection) -> int:
    """Return the log position up to which this state store has processed events."""
    return store.cursor(connection, "processed")


def is_loaded(connection: sa.Connection, position: int) -> bool:
    """Tell whether the warehouse has everything up to a position."""
    first = store.first_in_outbox(connection)
    return first is None or first > position


def detach(connection: sa.Connection) -> None:
    """Ready a copied state store for another warehouse, which has all events up to its position and no profiles."""
    store.clear_outbox(connection)
    store.set_cursor(connection, "snapshot", 0)


def remember_messages(settings: Settings, path: Path, messages: Iterable[list[tuple[str, str, int]]]) -> None:
    """Fill an empty memory of message ids at `path` from lists of (workspace id, message id, position)."""
    seen = SeenMessages(path, settings.dedup_window)
    try:
        for piece in messages:
            seen.remember([sighting(*message) for message in piece])
            batches = ((workspace_id, own_batch_id(message), position) for workspace_id, message, position in piece)
            seen.remember([sighting(*batch) for batch in batches if batch[1]])
    finally:
        seen.close()
