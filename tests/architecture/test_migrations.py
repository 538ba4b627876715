"""The migrations, written by hand, build exactly the tables that the stores declare."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from portret.state import State, metadata, upgrade
from tests.architecture.source import modules


@pytest.fixture(autouse=True, scope="module")
def _every_store() -> None:
    for module in modules():
        if module.path.stem == "store":
            importlib.import_module(module.name)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
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


def test_a_natural_key_holds_within_its_workspace() -> None:
    tables = [table for table in metadata.tables.values() if "workspace_id" in table.columns]
    assert [table.name for table in tables if not _is_of_a_workspace(table)] == []


def _is_of_a_workspace(table: sa.Table) -> bool:
    """Tell whether the primary key names the workspace, or an id or a log position, unique everywhere."""
    first = next(iter(table.primary_key.columns)).name
    return "workspace_id" in table.primary_key.columns or first in {"id", "position"} or first.endswith("_id")
