"""Where tests write: in memory where there is room, because together they sync to it many thousand times."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 — in a folder of its own there
_ROOM_BYTES = 8 << 30


def write_to_memory() -> Path | None:
    """Let this process and those that it starts keep what is temporary in a new folder in memory; return the folder.

    Where that cannot be, or somebody said where to write, nothing changes, and None is returned.
    """
    if "TMPDIR" in os.environ or not _can_be_written():
        return None
    folder = Path(tempfile.mkdtemp(prefix="portret-", dir=_MEMORY))
    folder.chmod(0o711)  # a PostgreSQL that root may not run has its own folder in it
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    return folder


def _can_be_written() -> bool:
    """Say whether there is room, and programs may lie there: that of a PostgreSQL is copied to where it works."""
    if not os.access(_MEMORY, os.W_OK):
        return False
    return shutil.disk_usage(_MEMORY).free >= _ROOM_BYTES and not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC
