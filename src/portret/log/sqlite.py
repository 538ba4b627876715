"""The log in one SQLite file: WAL, every commit synced, one row per record."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import zstandard

from portret.kernel import Unavailable
from portret.log.model import Entry, Record

_COMPRESS_FROM_BYTES = 4096
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"  # RFC 8878: what begins so is compressed, always
_ROWS_PER_INSERT = (256, 64, 16, 4, 1)
_TRIM_STEP_RECORDS = 500
_FREE_PAGES_KEPT = 2_048  # 16 MiB stay in the file for the records to come
_VACUUM_STEP_PAGES = 128
_PAUSE = 3  # times as long as a step of trimming took: appenders in other processes poll for the lock
_LONGEST_PAUSE_S = 0.05
_RETRY_AFTER_S = 5

_PRAGMAS = (
    "page_size=8192",
    "auto_vacuum=INCREMENTAL",
    "journal_mode=WAL",
    "synchronous=FULL",
    "busy_timeout=10000",
    "cache_size=-16384",
    "wal_autocheckpoint=250",
    "journal_size_limit=67108864",
)
_SCHEMA = """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS records (
    position INTEGER PRIMARY KEY,
    count INTEGER NOT NULL,
    source_id TEXT NOT NULL,
    received_at_ms INTEGER NOT NULL,
    head BLOB NOT NULL,
    body BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS records_by_age ON records (received_at_ms, count);
CREATE TABLE IF NOT EXISTS trimmed (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL);
INSERT OR IGNORE INTO trimmed VALUES (1, 0);
COMMIT;
"""
_END = """
SELECT max(
    (SELECT position FROM trimmed),
    coalesce((SELECT position + count - 1 FROM records ORDER BY position DESC LIMIT 1), 0))
"""
_READ = """
SELECT position, source_id, received_at_ms, count, head, body FROM records
WHERE position >= coalesce(
    (SELECT position FROM (SELECT position, count FROM records WHERE position <= :after ORDER BY position DESC LIMIT 1)
     WHERE position + count - 1 > :after),
    :after + 1)
ORDER BY position
"""
_INSERT = "INSERT INTO records (position, count, source_id, received_at_ms, head, body) VALUES "
_EXPIRED = """
SELECT position, count FROM records
WHERE received_at_ms < ? AND position + count - 1 <= ? LIMIT ?
"""


class SqliteLog:
    """The embedded log: `Log` on one SQLite file that several processes may append to and read from.

    Bodies from 4 KiB on are compressed with zstandard, level 1: 0.6 µs per event against ten times the bytes to
    sync and to checkpoint. Any failure of SQLite (disk full, file gone) is raised as Unavailable.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._writer = _connect(path)
        self._writer.executescript(_SCHEMA)
        self._reader = _connect(path)
        self._write_lock = threading.Lock()
        self._read_lock = threading.Lock()
        self._compress = zstandard.ZstdCompressor(level=1).compress
        self._decompress = zstandard.ZstdDecompressor().decompress

    def append(self, entries: Sequence[Entry]) -> list[int]:
        """Write entries durably in one commit; return the position of each one's first event. Raises Unavailable."""
        bodies = [self._packed(entry.body) for entry in entries]
        with self._write_lock, self._transaction() as connection:
            following = _end(connection) + 1
            positions: list[int] = []
            values: list[object] = []
            for entry, body in zip(entries, bodies, strict=True):
                positions.append(following)
                values += (following, entry.count, entry.source_id, entry.received_at_ms, entry.head, body)
                following += entry.count
            _insert(connection, values)
        return positions

    def read(self, after: int, max_events: int, max_bytes: int = 64 * 1024 * 1024) -> list[Record]:
        """Return the records whose events come after position `after`, in order, whole records, at least one if any."""
        records: list[Record] = []
        events = size = 0
        with self._read_lock, _failing_as_unavailable():
            rows = self._reader.execute(_READ, {"after": after})
            for position, source_id, received_at_ms, count, head, packed in rows:
                body = self._decompress(packed) if packed[:4] == _ZSTD_MAGIC else packed
                events += count
                size += len(body)
                if records and (events > max_events or size > max_bytes):
                    break
                records.append(Record(position, source_id, received_at_ms, count, head, body))
            rows.close()
        return records

    def end(self) -> int:
        """Return the position of the last event, 0 if there never was one."""
        with self._read_lock, _failing_as_unavailable():
            return _end(self._reader)

    def trim(self, before_ms: int, upto: int) -> int:
        """Forget records received before `before_ms` whose events all lie at or before `upto`; return how many.

        Goes in short transactions with pauses, so appenders hardly wait. Space over 16 MiB goes back to the system.
        """
        total = 0
        while step := _unhurried(lambda: self._trim_step(before_ms, upto)):
            total += step
        if total:
            while _unhurried(self._shrink_step):
                pass
            self._checkpoint()
        return total

    def close(self) -> None:
        """Release files; the log may be opened again."""
        with self._write_lock, self._read_lock:
            self._reader.close()
            self._writer.close()

    def _packed(self, body: bytes) -> bytes:
        if len(body) >= _COMPRESS_FROM_BYTES or body[:4] == _ZSTD_MAGIC:
            return self._compress(body)
        return body

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with _failing_as_unavailable():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def _trim_step(self, before_ms: int, upto: int) -> int:
        with self._write_lock, self._transaction() as connection:
            expired = connection.execute(_EXPIRED, (before_ms, upto, _TRIM_STEP_RECORDS)).fetchall()
            if expired:
                connection.executemany("DELETE FROM records WHERE position = ?", [(row[0],) for row in expired])
                last = max(position + count - 1 for position, count in expired)
                connection.execute("UPDATE trimmed SET position = max(position, ?)", (last,))
        return len(expired)

    def _checkpoint(self) -> None:
        with self._write_lock, _failing_as_unavailable():
            self._writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    def _shrink_step(self) -> int:
        with self._write_lock, _failing_as_unavailable():
            free: int = self._writer.execute("PRAGMA freelist_count").fetchone()[0]
            pages = min(max(free - _FREE_PAGES_KEPT, 0), _VACUUM_STEP_PAGES)
            if pages:
                self._writer.execute(f"PRAGMA incremental_vacuum({pages})").fetchall()
        return pages


def _unhurried(step: Callable[[], int]) -> int:
    started = time.perf_counter()
    done = step()
    if done:
        time.sleep(min((time.perf_counter() - started) * _PAUSE, _LONGEST_PAUSE_S))
    return done


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=32)
    connection.execute("PRAGMA busy_timeout=10000")
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _end(connection: sqlite3.Connection) -> int:
    end: int = connection.execute(_END).fetchone()[0]
    return end


def _insert(connection: sqlite3.Connection, values: list[object]) -> None:
    """Insert flat rows of six values, many per statement: each statement hands the interpreter lock over once."""
    start = 0
    for rows in _ROWS_PER_INSERT:
        width = rows * 6
        while len(values) - start >= width:
            connection.execute(_insert_statement(rows), values[start : start + width])
            start += width


def _insert_statement(rows: int) -> str:
    return _INSERT + ",".join(["(?,?,?,?,?,?)"] * rows)


@contextmanager
def _failing_as_unavailable() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        detail = f"The log cannot be used: {error}. Check the disk space and the rights of the data folder."
        raise Unavailable(detail, retry_after_s=_RETRY_AFTER_S) from error
