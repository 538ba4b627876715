"""Who is calling: write keys wherever SDKs put them, and the sources they belong to (wire protocol D2)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import time
from collections.abc import Callable, Mapping

import structlog

from portret.collect.model import Admission
from portret.kernel import Clock, Unavailable

_FRESH_S = 0.5  # from then on the snapshot is read anew, in the background
_STALE_S = 1.5  # how long a change of keys or sources may take to be seen
_PATIENCE_S = 2.0  # how long a request waits for the store before it makes do with the old snapshot
_BETWEEN_LOADS_S = 0.1  # bounds what guessing keys can cost
_REMEMBERED = 10_000

_log = structlog.get_logger(__name__)


Directory = Mapping[bytes, Admission]
"""Admissions by the SHA-256 of the write key."""


def key_digest(write_key: str) -> bytes:
    """Return what is kept of a write key: its SHA-256. The key is random, so no slow hash is needed."""
    return hashlib.sha256(write_key.encode("utf-8", "surrogatepass")).digest()


def key_of_header(authorization: bytes) -> str:
    """Return the write key of a Basic header: `key:` in base64, or without the colon; "" if it is something else."""
    scheme, _, value = authorization.partition(b" ")
    if scheme.lower() != b"basic":
        return ""
    try:
        text = base64.b64decode(value.strip() + b"==").decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return text.partition(":")[0].strip()


class KnownKeys:
    """The write keys in force, as a snapshot of the state store not older than a second or so.

    While the store is away the last snapshot stays in force, so that collection goes on.

    Args:
        load: reads all keys and sources from the store; called in a thread.
        clock: tells when keys expire.
    """

    def __init__(self, load: Callable[[], Directory], clock: Clock) -> None:
        self._load = load
        self._clock = clock
        self._directory: Directory | None = None
        self._begun_s = 0.0
        self._loaded_s = -_STALE_S
        self._loading: asyncio.Task[None] | None = None
        self._by_header: dict[bytes, Admission | None] = {}
        self._by_key: dict[str, Admission | None] = {}

    def remembered(self, authorization: bytes) -> Admission | None:
        """Return the admission of an Authorization header if it is known and not stale; the fast way."""
        age_s = time.monotonic() - self._loaded_s
        if age_s >= _FRESH_S:
            if age_s >= _STALE_S and not self._store_is_late():
                return None
            self._start_loading()
        return self._in_force(self._by_header.get(authorization))

    async def of_header(self, authorization: bytes, write_key: str) -> Admission | None:
        """Return the admission of a header's write key, and remember the header."""
        found = await self.of_key(write_key)
        if found is not None and len(self._by_header) < _REMEMBERED:
            self._by_header[authorization] = found
        return found

    async def of_key(self, write_key: str) -> Admission | None:
        """Return the admission of a write key, None if it is unknown or out of force. Raises Unavailable."""
        arrived_s = time.monotonic()
        if arrived_s - self._loaded_s >= _FRESH_S:
            await self._load_patiently()
        found = self._find(write_key)
        while found is None and self._loaded_s < arrived_s and not self._store_is_late():
            # It may have been made a moment ago: only a snapshot begun after the request can tell.
            await asyncio.sleep(self._loaded_s + _BETWEEN_LOADS_S - time.monotonic())
            await self._load_patiently()
            found = self._find(write_key)
        if self._directory is None:
            raise Unavailable("The sources cannot be read from the state store.", retry_after_s=5)
        return found

    def _find(self, write_key: str) -> Admission | None:
        if write_key in self._by_key:
            return self._in_force(self._by_key[write_key])
        found = (self._directory or {}).get(key_digest(write_key))
        if found is not None and len(self._by_key) < _REMEMBERED:
            self._by_key[write_key] = found
        return self._in_force(found)

    def _in_force(self, admission: Admission | None) -> Admission | None:
        if admission is None or not admission.key.enabled:
            return None
        if admission.key.expires_at_ms is None:
            return admission
        return admission if self._clock.now_ms() < admission.key.expires_at_ms else None

    def _store_is_late(self) -> bool:
        return self._loading is not None and time.monotonic() - self._begun_s >= _PATIENCE_S

    async def _load_patiently(self) -> None:
        task = self._start_loading()
        await asyncio.wait([task], timeout=max(0.0, self._begun_s + _PATIENCE_S - time.monotonic()))

    def _start_loading(self) -> asyncio.Task[None]:
        if self._loading is None:
            self._begun_s = time.monotonic()
            self._loading = asyncio.create_task(self._reload())
        return self._loading

    async def _reload(self) -> None:
        try:
            self._directory = await asyncio.to_thread(self._load)
            self._by_header.clear()
            self._by_key.clear()
            self._loaded_s = self._begun_s
        except Exception:  # noqa: BLE001 - whatever fails, collection goes on with what it knows
            _log.exception("write keys could not be read; those known before stay in force")
            self._loaded_s = time.monotonic()
        finally:
            self._loading = None
