"""Installations to be copied: made once, because tests work on copies."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.databases import Databases
from tests.support.folding import Installation, set_up, set_up_at


@pytest.fixture(scope="session")
def installation(databases: Databases) -> Iterator[Installation]:
    """Give an installation on each kind of database, with a workspace and a source of each kind."""
    with databases.database() as url:
        yield set_up_at(url, databases)


@pytest.fixture(scope="session")
def sqlite_installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """Give an installation on SQLite, with a workspace and a source of each kind."""
    return set_up(tmp_path_factory.mktemp("installation") / "installation.db")
