"""The SQLite log behaves as a plain list of records would, whatever is done to it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from portret.log import Entry, Record, SqliteLog

_entries = st.lists(
    st.builds(
        Entry,
        source_id=st.sampled_from(("src_1", "src_2")),
        received_at_ms=st.integers(0, 50),
        count=st.integers(1, 5),
        head=st.binary(max_size=3),
        body=st.one_of(st.binary(max_size=20), st.just(b"long " * 2_000)),
    ),
    max_size=6,
)


class LogMachine(RuleBasedStateMachine):
    """Appends, trims, reopens and reads at random beside a list."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._path = Path(self._folder.name) / "log.db"
        self._log = SqliteLog(self._path)
        self._kept: list[Record] = []
        self._end = 0

    @rule(entries=_entries)
    def append(self, entries: list[Entry]) -> None:
        """Append to both."""
        expected = []
        for entry in entries:
            expected.append(self._end + 1)
            fields = (entry.source_id, entry.received_at_ms, entry.count, entry.head, entry.body)
            self._kept.append(Record(self._end + 1, *fields))
            self._end += entry.count
        assert self._log.append(entries) == expected

    @rule(before_ms=st.integers(0, 60), share=st.floats(0, 1))
    def trim(self, before_ms: int, share: float) -> None:
        """Trim both."""
        upto = int(self._end * share)
        gone = [r for r in self._kept if r.received_at_ms < before_ms and r.position + r.count - 1 <= upto]
        assert self._log.trim(before_ms, upto) == len(gone)
        self._kept = [record for record in self._kept if record not in gone]

    @rule()
    def reopen(self) -> None:
        """Close the log and open it again."""
        self._log.close()
        self._log = SqliteLog(self._path)

    @rule(share=st.floats(0, 1), max_events=st.integers(1, 12))
    def read(self, share: float, max_events: int) -> None:
        """Read a piece from both."""
        after = int(self._end * share)
        expected: list[Record] = []
        for record in self._kept:
            if record.position + record.count - 1 <= after:
                continue
            if expected and sum(r.count for r in expected) + record.count > max_events:
                break
            expected.append(record)
        assert self._log.read(after, max_events) == expected

    @invariant()
    def same_end(self) -> None:
        """Both end at the same position."""
        assert self._log.end() == self._end

    def teardown(self) -> None:
        """Remove the files."""
        self._log.close()
        self._folder.cleanup()


TestLogBehavesAsAList = LogMachine.TestCase
TestLogBehavesAsAList.settings = settings(max_examples=25, stateful_step_count=20)  # each opens files and syncs
