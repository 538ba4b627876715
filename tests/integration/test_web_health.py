"""What /readyz and /metrics tell of the worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from portret.kernel import ManualClock, Settings
from portret.log import SqliteLog
from portret.state import State
from portret.warehouse import Warehouse
from portret.web.health import readiness
from portret.web.metrics import exposition, registry_of
from portret.web.model import Stores
from portret.worker.store import set_status


@pytest.fixture
def stores(state: State, tmp_path: Path) -> Iterator[Stores]:
    settings = Settings(data_dir=tmp_path)
    clock = ManualClock(datetime(2026, 11, 21, 12, tzinfo=UTC))
    with closing(SqliteLog(settings.log_path)) as log, closing(Warehouse("http://u:p@127.0.0.1:9")) as warehouse:
        yield Stores(settings=settings, clock=clock, state=state, log=log, warehouse=warehouse)


@pytest.mark.parametrize("paused", [0.0, 1.0])
def test_a_worker_that_holds_everything_back_is_not_ready_and_says_why(stores: Stores, paused: float) -> None:
    with stores.state.begin() as connection:
        set_status(connection, "worker", {"paused": paused}, stores.clock.now_ms())
    [check] = [each for each in readiness(stores) if each.name == "worker"]
    assert check.ok is not bool(paused)
    assert ("fault of Portret" in check.detail) is bool(paused)
    families = text_string_to_metric_families(exposition(registry_of(stores)).decode())
    [sample] = [each for family in families for each in family.samples if each.name == "portret_worker_paused"]
    assert sample.value == paused
