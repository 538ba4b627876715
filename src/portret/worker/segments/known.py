"""What the worker knows of definitions: those in force, compiled, by workspace."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import sqlalchemy as sa
import structlog

from portret import definition
from portret.kernel import PortretError
from portret.segment import InForce, only_folding, register
from portret.state import State
from portret.worker import store

_log = structlog.get_logger(__name__)


class Known:
    """Looks at definitions when one was saved or removed, and when the history of one has come in."""

    def __init__(self, state: State, zones: Callable[[], Iterable[tuple[str, str]]]) -> None:
        """Take the state store, and what gives (workspace id, IANA time zone) of all workspaces."""
        self._state = state
        self._zones = zones
        self._in_force: dict[str, InForce] = {}
        self._seen: tuple[int, tuple[tuple[str, str], ...]] | None = None
        self._is_sure = False

    def of(self, workspace_id: str) -> InForce | None:
        """Return what is in force in a workspace, None if nothing is."""
        return self._in_force.get(workspace_id)

    def require(self) -> None:
        """Look at the definitions unless it is sure which are in force.

        New folds take the events after the position at which they were written: none may be processed between that
        and their taking effect here.
        """
        if not self._is_sure:
            self._seen = None
            self.refresh()

    def forget(self) -> None:
        """Look again at the next refresh, whether or not a definition was saved."""
        self._seen = None

    def refresh(self) -> None:
        """Look at the definitions if any was saved or removed, or a workspace has another time zone."""
        with self._state.read() as connection:
            seen = (definition.changes(connection), tuple(sorted(self._zones())))
        if seen == self._seen:
            return
        self._is_sure = False
        for workspace_id, zone in seen[1]:
            self._look(workspace_id, zone)
        self._seen = seen
        self._is_sure = True

    def _look(self, workspace_id: str, zone: str) -> None:
        try:
            with self._state.begin() as connection:
                found = register(connection, workspace_id, zone, store.cursor(connection, "processed"))
        except (PortretError, OSError, MemoryError, sa.exc.SQLAlchemyError):
            raise
        except Exception:  # noqa: BLE001 — definitions must not stop events: what was in force goes on
            _log.exception("definitions refused", workspace=workspace_id)
            if workspace_id in self._in_force:
                return
            with self._state.begin() as connection:
                found = only_folding(connection, workspace_id, zone)
        if found.plan or found.segments:
            self._in_force[workspace_id] = found
        else:
            self._in_force.pop(workspace_id, None)
        _log.info("definitions in force", workspace=workspace_id, folds=len(found.folds), segments=len(found.segments))
