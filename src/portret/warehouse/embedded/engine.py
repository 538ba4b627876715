"""The embedded ClickHouse: one engine over one folder, a connection of its own for every request."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from chdb.state.sqlitelike import Connection

from portret.kernel import Invalid
from portret.warehouse import guard
from portret.warehouse.embedded.configuration import READER_ROLE
from portret.warehouse.embedded.errors import ACCESS_DENIED, BAD_ARGUMENTS, READONLY, EngineError
from portret.warehouse.embedded.model import Answer, Request
from portret.warehouse.embedded.statement import Statement
from portret.warehouse.tables import DATABASE, WORKSPACE_SETTING

_SETTING_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_BLOCKWISE_FORMATS = frozenset(  # their blocks, put one after the other, are the whole answer
    {
        "CSV",
        "JSONCompactEachRow",
        "JSONEachRow",
        "JSONStringsEachRow",
        "Native",
        "RowBinary",
        "TSV",
        "TSVRaw",
        "TabSeparated",
        "TabSeparatedRaw",
    }
)
_OF_ANY_LENGTH = {"max_result_rows": "0", "max_result_bytes": "0"}
"""For what we ask ourselves of a statement: its tree may have more lines than its answer."""
_LIMITS = ("max_execution_time", "max_memory_usage", "max_result_rows", "max_result_bytes", "max_rows_to_read")
_NOT_STREAMABLE = "Streaming query is not supported"


class Engine:
    """chDB over a folder. One process per folder; any number of threads, each request on its own connection.

    Args:
        data_path: the folder.
        config_path: the engine's main configuration file.
        reader_limits: settings forced on readers; a request may lower these, never raise them.
    """

    def __init__(self, data_path: Path, config_path: Path, reader_limits: Mapping[str, int]) -> None:
        self._dsn = f"{data_path}?config-file={config_path}"
        self._reader_limits = reader_limits
        self._sessions = _Sessions(self._connect)
        self._root = self._connect()  # keeps the engine up between requests
        self._root.query(f"CREATE DATABASE IF NOT EXISTS {DATABASE}")
        self._banned = guard.banned_functions(_text(self._root, guard.BANNED_FUNCTIONS_SQL).split())
        self.version, self.time_zone = _text(self._root, "SELECT version(), timezone()").strip().split("\t")

    def answer(self, request: Request) -> Answer:
        """Run a request up to its first block.

        Raises:
            EngineError: whatever ClickHouse says before the first block; later errors come from `blocks`.
        """
        if request.workspace_id:
            return self._start(request, self._checked(request))
        return self._start(request, request.statement)

    def close(self) -> None:
        """Close the engine; requests must have ended."""
        self._sessions.close()
        self._root.close()

    def _connect(self) -> Connection:
        try:
            return Connection(self._dsn)
        except RuntimeError as error:
            raise EngineError(str(error)) from error

    def _checked(self, request: Request) -> Statement:
        def ask(sql: str, parameters: dict[str, str]) -> str:
            escaped = {name: _escaped(value) for name, value in parameters.items()}
            with self._connection(request, {**request.parameters, **escaped}, _OF_ANY_LENGTH) as connection:
                return _text(connection, sql)

        if request.statement.rows_format:
            raise EngineError.of(READONLY, "Cannot insert in readonly mode", "READONLY")
        try:
            return Statement(guard.inspect(request.statement.sql, self._banned, ask))
        except Invalid as refusal:
            raise EngineError.of(ACCESS_DENIED, refusal.detail.rstrip("."), "ACCESS_DENIED") from refusal

    def _start(self, request: Request, statement: Statement) -> Answer:
        answer = Answer(statement.output_format or request.default_format, iter(()))
        blocks = self._blocks(request, statement, answer)
        first = next(blocks, b"")  # so that an early error becomes a status, not a broken answer
        answer.blocks = _chain(first, blocks)
        return answer

    def _blocks(self, request: Request, statement: Statement, answer: Answer) -> Iterator[bytes]:
        started_ns = time.perf_counter_ns()
        try:
            with self._connection(request, request.parameters) as connection:
                if statement.rows_format:
                    answer.counts |= _insert(connection, statement)
                elif statement.is_stream and answer.format in _BLOCKWISE_FORMATS:
                    yield from _stream(connection, statement.sql, answer)
                else:
                    yield _whole(connection, statement.sql, answer)
                if statement.is_session and request.session_id:
                    self._sessions.remember(request.session_id, statement.sql)
        except EngineError:
            raise
        except (RuntimeError, ValueError) as error:
            raise EngineError(str(error)) from error
        finally:
            answer.counts["elapsed_ns"] = time.perf_counter_ns() - started_ns

    @contextmanager
    def _connection(
        self, request: Request, parameters: Mapping[str, str], own: Mapping[str, str] | None = None
    ) -> Iterator[Connection]:
        """Give a connection with the request's settings, and our own instead where there are any."""
        settings = self._reader_settings(request) if request.workspace_id else dict(request.settings)
        settings |= own or {}
        database = DATABASE if request.workspace_id else request.database
        with self._sessions.use(request.session_id) as connection:
            _run(connection, f"USE {_name(database)}")
            _set(connection, {f"param_{name}": value for name, value in parameters.items()})
            if request.workspace_id:
                _run(connection, f"SET ROLE {READER_ROLE}")
            _set(connection, settings)
            yield connection
            if request.session_id:
                _reset(connection, settings)

    def _reader_settings(self, request: Request) -> dict[str, str]:
        settings = {name: str(value) for name, value in self._reader_limits.items()}
        for name, value in request.settings.items():
            if name not in _LIMITS or not value.isdecimal():
                raise EngineError.of(READONLY, f"Cannot modify '{name}' setting in readonly mode", "READONLY")
            settings[name] = str(_lower(int(value), int(settings.get(name, "0"))))
        return settings | {
            "result_overflow_mode": "throw",
            "timeout_overflow_mode": "throw",
            WORKSPACE_SETTING: request.workspace_id,
            "readonly": "1",
        }


class _Sessions:
    """Connections: one for each request, or one kept under a session id until it is idle for a minute."""

    _IDLE_S = 60
    _MOST = 32

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._kept: dict[str, _Session] = {}
        self._lock = threading.Lock()

    @contextmanager
    def use(self, session_id: str) -> Iterator[Connection]:
        """Give a connection: fresh and closed afterwards, or the session's own, locked meanwhile."""
        if not session_id:
            connection = self._connect()
            try:
                yield connection
            finally:
                connection.close()
            return
        with self._of(session_id) as connection:
            yield connection

    def remember(self, session_id: str, sql: str) -> None:
        """Keep a SET or USE of a session, to be said again after each request's own settings are taken back."""
        self._kept[session_id].statements.append(sql)

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for session in self._kept.values():
                session.connection.close()
            self._kept.clear()

    @contextmanager
    def _of(self, session_id: str) -> Iterator[Connection]:
        with self._lock:
            self._drop_idle()
            if session_id not in self._kept:
                if len(self._kept) >= self._MOST:
                    raise EngineError.of(BAD_ARGUMENTS, "Too many sessions are open", "TOO_MANY_SESSIONS")
                self._kept[session_id] = _Session(self._connect())
            session = self._kept[session_id]
        if not session.lock.acquire(blocking=False):
            raise EngineError.of(373, f"Session {session_id} is locked by a concurrent client", "SESSION_IS_LOCKED")
        try:
            for sql in session.statements:
                _run(session.connection, sql)
            yield session.connection
        finally:
            session.last_used_s = time.monotonic()
            session.lock.release()

    def _drop_idle(self) -> None:
        oldest = time.monotonic() - self._IDLE_S
        for session_id, session in list(self._kept.items()):
            if session.last_used_s < oldest and not session.lock.locked():
                session.connection.close()
                del self._kept[session_id]


@dataclass
class _Session:
    connection: Connection
    statements: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    last_used_s: float = field(default_factory=time.monotonic)


def _insert(connection: Connection, statement: Statement) -> dict[str, int]:
    with connection.send_insert(statement.sql, statement.rows_format) as insert:
        insert.append(statement.rows)
        written = insert.finish()
    return {"written_rows": written.rows_written, "written_bytes": written.bytes_written}


def _stream(connection: Connection, sql: str, answer: Answer) -> Iterator[bytes]:
    try:
        stream = connection.send_query(sql, answer.format)
    except RuntimeError as error:
        if _NOT_STREAMABLE not in str(error):
            raise
        yield _whole(connection, sql, answer)
        return
    try:
        for block in stream:
            answer.counts["read_rows"] = answer.counts.get("read_rows", 0) + block.rows_read()
            yield block.bytes()
    finally:
        stream.close()  # type: ignore[no-untyped-call]  # chDB has no types here


def _whole(connection: Connection, sql: str, answer: Answer) -> bytes:
    result = connection.query(sql, answer.format)
    answer.counts |= {"read_rows": result.storage_rows_read(), "read_bytes": result.storage_bytes_read()}
    answer.counts["result_rows"] = result.rows_read()
    return bytes(result.bytes() or b"")


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def _lower(asked: int, limit: int) -> int:
    """The stricter of two limits, where 0 means none."""
    return min(asked, limit) if asked and limit else asked or limit


def _set(connection: Connection, settings: Mapping[str, str]) -> None:
    for name in settings:
        if not _SETTING_NAME.fullmatch(name):
            raise EngineError.of(BAD_ARGUMENTS, f"{name!r} is no name of a setting", "BAD_ARGUMENTS")
    if settings:
        _run(connection, "SET " + ", ".join(f"{name} = {_quoted(value)}" for name, value in settings.items()))


def _reset(connection: Connection, settings: Mapping[str, str]) -> None:
    if settings:
        _run(connection, "SET " + ", ".join(f"{name} = DEFAULT" for name in settings))


def _run(connection: Connection, sql: str) -> None:
    try:
        connection.query(sql)
    except RuntimeError as error:
        raise EngineError(str(error)) from error


def _text(connection: Connection, sql: str) -> str:
    try:
        return bytes(connection.query(sql, "TabSeparatedRaw").bytes() or b"").decode("utf-8", "replace")
    except RuntimeError as error:
        raise EngineError(str(error)) from error


def _escaped(value: str) -> str:
    """A bound parameter's value travels in the escapes of tab-separated text."""
    return (
        value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r").replace("\0", "\\0")
    )


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _name(value: str) -> str:
    return "`" + value.replace("\\", "\\\\").replace("`", "\\`") + "`"
