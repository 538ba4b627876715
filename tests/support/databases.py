"""Databases for the state store, of either kind: made empty or as a copy of another, gone when no longer needed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from sqlalchemy import make_url

from portret.state import State, metadata


class Databases(Protocol):
    """Whoever has databases to give."""

    def database(self, like: str = "") -> AbstractContextManager[str]:
        """Give the URL of a new database, empty or a copy of another that nobody uses; drop it afterwards."""
        ...


class SqliteDatabases:
    """Files in folders of their own."""

    @contextmanager
    def database(self, like: str = "") -> Iterator[str]:
        """Give the URL of a file that is not there yet, or a copy."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / "state.db"
            if like:
                shutil.copy(str(make_url(like).database), path)
            yield f"sqlite:///{path}"


def empty(state: State) -> None:
    """Delete every row: sooner done than a new database is made, and what is compiled for the old one stays."""
    with state.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
