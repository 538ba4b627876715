"""A part that only one process may play at a time on one state store, such as the worker's."""

from __future__ import annotations

import fcntl
import os
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from portret.kernel import Conflict, Unavailable
from portret.state.engine import State

_KEY = 0x706F7274
_ASK_EVERY_S = 1.0
_NOTICE_DEATH = ("tcp_keepalives_idle = 10", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 3")
"""The database learns within half a minute that this machine is gone."""


class Claim:
    """A part that is held; it ends with the process, however that dies."""

    def __init__(self, part: str, session: sa.Connection | None) -> None:
        self._part = part
        self._session = session
        self._ask_at = time.monotonic() + _ASK_EVERY_S

    def require(self) -> None:
        """Make sure, once a second at most, that the part is still held.

        Raises:
            Unavailable: the database let go of it, as when it restarts: another process may hold it by now.
        """
        if self._session is None or time.monotonic() < self._ask_at:
            return
        self._ask_at = time.monotonic() + _ASK_EVERY_S
        try:
            self._session.execute(sa.select(1))
        except sa.exc.DBAPIError as error:
            message = f"The connection by which this process is the {self._part} was lost. Start it again."
            raise Unavailable(message) from error


@contextmanager
def claim(state: State, part: str) -> Iterator[Claim]:
    """Hold a part until the block ends.

    On SQLite it is the lock of a file beside the database, on PostgreSQL an advisory lock of a session of its own.

    Raises:
        Conflict: another process holds it.
        Unavailable: the store does not answer.
    """
    holding = _claim_file(state, part) if state.is_sqlite else _claim_session(state, part)
    with holding as claimed:
        yield claimed


@contextmanager
def _claim_file(state: State, part: str) -> Iterator[Claim]:
    descriptor = os.open(f"{state.url.database}.{part}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _taken(part) from error
        yield Claim(part, None)
    finally:
        os.close(descriptor)


@contextmanager
def _claim_session(state: State, part: str) -> Iterator[Claim]:
    try:
        session = state.engine.connect()
    except sa.exc.OperationalError as error:
        raise Unavailable("The state store does not answer. Check state_url and that the database runs.") from error
    with session.execution_options(isolation_level="AUTOCOMMIT"):
        try:
            for setting in _NOTICE_DEATH:
                session.execute(sa.text(f"SET {setting}"))
            number = zlib.crc32(part.encode()) >> 1
            if not session.execute(sa.select(sa.func.pg_try_advisory_lock(_KEY, number))).scalar():
                raise _taken(part)
            yield Claim(part, session)
        finally:
            session.invalidate()  # ends the session and with it the lock


def _taken(part: str) -> Conflict:
    return Conflict(f"Another {part} works on this state store, and one is all it takes. Stop that one first.")
