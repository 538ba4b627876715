"""Run what takes long and much memory, such as hashing passwords, few at a time and beside everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from portret.kernel import Unavailable, told

_AT_ONCE = 2
_MOST_WAITING = 50
T = TypeVar("T")


class Slowly:
    """A short queue before two threads: strangers who sign in a thousand times at once stop nothing else."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    async def run(self, work: Callable[[], T]) -> T:
        """Return what the work returns, in its turn. Raises Unavailable if too many wait already."""
        if self._waiting >= _MOST_WAITING:
            raise Unavailable(told("sign-in-busy", "Too many sign in at this moment. Try again."), retry_after_s=2)
        self._waiting += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(work)
        finally:
            self._waiting -= 1
