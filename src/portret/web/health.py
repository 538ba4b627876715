"""Is it alive, is it ready: each check says what it found; none of them raises."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from portret.kernel import PortretError
from portret.state import newest_revision
from portret.web import store
from portret.web.model import Progress, Status, Stores

WORKER = "worker"
LOADER = "loader"
_SILENT_AFTER_MS = 15_000
_READY_LAG_EVENTS = 100_000
_PROBE_NAME = ".write-probe"
_PROBE_BYTES = 4096


@dataclass(frozen=True)
class Check:
    """One question and its answer."""

    name: str
    ok: bool
    detail: str


def liveness(stores: Stores) -> list[Check]:
    """Check what accepting an event needs: the log can be written and synced, the state store answers."""
    return [_check("log", lambda: _log_takes_writes(stores)), _check("state", lambda: _state_answers(stores))]


def readiness(stores: Stores) -> list[Check]:
    """Check what serving needs: migrations, a living worker that keeps up, the loader, and the warehouse."""
    return [
        _check("log", lambda: _log_takes_writes(stores)),
        _check("migrations", lambda: _migrations_are_current(stores)),
        _check("worker", lambda: _worker_keeps_up(stores)),
        _check("loader", lambda: _loader_is_alive(stores)),
        _check("warehouse", lambda: _warehouse_answers(stores)),
    ]


def status_of(stores: Stores, name: str) -> Status | None:
    """Return what the worker or the loader last published; None if it never ran."""
    with stores.state.read() as connection:
        return store.statuses(connection).get(name)


def is_up(stores: Stores, status: Status | None) -> bool:
    """Tell whether the process published its figures lately."""
    return status is not None and stores.clock.now_ms() - status.updated_at_ms < _SILENT_AFTER_MS


def progress(stores: Stores) -> Progress:
    """Return how far the worker and the loader are."""
    with stores.state.read() as connection:
        return store.progress(connection)


def lag_events(stores: Stores) -> int:
    """Return how many accepted events the worker has not processed."""
    return max(0, stores.log.end() - progress(stores).processed)


def _check(name: str, question: Callable[[], str]) -> Check:
    try:
        return Check(name, ok=True, detail=question())
    except PortretError as error:
        return Check(name, ok=False, detail=error.detail)
    except Exception as error:  # noqa: BLE001 — whatever fails is the answer to the question
        return Check(name, ok=False, detail=f"{error.__class__.__name__} while checking")


def _log_takes_writes(stores: Stores) -> str:
    stores.log.append([])  # takes the write lock and commits, leaving no event
    _sync_probe(stores.settings.data_dir / _PROBE_NAME)
    return "takes writes"


def _sync_probe(path: Path) -> None:
    """Write and sync a page on the log's disk: a full, read-only or dying disk shows here."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(descriptor, b"\0" * _PROBE_BYTES, 0)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _state_answers(stores: Stores) -> str:
    with stores.state.read() as connection:
        store.schema_version(connection)
    return "answers"


def _migrations_are_current(stores: Stores) -> str:
    with stores.state.read() as connection:
        found = store.schema_version(connection)
    wanted = newest_revision()
    if found != wanted:
        raise PortretError(f"The state store is at {found or 'no version'}, this program needs {wanted}.")
    return f"at {found}"


def _worker_keeps_up(stores: Stores) -> str:
    status = status_of(stores, WORKER)
    if status is None or not is_up(stores, status):
        raise PortretError("The worker is silent. `portret serve` restarts it; its log says why it stopped.")
    if status.figures.get("paused"):
        message = (
            "Nearly every event fails: a fault of Portret, of which the worker's log says more. They wait; upgrade."
        )
        raise PortretError(message)
    lag = lag_events(stores)
    if lag > _READY_LAG_EVENTS:
        raise PortretError(f"The worker is {lag} events behind. It catches up, or the machine is too small.")
    return f"{lag} events behind"


def _loader_is_alive(stores: Stores) -> str:
    if not is_up(stores, status_of(stores, LOADER)):
        raise PortretError("The loader is silent. `portret serve` restarts it; its log says why it stopped.")
    found = progress(stores)
    return f"{found.processed - found.loaded} events behind"


def _warehouse_answers(stores: Stores) -> str:
    if not stores.warehouse.ping():
        raise PortretError("The warehouse does not answer. Events are kept and loaded when it is back.")
    return "answers"
