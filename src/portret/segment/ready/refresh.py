"""Thresholds measured anew now and then, where that is wished; what would change a segment much waits for a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import structlog

from portret import definition
from portret.definition import Stored
from portret.kernel import Clock, PortretError, Settings, Unavailable, coercion
from portret.segment.ready.add import Asked, add, choice_of, note_fault
from portret.segment.ready.library import library
from portret.state import State
from portret.trait import Words
from portret.warehouse import Warehouse

_log = structlog.get_logger(__name__)

AUTHOR = "portret"
"""Who has saved what was measured by schedule."""


@dataclass(frozen=True)
class _Context:
    """In whose workspace, and by which means."""

    workspace_id: str
    author: str
    state: State
    warehouse: Warehouse
    clock: Clock
    settings: Settings


class Refreshes:
    """Measures what is due, in all workspaces, one after the other."""

    def __init__(
        self,
        state: State,
        warehouse: Warehouse,
        clock: Clock,
        settings: Settings,
        words: Words,
        workspace_ids: Callable[[], Iterable[str]],
    ) -> None:
        self._stores = (state, warehouse, clock, settings)
        self._words = words
        self._workspace_ids = workspace_ids

    def refresh_due(self) -> int:
        """Measure what is due; return how much was. To be called every minute or so."""
        state, _, clock, _ = self._stores
        done = 0
        for workspace_id in self._workspace_ids():
            with state.read() as connection:
                found = definition.current(connection, workspace_id, "ready")
            for stored in found:
                if _is_due(stored, clock.now_ms()):
                    self._refresh(stored)
                    done += 1
        return done

    def _refresh(self, stored: Stored) -> None:
        caller = _Context(stored.workspace_id, AUTHOR, *self._stores)
        choice = choice_of(stored)
        asked = Asked(
            language=choice.language,
            parameters=choice.parameters,
            every=choice.every,
            measure=True,
            reason="Measured anew by schedule",
        )
        try:
            add(caller, library()[stored.key], asked, self._words)
        except Unavailable:
            return  # it is still due
        except PortretError as error:
            note_fault(caller, stored, error.detail)
            _log.warning("ready-made not measured", workspace=stored.workspace_id, name=stored.key, why=error.type)


def _is_due(stored: Stored, now_ms: int) -> bool:
    choice = choice_of(stored)
    if not choice.every or not choice.measured_at_ms or stored.key not in library():
        return False
    return choice.tried_at_ms + coercion.duration_ms(choice.every) <= now_ms
