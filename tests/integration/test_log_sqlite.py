"""The log keeps what it acknowledged, in order, on a real file and with several processes."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from portret.kernel import Unavailable
from portret.log import Entry, Log, SqliteLog
from tests.support.server import wait_until

MIB = 1024 * 1024


@pytest.fixture
def log(tmp_path: Path) -> Iterator[SqliteLog]:
    log = SqliteLog(tmp_path / "log.db")
    yield log
    log.close()


def entry(count: int = 1, received_at_ms: int = 1_000, body: bytes = b"{}") -> Entry:
    return Entry("src_1", received_at_ms, count, b"head", body)


def positions(log: Log, after: int = 0, max_events: int = 1_000_000) -> list[int]:
    return [record.position for record in log.read(after, max_events)]


def test_an_empty_log_ends_at_zero_and_reads_nothing(log: SqliteLog) -> None:
    assert (log.end(), log.read(0, 10), log.append([])) == (0, [], [])


def test_positions_count_events(log: SqliteLog) -> None:
    assert log.append([entry(100), entry(1), entry(3)]) == [1, 101, 102]
    assert log.append([entry(2)]) == [105]
    assert log.end() == 106


def test_what_is_read_is_what_was_appended(log: SqliteLog) -> None:
    chance = random.Random(1)
    bodies = [
        b"",
        b"{}",
        b'{"a":1}' * 2_000,
        chance.randbytes(10_000),
        b"x" * 4_096,
        bytes(5_000),
        b"\x28\xb5\x2f\xfd no zstandard",
    ]
    log.append([entry(body=body) for body in bodies])
    assert [record.body for record in log.read(0, 100)] == bodies
    first = log.read(0, 1)[0]
    assert (first.position, first.source_id, first.received_at_ms, first.count, first.head) == (
        1,
        "src_1",
        1_000,
        1,
        b"head",
    )


def test_one_commit_takes_any_number_of_entries(log: SqliteLog) -> None:
    assert log.append([entry() for _ in range(1_000)]) == list(range(1, 1_001))
    assert positions(log) == list(range(1, 1_001))


def test_reading_goes_on_after_a_position_and_never_cuts_a_record(log: SqliteLog) -> None:
    log.append([entry(10), entry(10), entry(10)])
    assert positions(log, after=0, max_events=20) == [1, 11]
    assert positions(log, after=10, max_events=19) == [11]
    assert positions(log, after=20, max_events=5) == [21], "at least one record, though it is larger"
    assert positions(log, after=15) == [11, 21], "a record of which events remain is given whole"
    assert positions(log, after=30) == []


def test_reading_stops_at_so_many_bytes(log: SqliteLog) -> None:
    log.append([entry(body=b"x" * 1_000) for _ in range(10)])
    assert len(log.read(0, 100, max_bytes=3_500)) == 3
    assert len(log.read(0, 100, max_bytes=1)) == 1


def test_trimming_forgets_old_records_that_are_processed_and_nothing_else(log: SqliteLog) -> None:
    log.append([entry(2, 100), entry(2, 900), entry(2, 200), entry(2, 300)])
    assert log.trim(before_ms=500, upto=7) == 2
    assert positions(log) == [3, 7]
    assert log.trim(before_ms=500, upto=8) == 1
    assert positions(log) == [3]
    assert log.end() == 8


def test_positions_go_on_growing_after_everything_is_trimmed_and_the_log_reopened(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db")
    log.append([entry(5)])
    assert log.trim(before_ms=2_000, upto=5) == 1
    log.close()
    again = SqliteLog(tmp_path / "log.db")
    assert (again.end(), again.append([entry()])) == (5, [6])
    again.close()


def test_trimmed_space_is_used_again_and_given_back(log: SqliteLog) -> None:
    chance = random.Random(2)
    sizes = []
    for round_ms in range(1, 4):
        log.append([entry(1, round_ms, chance.randbytes(1 * MIB)) for _ in range(30)])
        log.trim(before_ms=round_ms + 1, upto=log.end())
        sizes.append(log.path.stat().st_size)
    assert max(sizes) < 45 * MIB, "as much as one round"
    assert sizes[-1] < 20 * MIB, "little more than what is kept for the next records"
    assert log.path.with_name("log.db-wal").stat().st_size < 70 * MIB


def test_a_log_whose_disk_fails_says_it_is_unavailable(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db")
    log._writer.execute("PRAGMA max_page_count = 20")  # noqa: SLF001 - a disk that is full, without filling one
    with pytest.raises(Unavailable) as raised:
        log.append([entry(body=random.Random(3).randbytes(1 * MIB))])
    assert raised.value.retry_after_s
    assert log.end() == 0
    log._writer.execute("PRAGMA max_page_count = 1000000")  # noqa: SLF001 - see above
    assert log.append([entry()]) == [1]
    log.close()


def test_threads_append_and_read_side_by_side(log: SqliteLog) -> None:
    given: list[int] = []

    def work() -> None:
        for _ in range(50):
            given.extend(log.append([entry(3), entry(2)]))
            log.read(0, 100)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == positions(log)
    assert log.end() == 4 * 50 * 5


_APPENDER = """
import sys
from pathlib import Path
from portret.log import Entry, SqliteLog

log = SqliteLog(Path(sys.argv[1]))
name, rounds = sys.argv[2], int(sys.argv[3])
for number in range(rounds):
    marks = [f"{name}-{number}-{part}" for part in range(3)]
    positions = log.append([Entry("src_1", 1, 4, b"", mark.encode()) for mark in marks])
    print(*[f"{position}={mark}" for position, mark in zip(positions, marks)], flush=True)
"""


def _appender(path: Path, name: str, rounds: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _APPENDER, str(path), name, str(rounds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _acknowledged(output: str) -> dict[int, str]:
    """Return position → mark of the lines that came out whole."""
    whole = output[: output.rfind("\n") + 1]
    return {int(pair.partition("=")[0]): pair.partition("=")[2] for pair in whole.split()}


def test_several_processes_append_without_gap_or_overlap(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    processes = [_appender(path, name, 100) for name in ("one", "two", "three")]
    acknowledged: dict[int, str] = {}
    for process in processes:
        acknowledged |= _acknowledged(process.communicate()[0])
        assert process.returncode == 0
    log = SqliteLog(path)
    assert {record.position: record.body.decode() for record in log.read(0, 10_000)} == acknowledged
    assert sorted(acknowledged) == list(range(1, 3 * 100 * 3 * 4 + 1, 4))
    log.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_was_acknowledged_before_a_kill_is_there_once(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "log.db"
    log = SqliteLog(path)
    target = random.Random(seed).randrange(100, 3_000)
    process = _appender(path, "killed", 1_000_000)
    wait_until(lambda: log.end() >= target)
    process.send_signal(signal.SIGKILL)
    acknowledged = _acknowledged(process.communicate()[0])
    found = {record.position: record.body.decode() for record in log.read(0, 10_000_000)}
    assert acknowledged
    assert acknowledged.items() <= found.items()
    assert len(set(found.values())) == len(found)
    assert len(found) - len(acknowledged) <= 3, "at most the one commit that was not answered"
    assert log.append([entry()]) == [max(found) + 4]
    log.close()
