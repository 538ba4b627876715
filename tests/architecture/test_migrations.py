"""The migrations, written by hand, build exactly the tables that the stores declare."""

import importlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from portret.state import State, metadata, upgrade
from tests.architecture.source import modules
from tests.support.postgres import Postgres


@pytest.fixture(autouse=True, scope="module")
def _every_store() -> None:
    for module in modules():
        if module.path.stem == "store":
            importlib.import_module(module.name)


@pytest.fixture
def state(state_url: str) -> Iterator[State]:
    state = State(state_url)
    yield state
    state.close()


def test_the_migrated_tables_are_the_declared_ones(state: State) -> None:
    upgrade(state)
    with state.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_upgrading_twice_changes_nothing(state: State) -> None:
    upgrade(state)
    upgrade(state)
    with state.read() as connection:
        assert MigrationContext.configure(connection).get_current_revision() is not None


def test_two_processes_that_upgrade_at_once_do_not_disturb_each_other(state_url: str) -> None:
    program = "import sys; from portret.state import State, upgrade; upgrade(State(sys.argv[1]))"
    processes = [subprocess.Popen([sys.executable, "-c", program, state_url]) for _ in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]


def test_every_text_compares_by_its_bytes_on_postgresql(postgres: Postgres) -> None:
    columns = sa.text(
        "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C'"
    )
    with postgres.database() as url, closing(State(url)) as state:
        upgrade(state)
        with state.read() as connection:
            assert connection.execute(columns).scalars().all() == ["alembic_version.version_num"]


def test_a_natural_key_holds_within_its_workspace() -> None:
    tables = [table for table in metadata.tables.values() if "workspace_id" in table.columns]
    assert [table.name for table in tables if not _is_of_a_workspace(table)] == []


def _is_of_a_workspace(table: sa.Table) -> bool:
    """Tell whether the primary key names the workspace, or an id or a log position, unique everywhere."""
    first = next(iter(table.primary_key.columns)).name
    return "workspace_id" in table.primary_key.columns or first in {"id", "position"} or first.endswith("_id")
