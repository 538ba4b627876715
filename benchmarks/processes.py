"""CPU time and memory of a process tree, read from /proc."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_MIB = 1024


@dataclass(frozen=True)
class Usage:
    """CPU seconds used so far and memory in MiB (PSS: shared pages counted once over all that share them)."""

    cpu_s: float
    memory_mib: float


def usage(pid: int) -> Usage:
    """Return what one process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1].split()
    cpu_s = (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return Usage(cpu_s, int(line.split()[1]) / _MIB)
    return Usage(cpu_s, 0.0)


class PeakMemory(threading.Thread):
    """Samples the memory of named processes once a second; keeps each one's peak and the peak of the sum, in MiB."""

    def __init__(self, pids: Mapping[str, int]) -> None:
        super().__init__(daemon=True)
        self._pids = pids
        self._done = threading.Event()
        self.each = dict.fromkeys(pids, 0.0)
        self.together = 0.0

    def run(self) -> None:
        """Sample until stopped."""
        while not self._done.wait(1.0):
            now = {name: usage(pid).memory_mib for name, pid in self._pids.items()}
            self.each = {name: max(self.each[name], mib) for name, mib in now.items()}
            self.together = max(self.together, sum(now.values()))

    def stop(self) -> None:
        """End sampling."""
        self._done.set()
        self.join()
