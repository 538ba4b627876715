"""Remember message ids for at least the deduplication window, at a cost that does not grow with history.

Each id keeps the log position of its first sighting. An event is a duplicate if its id was first seen at another
position; the same position again is the same event after a crash. So the memory may be written before the state
commits, and needs no transaction with it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from rocksdict import AccessType, BlockBasedOptions, Cache, Options, Rdict, WriteBatch, WriteOptions

from portret.kernel import Unavailable, digest

_POSITION = struct.Struct(">Q")
_MEMTABLE_BYTES = 16 * 1024 * 1024
_CACHE_BYTES = 32 * 1024 * 1024
_BLOOM_BITS = 10
_RETRY_AFTER_S = 5


Sighting = tuple[bytes, int]
"""(what stands for a message id, the log position at which it was seen)."""


def sighting(workspace_id: str, message_id: str, position: int) -> Sighting:
    """Return the sighting of a message id in a workspace."""
    return digest(workspace_id, message_id), position


class SeenMessages:
    """The first sightings of message ids, per workspace, in an embedded RocksDB."""

    def __init__(self, path: Path, window: timedelta | None) -> None:
        """Open the memory; without a window as it stands at this moment, to read, while its worker goes on writing."""
        path.mkdir(parents=True, exist_ok=True)
        access = AccessType.read_only() if window is None else AccessType.with_ttl(int(window.total_seconds()))
        self._store = Rdict(str(path), _options(), access_type=access)
        self._synced = WriteOptions()
        self._synced.sync = True

    def are_repeated(self, sightings: Sequence[Sighting]) -> list[bool]:
        """Say for each sighting whether its id was first seen elsewhere."""
        first_at: dict[bytes, int] = dict(reversed(sightings))
        keys = list(first_at)
        with _failing_as_unavailable():
            known: list[bytes | None] = self._store.get([*keys]) or []
        for key, position in zip(keys, known, strict=True):
            if position:
                first_at[key] = _POSITION.unpack_from(position)[0]  # read as it stands, the time of writing follows
        return [first_at[key] != position for key, position in sightings]

    def remember(self, sightings: Sequence[Sighting]) -> None:
        """Keep sightings durably."""
        batch = WriteBatch(raw_mode=True)
        for key, position in dict.fromkeys(sightings):
            batch.put(key, _POSITION.pack(position))
        with _failing_as_unavailable():
            self._store.write(batch, self._synced)

    def close(self) -> None:
        """Flush and release the folder."""
        self._store.close()


@contextmanager
def _failing_as_unavailable() -> Iterator[None]:
    try:
        yield
    except Exception as error:  # the engine has no exceptions of its own
        detail = (
            f"The memory of message ids cannot be used: {error}. Check the disk space and the rights of its folder."
        )
        raise Unavailable(detail, retry_after_s=_RETRY_AFTER_S) from error


def _options() -> Options:
    options = Options(raw_mode=True)
    options.create_if_missing(create_if_missing=True)
    options.set_write_buffer_size(_MEMTABLE_BYTES)
    options.set_max_write_buffer_number(3)
    options.set_keep_log_file_num(2)
    blocks = BlockBasedOptions()
    blocks.set_bloom_filter(_BLOOM_BITS, block_based=False)
    blocks.set_block_cache(Cache(_CACHE_BYTES))
    options.set_block_based_table_factory(blocks)
    return options
