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

    Where there is little room, or somebody said where to write, nothing changes, and None is returned.
    """
    if "TMPDIR" in os.environ or not _MEMORY.is_dir() or shutil.disk_usage(_MEMORY).free < _ROOM_BYTES:
        return None
    folder = Path(tempfile.mkdtemp(prefix="portret-", dir=_MEMORY))
    folder.chmod(0o711)  # a PostgreSQL that root may not run has its own folder in it
    os.environ["TMPDIR"] = tempfile.tempdir = str(folder)
    return folder
