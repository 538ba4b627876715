"""What holds for every test: its tier by folder, how hard hypothesis looks, where shared data lies."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

from portret.state import State, upgrade
from tests.support.databases import Databases, SqliteDatabases, empty
from tests.support.memory import write_to_memory
from tests.support.postgres import Postgres, find_programs, running_postgres

TESTS = Path(__file__).parent
SHARED_DATA = TESTS.parents[1] / "shared" / "data"

settings.register_profile("usual", deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", parent=settings.get_profile("usual"), max_examples=2_500)  # an hour on two cores
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))


_ORDER = ("acceptance", "browser", "property", "integration", "architecture", "unit")
"""Long files first, so that no worker is left with one at the end: those that start servers take longest."""


def pytest_configure(config: pytest.Config) -> None:
    """Write to memory where there is room; workers are told where by whoever starts them."""
    if folder := write_to_memory():
        config.add_cleanup(partial(shutil.rmtree, folder, ignore_errors=True))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test with its tier, the name of its folder below tests/, and put the long ones first."""
    for item in items:
        item.add_marker(_tier(item))
    items.sort(key=lambda item: _ORDER.index(_tier(item)))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say below how much was compared where two ways to one answer are held equal."""
    for report in terminalreporter.getreports("passed"):
        for name, told in report.user_properties:
            if name == "compared":
                terminalreporter.write_line(f"{report.nodeid.partition('::')[2]}: {told}")


def _tier(item: pytest.Item) -> str:
    return item.path.relative_to(TESTS).parts[0]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of data sets beside the repository; without it, skip at home and fail in CI."""
    if not SHARED_DATA.is_dir():
        _miss(f"no data sets at {SHARED_DATA}")
    return SHARED_DATA


@pytest.fixture(scope="session")
def patience() -> timedelta:
    """How long a test waits for a condition before it gives up; generous, machines are busy."""
    return timedelta(seconds=60)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Run a PostgreSQL as long as the tests run; without its programs, skip at home and fail in CI."""
    programs = find_programs()
    if programs is None:
        _miss("no PostgreSQL: install Debian's postgresql, or the locked tools for tests, which bring one")
    with running_postgres(programs) as server:
        yield server


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Where the state store may lie: what uses this runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return SqliteDatabases()
    server: Postgres = request.getfixturevalue("postgres")
    return server


@pytest.fixture
def state_url(databases: Databases) -> Iterator[str]:
    """Give the URL of an empty state store."""
    with databases.database() as url:
        yield url


@pytest.fixture(scope="session")
def kept_state(databases: Databases) -> Iterator[State]:
    """Give a migrated state store that one test after another uses; `empty` is for who leaves something in it."""
    with databases.database() as url:
        state = State(url)
        upgrade(state)
        yield state
        state.close()


@pytest.fixture
def state(kept_state: State) -> Iterator[State]:
    """Give a migrated, empty state store."""
    yield kept_state
    empty(kept_state)


def _miss(what: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)
