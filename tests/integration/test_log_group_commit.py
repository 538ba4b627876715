"""Many requests wait for one durable write, and each learns what became of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest

from portret.kernel import Unavailable
from portret.log import Entry, GroupCommit, SqliteLog


class CountingLog(SqliteLog):
    """A log that notes how many entries each commit had."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.groups: list[int] = []

    def append(self, entries: Sequence[Entry]) -> list[int]:
        """Append, and note how many."""
        self.groups.append(len(entries))
        return super().append(entries)


class FailingLog(SqliteLog):
    """A log that refuses every entry of the source "bad"."""

    def append(self, entries: Sequence[Entry]) -> list[int]:
        """Refuse a group with a bad entry."""
        if any(entry.source_id == "bad" for entry in entries):
            raise Unavailable("The disk is full.", retry_after_s=5)
        return super().append(entries)


def entry(source_id: str = "src_1", count: int = 1) -> Entry:
    return Entry(source_id, 1, count, b"", b"{}")


def test_everybody_gets_the_position_of_their_entry(tmp_path: Path) -> None:
    log = CountingLog(tmp_path / "log.db")

    async def run() -> list[int]:
        commits = GroupCommit(log, lambda _: None)
        commits.start()
        got = await asyncio.gather(*[commits.append(entry(count=2)) for _ in range(500)])
        await commits.stop()
        return list(got)

    assert asyncio.run(run()) == list(range(1, 1_001, 2))
    assert len(log.groups) < 10, "500 entries, few commits"
    log.close()


def test_a_group_has_a_limit(tmp_path: Path) -> None:
    log = CountingLog(tmp_path / "log.db")

    async def run() -> None:
        commits = GroupCommit(log, lambda _: None, max_group=100)
        commits.start()
        await asyncio.gather(*[commits.append(entry()) for _ in range(250)])
        await commits.stop()

    asyncio.run(run())
    assert log.groups == [100, 100, 50]
    log.close()


def test_stopping_commits_what_is_pending(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db")

    async def run() -> None:
        commits = GroupCommit(log, lambda _: None)
        commits.start()
        waiting = [commits.append(entry()) for _ in range(10)]
        await commits.stop()
        assert [future.result() for future in waiting] == list(range(1, 11))
        with pytest.raises(Unavailable):
            commits.append(entry())
        await commits.stop()

    asyncio.run(run())
    assert log.end() == 10
    log.close()


def test_a_failure_reaches_those_who_wait_and_nobody_after_them(tmp_path: Path) -> None:
    log = FailingLog(tmp_path / "log.db")

    async def run() -> None:
        commits = GroupCommit(log, lambda _: None)
        commits.start()
        first, second = await asyncio.gather(
            commits.append(entry("bad")), commits.append(entry()), return_exceptions=True
        )
        assert isinstance(first, Unavailable)
        assert isinstance(second, Unavailable)
        assert await commits.append(entry()) == 1
        await commits.stop()

    asyncio.run(run())
    log.close()


def test_one_who_gives_up_does_not_disturb_the_others(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db")

    async def run() -> None:
        commits = GroupCommit(log, lambda _: None)
        commits.start()
        impatient, patient = commits.append(entry()), commits.append(entry())
        impatient.cancel()
        assert await patient == 2
        await commits.stop()

    asyncio.run(run())
    log.close()
