"""Group commit: many requests wait for one durable write."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable, Sequence

from portret.kernel import Unavailable, told
from portret.log.model import Entry, Log

_WORTH_A_COMMIT = 32

_Waiting = list[tuple[Entry, "asyncio.Future[int]"]]


class GroupCommit:
    """Appends to a log from an event loop; each waiter gets its position once its entry is durable.

    A thread of its own writes whatever is pending in one commit. A lone request waits for nothing but its own
    commit. Under load small groups are not worth a sync each: then a commit starts at most every `gather_s`, or as
    soon as 32 entries wait. All attributes but the queue belong to the loop.

    Args:
        log: where to; `append` is called from one thread only.
        observe: told after each commit how many seconds it took, in that thread.
        gather_s: how long entries wait at most for others to share their commit.
        max_group: entries per commit at most; keeps one commit short.
    """

    def __init__(
        self, log: Log, observe: Callable[[float], None], *, gather_s: float = 0.003, max_group: int = 2_000
    ) -> None:
        self._log = log
        self._observe = observe
        self._gather_s = gather_s
        self._max_group = max_group
        self._pending: _Waiting = []
        self._busy = False
        self._soon = False
        self._timer: asyncio.TimerHandle | None = None
        self._handed_over_s = 0.0
        self._drained = asyncio.Event()
        self._groups: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Start committing; called on the loop whose requests will wait."""
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="log-commit", daemon=True)
        self._thread.start()

    async def stop(self) -> None:
        """Commit what is pending, then end the thread."""
        if self._thread is None:
            return
        if self._busy or self._pending:
            self._drained.clear()
            await self._drained.wait()
        self._groups.put(None)
        await asyncio.to_thread(self._thread.join)
        self._loop = self._thread = None

    def append(self, entry: Entry) -> asyncio.Future[int]:
        """Take an entry in; the future gives its position once durable, or raises what the log raised."""
        loop = self._loop
        if loop is None:
            raise Unavailable(
                told("log-closed", "The log is not accepting entries: the server starts or stops."), retry_after_s=1
            )
        future: asyncio.Future[int] = loop.create_future()
        self._pending.append((entry, future))
        if not self._busy and not self._soon:
            self._arrange(loop)
        return future

    def _arrange(self, loop: asyncio.AbstractEventLoop) -> None:
        wait_s = self._handed_over_s + self._gather_s - loop.time()
        if wait_s <= 0 or len(self._pending) >= _WORTH_A_COMMIT:
            self._soon = True
            loop.call_soon(self._hand_over)  # after everything this turn of the loop brings
        elif self._timer is None:
            self._timer = loop.call_later(wait_s, self._hand_over)

    def _hand_over(self) -> None:
        self._soon = False
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if self._pending and not self._busy and self._loop:
            self._busy = True
            self._handed_over_s = self._loop.time()
            group, self._pending = self._pending[: self._max_group], self._pending[self._max_group :]
            self._groups.put(group)

    def _run(self) -> None:
        while (group := self._groups.get()) is not None:
            started = time.perf_counter()
            outcome = self._commit([entry for entry, _ in group])
            self._observe(time.perf_counter() - started)
            loop = self._loop
            if loop is None or loop.is_closed():
                return
            loop.call_soon_threadsafe(self._resolve, group, outcome)

    def _commit(self, entries: Sequence[Entry]) -> list[int] | Exception:
        try:
            return self._log.append(entries)
        except Exception as error:  # noqa: BLE001 - whoever waits for the entry must learn of any failure
            return error

    def _resolve(self, group: _Waiting, outcome: list[int] | Exception) -> None:
        self._busy = False
        if self._pending and self._loop:
            self._arrange(self._loop)
        else:
            self._drained.set()
        if isinstance(outcome, Exception):
            for _, future in group:
                if not future.done():
                    future.set_exception(outcome)
            return
        for (_, future), position in zip(group, outcome, strict=True):
            if not future.done():
                future.set_result(position)
