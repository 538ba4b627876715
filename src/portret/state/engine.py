"""The state store's engine: SQLite by default, PostgreSQL by URL, the same SQLAlchemy Core for both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from portret.kernel import Invalid, Unavailable

metadata = sa.MetaData()

Text = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Text that compares and sorts by its bytes in UTF-8, on every store and in every locale."""

_WRITERS = sa.select(sa.func.pg_advisory_xact_lock(0x706F7274))

_CHUNK = 5_000
_POSITIONAL: Mapping[str, sa.Dialect] = {
    "sqlite": SQLiteDialect(paramstyle="qmark"),
    "postgresql": PGDialect(paramstyle="format"),  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
}
_UNKNOWN_URL = "state_url must name SQLite or PostgreSQL, such as postgresql+psycopg://user:password@host/name."


class State:
    """The state store. Writers use `begin()`, readers `read()`; both are short."""

    def __init__(self, url: str) -> None:
        """Raise Invalid if the URL is not one of SQLite or PostgreSQL, or the driver is not installed."""
        self.url, self.engine = _engine(url)
        self._reader = self.engine
        if self.is_sqlite:
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin_sqlite)
        else:
            self._reader = self.engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @property
    def is_sqlite(self) -> bool:
        """Whether the store is the embedded one."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[sa.Connection]:
        """Open a write transaction; commit at the end, roll back on an error.

        Write transactions follow one another on both stores, so that what one has read stays true until it commits.
        """
        with _connect(self.engine).execution_options(portret_write=True) as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(_WRITERS)
            yield connection

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """Open a read transaction: one consistent view, never in the way of a writer."""
        with _connect(self._reader) as connection:
            yield connection

    def checkpoint(self) -> None:
        """Copy what was committed into SQLite's file, in nobody's way; elsewhere the database does it by itself."""
        if self.is_sqlite:
            with _connect(self.engine) as connection:
                driver = connection.connection.driver_connection
                if driver:
                    driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def close(self) -> None:
        """Close all pooled connections."""
        self.engine.dispose()


def upsert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or replace the non-key columns of those whose primary key exists. All rows have the same keys."""
    if not rows:
        return
    names = tuple(column.name for column in table.columns if column.name in rows[0])
    sql = _upsert_sql(table, names, connection.dialect)
    connection.exec_driver_sql(sql, [tuple(row[name] for name in names) for row in rows])


def append(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that are not there: numbered by the store, or of keys nobody else has. All have the same keys."""
    if rows:
        names = tuple(column.name for column in table.columns if column.name in rows[0])
        sql = _insert_sql(table, names, connection.dialect)
        connection.exec_driver_sql(sql, [tuple(row[name] for name in names) for row in rows])


def insert_new(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, leaving alone those whose primary key exists. All rows have the same keys."""
    if rows:
        connection.execute(_dialect_insert(connection.dialect)(table).on_conflict_do_nothing(), list(rows))


def chunks(keys: Sequence[Any], size: int = _CHUNK) -> Iterator[Sequence[Any]]:
    """Cut keys into pieces small enough for one IN list."""
    for start in range(0, len(keys), size):
        yield keys[start : start + size]


def _engine(text: str) -> tuple[URL, sa.Engine]:
    try:
        url = make_url(text)
        backend = url.get_backend_name()
        engine = sa.create_engine(url, pool_pre_ping=backend != "sqlite", hide_parameters=True)  # they name people
    except sa.exc.ArgumentError as error:
        raise Invalid(_UNKNOWN_URL, path="state_url") from error
    except ImportError as error:
        message = f"state_url needs {error.name}, which is not installed. Try: pip install 'portret[postgres]'"
        raise Invalid(message, path="state_url") from error
    if backend not in _POSITIONAL:
        raise Invalid(_UNKNOWN_URL, path="state_url")
    return url, engine


def _connect(engine: sa.Engine) -> sa.Connection:
    try:
        return engine.connect()
    except sa.exc.OperationalError as error:
        raise Unavailable("The state store does not answer. Check state_url and that the database runs.") from error


@lru_cache(maxsize=100)
def _upsert_sql(table: sa.Table, names: tuple[str, ...], dialect: sa.Dialect) -> str:
    """Return the statement as text with placeholders in the table's order: rows go to the driver as they are."""
    insert = _dialect_insert(dialect)(table)
    keys = [column.name for column in table.primary_key]
    changes = {name: insert.excluded[name] for name in names if name not in keys}
    statement = insert.values({name: sa.bindparam(name) for name in names})
    statement = statement.on_conflict_do_update(index_elements=keys, set_=changes)
    return str(statement.compile(dialect=_POSITIONAL[dialect.name]))


@lru_cache(maxsize=100)
def _insert_sql(table: sa.Table, names: tuple[str, ...], dialect: sa.Dialect) -> str:
    statement = sa.insert(table).values({name: sa.bindparam(name) for name in names}).inline()
    return str(statement.compile(dialect=_POSITIONAL[dialect.name]))


def _dialect_insert(dialect: sa.Dialect) -> Any:
    return sqlite.insert if dialect.name == "sqlite" else postgresql.insert


def _prepare_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # SQLAlchemy's BEGIN below decides, not the driver
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=10000",
        "foreign_keys=ON",
        "cache_size=-65536",
        "mmap_size=67108864",
        "wal_autocheckpoint=16000",
        "temp_store=MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    write = connection.get_execution_options().get("portret_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
