"""A workspace whose profiles lie in a real warehouse, and runs of matching over it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from portret import operation
from portret.kernel import ManualClock, Settings
from portret.operation import Job, Operation
from portret.state import State
from portret.unify.matching import store
from portret.unify.matching.model import Pair, Status
from portret.unify.matching.run import run
from portret.warehouse import Warehouse

_GIVEN = (
    "Adam",
    "Beata",
    "Celina",
    "Daria",
    "Emil",
    "Felix",
    "Gita",
    "Hanna",
    "Igor",
    "Julia",
    "Karol",
    "Lena",
    "Marek",
)
_FAMILY = ("Abacki", "Borowy", "Cichy", "Dudek", "Etz", "Fork", "Gorski", "Hauer", "Izdebski", "Jonas", "Kruk", "Lipa")
Profiles = Mapping[str, dict[str, Any]]
_batches = itertools.count(1)


class Matchmaker:
    """Puts profiles into the warehouse and runs matching as the process of an operation does."""

    def __init__(self, state: State, warehouse: Warehouse, folder: Path, clock: ManualClock, workspace_id: str) -> None:
        self.state = state
        self.warehouse = warehouse
        self.clock = clock
        self.workspace_id = workspace_id
        self.settings = Settings(data_dir=folder)
        self._version = 0

    def load(self, profiles: Profiles, identifiers: Mapping[str, dict[str, list[str]]] | None = None) -> None:
        """Write profiles: id → traits."""
        self._version += 1
        known = identifiers or {}
        rows = {
            "workspace_id": [self.workspace_id] * len(profiles),
            "profile_id": list(profiles),
            "version": [self._version] * len(profiles),
            "updated_at": [self.clock.now_ms()] * len(profiles),
            "deleted": [0] * len(profiles),
            "identifiers": [known.get(profile_id, {}) for profile_id in profiles],
            "traits": list(profiles.values()),
        }
        self.warehouse.load("profiles", rows, f"matching-{next(_batches)}")

    def queue(self, *, full: bool = False) -> Operation:
        """Ask for a run and begin it."""
        with self.state.begin() as connection:
            asked = operation.queue(
                connection, self.workspace_id, "matching", {"full": full}, "tok_1", self.clock.now_ms()
            )
            return operation.start(connection, asked, self.clock.now_ms())

    def job(self, running: Operation, advance: Callable[[float, str], None] = lambda _share, _note: None) -> Job:
        """Return what a run is carried out with."""
        return Job(
            operation=running,
            settings=self.settings,
            state=self.state,
            warehouse=self.warehouse,
            clock=self.clock,
            advance=advance,
            cancelled=lambda: False,
        )

    def run(self, *, full: bool = False) -> dict[str, Any]:
        """Carry out a run; return its result."""
        running = self.queue(full=full)
        result = run(self.job(running))
        with self.state.begin() as connection:
            operation.finish(connection, running, result, self.clock.now_ms())
        return result

    def pairs(self, status: Status = "open") -> list[Pair]:
        """Return pairs, the most probable first."""
        with self.state.read() as connection:
            return store.page(connection, self.workspace_id, status, None, 200)

    def found(self, status: Status = "open") -> set[tuple[str, str]]:
        """Return the ids of pairs."""
        return {(pair.a_id, pair.b_id) for pair in self.pairs(status)}


def crowd(people: int, prefix: str = "prf_c") -> dict[str, dict[str, Any]]:
    """Return profiles of as many different people, no two alike."""
    return {
        f"{prefix}{number:04}": {
            "first_name": _GIVEN[number * 7 % len(_GIVEN)],
            "last_name": f"{_FAMILY[number * 5 % len(_FAMILY)]}{'aeiou'[number % 5]}{number % 23}",
            "birthday": f"{1950 + number * 13 % 50}-{1 + number * 5 % 12:02}-{1 + number * 11 % 28:02}",
            "phone": f"+4860{number * 7919 % 10_000_000:07}",
            "address": {"street": f"ul. Prosta {number}", "postal_code": f"{10 + number % 80}-{number % 900:03}"},
        }
        for number in range(people)
    }
