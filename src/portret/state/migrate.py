"""Bring the state store to the newest shape: automatic at start, safe to repeat, safe from several processes."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from portret.state.engine import State

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(state: State) -> None:
    """Run the migrations that have not run yet."""
    if state.is_sqlite and state.url.database:
        Path(state.url.database).parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with state.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def newest_revision() -> str:
    """Return the revision that `upgrade` brings a store to."""
    return ScriptDirectory(str(_MIGRATIONS)).get_current_head() or ""
