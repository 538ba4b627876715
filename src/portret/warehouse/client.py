"""The warehouse port on clickhouse-connect: the embedded process and a ClickHouse server are one to it."""

from __future__ import annotations

import json
import logging
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import unquote, urlsplit

import clickhouse_connect
import pyarrow as pa
from clickhouse_connect import common
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError, Error, OperationalError, StreamFailureError
from clickhouse_connect.driver.httputil import get_pool_manager

from portret.kernel import Invalid, PortretError, Settings, TooLarge, Unavailable, told
from portret.warehouse import guard, store
from portret.warehouse.rows import as_sent, table_rows, with_distinct_paths, with_opaque_documents
from portret.warehouse.secret import WRITER, read_or_make_secret, reader_password, writer_password
from portret.warehouse.tables import DATABASE, TABLES
from portret.warehouse.tables import Table as TableDefinition

_CONNECT_TIMEOUT_S = 3
_ANSWER_TIMEOUT_S = 300
_RETRY_AFTER_S = 2
_CONNECTIONS = 16

_LIMIT_CODES = {
    158: "rows to read",
    159: "seconds",
    160: "seconds",
    191: "rows",
    241: "memory",
    307: "bytes to read",
    396: "rows or bytes",
}
_RETRY_CODES = frozenset({202, 209, 210, 242, 243, 252, 319, 425, 745})
_BAD_DOCUMENT_CODE = 117
_ALL_THAT_MIGHT_FOLLOW = re.compile(r" Expected one of: .*?(?=\(SYNTAX_ERROR\)|$)", re.DOTALL)  # two pages of keywords
_OUR_OWN_QUESTION = re.compile(r"(?: :|:)? In scope SELECT formatQuery\(.*\)\.", re.DOTALL)
_OVER_MEMORY_OF_ALL = "(total) memory limit exceeded"

_log = logging.getLogger(__name__)


class _BadDocumentError(Invalid):
    """The warehouse cannot take a JSON document."""


@dataclass(frozen=True)
class Limits:
    """What one query may use; 0 means no limit."""

    seconds: int = 30
    memory_bytes: int = 2 * 1024**3
    rows: int = 10_000

    def settings(self) -> dict[str, str]:
        """Return the limits as ClickHouse's settings."""
        return {
            "max_execution_time": str(self.seconds),
            "max_memory_usage": str(self.memory_bytes),
            "max_result_rows": str(self.rows),
        }


@dataclass(frozen=True)
class Table:
    """The answer to a query: names, ClickHouse's types, and rows."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Warehouse:
    """Loads, asks, erases. Thread-safe; connects when first used and again after the warehouse was away.

    Args:
        url: `http(s)://user:password@host:port`.
        reader_secret: the embedded warehouse's secret, from which each workspace's read-only password follows; ""
            for a server, where reading runs as the URL's user, read-only, under the row policies that `migrate` makes.
        event_retention: the age at which events and order lines vanish.
    """

    def __init__(
        self, url: str, *, reader_secret: str = "", event_retention: timedelta = Settings.event_retention
    ) -> None:
        _prepare_library()
        self._url = urlsplit(url)
        self._reader_secret = reader_secret
        self._event_retention = event_retention
        self._pool = get_pool_manager(maxsize=_CONNECTIONS, num_pools=4)
        self._clients: dict[str, Client] = {}
        self._lock = threading.Lock()
        self._banned: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings) -> Warehouse:
        """Return the warehouse that the settings name: the server at `warehouse_url`, else the embedded one."""
        if settings.warehouse_url:
            return cls(settings.warehouse_url, event_retention=settings.event_retention)
        secret = read_or_make_secret(settings.data_dir)
        url = f"http://{WRITER}:{writer_password(secret)}@127.0.0.1:{settings.warehouse_port}"
        return cls(url, reader_secret=secret, event_retention=settings.event_retention)

    def ping(self) -> bool:
        """Tell whether the warehouse answers."""
        try:
            self.command("SELECT 1")
        except PortretError:
            return False
        return True

    def migrate(self) -> None:
        """Bring the tables to the newest shape; safe to repeat, and from several processes."""
        store.migrate(self, self._event_retention, row_policies=not self._reader_secret)

    def load(
        self, table: str, rows: pa.RecordBatch | Mapping[str, Sequence[Any]], batch_id: str, *, again: bool = False
    ) -> int:
        """Add rows, exactly once for a batch id: a repetition with the same rows changes nothing.

        Args:
            table: one of `TABLES`.
            rows: a batch as `event_rows` makes it, or plain columns by name (epoch milliseconds for instants).
            batch_id: stands for these rows for as long as the last 10,000 batches of the month are remembered.
            again: whether they may have been sent before without an answer. ClickHouse writes the batch id down a
                moment before the rows: killed in between, it would take the repetition for a duplicate of rows that
                are not there, so they are looked for.

        Returns:
            The number of rows.

        Raises:
            Unavailable: the warehouse cannot be reached; repeat with the same rows and batch id.
            Invalid: it does not take the rows.
        """
        kind = TABLES[table]
        batch = rows if isinstance(rows, pa.RecordBatch) else table_rows(kind, rows)
        if batch.num_rows:
            self._insert_somehow(kind, batch, {"insert_deduplication_token": batch_id})
            missing = batch.filter(store.missing(self, kind, batch)) if again else batch.slice(batch.num_rows)
            if missing.num_rows:
                _log.warning("%d rows for %s were taken for duplicates: loaded again", missing.num_rows, table)
                self._insert_somehow(kind, missing, {"insert_deduplicate": "0"})
        return int(batch.num_rows)

    def _insert_somehow(self, table: TableDefinition, batch: pa.RecordBatch, settings: Mapping[str, str]) -> None:
        """One document that the warehouse cannot take must not keep its batch out: make documents fit, if need be."""
        target = f"{DATABASE}.{table.name}"
        try:
            return self.insert_arrow(target, as_sent(table, batch), settings)
        except _BadDocumentError:
            _log.info("documents with repeated paths in a batch for %s", table.name)
        try:
            return self.insert_arrow(target, as_sent(table, with_distinct_paths(table, batch)), settings)
        except _BadDocumentError:
            _log.warning("documents that the warehouse cannot take in a batch for %s: kept as text", table.name)
        return self.insert_arrow(target, as_sent(table, with_opaque_documents(table, batch)), settings)

    def insert_arrow(self, table: str, batch: pa.RecordBatch, settings: Mapping[str, str]) -> None:
        """Insert a batch in one block."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as stream:
            stream.write_batch(batch)
        with self._answers(WRITER) as client:
            client.raw_insert(
                table,
                list(batch.schema.names),
                sink.getvalue().to_pybytes(),
                fmt="ArrowStream",
                settings={**store.INSERT_SETTINGS, **settings},
            )

    def query(self, sql: str, parameters: Mapping[str, Any] | None = None, limits: Limits | None = None) -> Table:
        """Ask with values bound as `{name:Type}`; for Portret's own statements, which name the workspace themselves.

        Raises:
            Invalid: a statement ClickHouse does not take; TooLarge: a limit is exceeded, named in the detail.
            Unavailable: the warehouse cannot be reached.
        """
        with self._answers(WRITER) as client:
            settings = limits.settings() if limits else {}
            result = client.query(sql, parameters=dict(parameters or {}), settings=settings)
            return _table(result)

    def query_arrow(
        self, sql: str, parameters: Mapping[str, Any] | None = None, limits: Limits | None = None
    ) -> pa.Table:
        """Ask like `query`; the answer as an Arrow table."""
        with self._answers(WRITER) as client:
            settings = limits.settings() if limits else {}
            return client.query_arrow(sql, parameters=dict(parameters or {}), settings=settings, use_strings=True)

    def read(
        self, workspace_id: str, sql: str, parameters: Mapping[str, Any] | None = None, limits: Limits | None = None
    ) -> Table:
        """Run a person's own read-only SQL, which sees one workspace and nothing of the machine.

        Raises:
            Invalid: the statement is not allowed, or ClickHouse does not take it.
            TooLarge: a limit is exceeded, named in the detail. Unavailable: the warehouse cannot be reached.
        """
        settings = {"database": DATABASE, **(limits or Limits()).settings()}
        values = dict(parameters or {})
        if not self._reader_secret:
            sql = self._inspected(sql, values)
            settings |= store.reading_settings(workspace_id)
        with self._answers(workspace_id if self._reader_secret else WRITER) as client:
            found = _table(_bound_query(client, sql, values, settings))
            if found.columns:
                return found
            said = client.raw_query(sql, parameters=values, settings=settings, fmt="JSONCompact")
            return _empty_table(said)

    def command(self, sql: str, parameters: Mapping[str, Any] | None = None) -> Any:
        """Run a statement; without parameters, return the one value that it gives, if any."""
        with self._answers(WRITER) as client:
            if not parameters:
                return client.command(sql)
            # the library's `command` would put them all into the URL, which servers limit
            return client.raw_query(sql, parameters=dict(parameters), settings={"wait_end_of_query": "1"})

    def move(
        self,
        workspace_id: str,
        from_ids: Sequence[str],
        to_id: str,
        positions: Sequence[int],
        kept_origins: Sequence[str] = (),
    ) -> None:
        """Store events at these log positions, now stored under other ids, under `to_id`; see `store.move`."""
        store.move(self, workspace_id, from_ids, to_id, positions, kept_origins)

    def erase(self, workspace_id: str, profile_ids: Sequence[str]) -> None:
        """Remove every row of these profiles, and of what was merged into them, from all tables and from the disk."""
        store.erase(self, workspace_id, profile_ids)

    def squash(self) -> int:
        """Write merged profiles' events under the survivor's id; see `store.squash`. Call it while nothing is loaded.

        Returns:
            The number of months rewritten.
        """
        return store.squash(self)

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()
            self._pool.clear()

    def _inspected(self, sql: str, values: Mapping[str, Any]) -> str:
        def ask(statement: str, parameters: dict[str, str]) -> str:
            with self._answers(WRITER) as client:
                settings = {"readonly": "1"}
                answer = client.raw_query(
                    statement, parameters={**values, **parameters}, settings=settings, fmt="TabSeparatedRaw"
                )
                return bytes(answer).decode("utf-8", "replace")

        if not self._banned:
            names = ask(guard.BANNED_FUNCTIONS_SQL.replace("FORMAT TabSeparatedRaw", ""), {}).split()
            self._banned = guard.banned_functions(names)
        return guard.inspect(sql, self._banned, ask)

    @contextmanager
    def _answers(self, user: str) -> Iterator[Client]:
        """Give the user's client; turn the library's errors into ours."""
        try:
            yield self._client(user)
        except StreamFailureError as error:
            raise _translated(error) from error
        except OperationalError as error:
            raise _away() from error
        except DatabaseError as error:
            raise _translated(error) from error
        except Error as error:
            raise Invalid(str(error)) from error
        except OSError as error:
            raise _away() from error

    def _client(self, user: str) -> Client:
        client = self._clients.get(user)
        if client is None:
            client = self._connect(user)
            with self._lock:
                client = self._clients.setdefault(user, client)
        return client

    def _connect(self, user: str) -> Client:
        is_reader = user != WRITER
        password = reader_password(self._reader_secret, user) if is_reader else unquote(self._url.password or "")
        return clickhouse_connect.get_client(
            interface=self._url.scheme,
            host=self._url.hostname or "127.0.0.1",
            port=self._url.port or (8443 if self._url.scheme == "https" else 8123),
            username=user if is_reader else unquote(self._url.username or "default"),
            password=password,
            pool_mgr=self._pool,
            compress=not self._reader_secret,  # over loopback it only costs
            form_encode_query_params=bool(self._reader_secret),  # a server limits forms, the embedded one addresses
            connect_timeout=_CONNECT_TIMEOUT_S,
            send_receive_timeout=_ANSWER_TIMEOUT_S,
            query_retries=0,
            show_clickhouse_errors=True,
        )


def _prepare_library() -> None:
    common.set_setting("autogenerate_session_id", False)  # noqa: FBT003  the library's own signature; sessions lock
    common.set_setting("invalid_setting_action", "send")  # a reader may lower limits that the server calls read-only
    logging.getLogger("clickhouse_connect").setLevel(logging.ERROR)  # its warnings come again as our errors


def _bound_query(client: Client, sql: str, values: dict[str, Any], settings: dict[str, str]) -> Any:
    """Ask; whatever the library cannot make a parameter of is the caller's to change.

    Raises:
        Invalid: a value has no form as a parameter.
    """
    try:
        return client.query(sql, parameters=values, settings=settings)
    except (TypeError, ValueError, LookupError, RecursionError) as error:
        detail = "A parameter has no form in SQL. Give numbers, text or lists of them, and say `{name:Type}` for each."
        raise Invalid(detail, path="parameters") from error


def _table(result: Any) -> Table:
    types = tuple(kind.name for kind in result.column_types)
    return Table(tuple(result.column_names), types, [tuple(row) for row in result.result_rows])


def _empty_table(said: bytes) -> Table:
    """The names and types of an answer without rows: the Native format says them only together with rows."""
    columns = json.loads(said)["meta"]
    return Table(tuple(each["name"] for each in columns), tuple(each["type"] for each in columns), [])


def _away() -> Unavailable:
    message = told("warehouse-away", "The warehouse does not answer; it is tried again.")
    return Unavailable(message, retry_after_s=_RETRY_AFTER_S)


def _translated(error: DatabaseError) -> PortretError:
    code, text = error.code or 0, _said(str(error))
    if code in _RETRY_CODES or _OVER_MEMORY_OF_ALL in text:
        message = told("warehouse-busy", "The warehouse is busy: {why}", why=text)
        return Unavailable(message, retry_after_s=_RETRY_AFTER_S)
    if code in _LIMIT_CODES:
        limit = _LIMIT_CODES[code]
        message = told("query-large", "The query is over its limit of {limit}: {why}", limit=limit, why=text)
        return TooLarge(message, path="sql")
    return (_BadDocumentError if code == _BAD_DOCUMENT_CODE else Invalid)(text, path="sql")


def _said(text: str) -> str:
    """ClickHouse's own sentence, without address, version, and the keywords it would have taken instead."""
    sentence = text.partition("DB::Exception: ")[2] or text
    sentence = sentence.partition(" (version ")[0].partition(" (for url ")[0]
    return " ".join(_OUR_OWN_QUESTION.sub(".", _ALL_THAT_MIGHT_FOLLOW.sub("", sentence)).split())
