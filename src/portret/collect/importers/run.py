"""Import a file: row by row into batches, resumed where an earlier run stopped, doubling nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from portret.collect.importers.mapping import FileMapping, Rejected, event_of
from portret.collect.importers.read import CountingFile, FileFormat, Row, identity, read_rows
from portret.collect.importers.send import MAX_BATCH_BYTES, MAX_BATCH_EVENTS, Sender, encode_event

_EXAMPLES = 3


@dataclass(frozen=True, kw_only=True)
class FileInput:
    """A file to import, and how to read it."""

    path: Path
    file_format: FileFormat
    mapping: FileMapping | None = None
    delimiter: str = ""
    encoding: str = "utf-8"


class Progress(msgspec.Struct):
    """How far an import is: kept in a small file beside the imported one."""

    identity: str
    rows: int = 0
    events: int = 0


@dataclass
class Outcome:
    """What an import did.

    Attributes:
        rows: read in this run, good and bad.
        skipped: rows that an earlier run had done.
        events: accepted by the server in this run.
        problems: rejected rows by kind.
        examples: per kind a few "row N: what is wrong".
    """

    rows: int = 0
    skipped: int = 0
    events: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)

    def reject(self, row: Row, kind: str, detail: str) -> None:
        """Count a row that makes no event."""
        self.problems[kind] += 1
        examples = self.examples.setdefault(kind, [])
        if len(examples) < _EXAMPLES:
            examples.append(f"row {row.number}: {detail}")


@dataclass(frozen=True)
class Preview:
    """What an import would do: the first events, and the outcome without sending."""

    events: list[dict[str, Any]]
    outcome: Outcome


Report = Callable[[Outcome, CountingFile], None]


def preview_file(file: FileInput, show: int, report: Report) -> Preview:
    """Read the whole file, send nothing; return its first events and how many rows are bad, by kind."""
    outcome = Outcome()
    first: list[dict[str, Any]] = []
    with read_rows(file.path, file.file_format, file.delimiter, file.encoding) as (rows, counter):
        for row, encoded in _events(rows, file, identity(file.path), outcome):
            outcome.events += 1
            if len(first) < show:
                first.append(msgspec.json.decode(encoded))
            if row.number % MAX_BATCH_EVENTS == 0:
                report(outcome, counter)
        report(outcome, counter)
    return Preview(first, outcome)


def import_file(file: FileInput, sender: Sender, progress_path: Path, report: Report) -> Outcome:
    """Send a file's events. A run that is stopped goes on where the server's last confirmation was.

    Each event without a messageId of its own gets one from the file's content and its row, so a repeated run adds
    nothing. The file's identity is its size, its first and its last MiB.
    """
    outcome = Outcome()
    content = identity(file.path)
    progress = _load_progress(progress_path, content)
    with read_rows(file.path, file.file_format, file.delimiter, file.encoding) as (rows, counter):
        outcome.skipped = sum(1 for _ in islice(rows, progress.rows))
        for last_row, batch in _batches(_events(rows, file, content, outcome)):
            sender.send(batch)
            outcome.events += len(batch)
            progress = Progress(content, last_row, progress.events + len(batch))
            _save_progress(progress_path, progress)
            report(outcome, counter)
    report(outcome, counter)
    progress_path.unlink(missing_ok=True)
    return outcome


def _events(rows: Iterator[Row], file: FileInput, content: str, outcome: Outcome) -> Iterator[tuple[Row, bytes]]:
    for row in rows:
        outcome.rows += 1
        if row.problem:
            outcome.reject(row, "malformed-row", row.problem)
            continue
        try:
            event = event_of(row.values, file.mapping)
            event.setdefault("messageId", f"imp-{content}-{row.number}")
            encoded = encode_event(event)
        except Rejected as error:
            outcome.reject(row, error.kind, error.detail)
        except UnicodeEncodeError:
            outcome.reject(row, "bad-encoding", f"this is not {file.encoding}; say the encoding with --encoding")
        else:
            yield row, encoded


def _batches(events: Iterator[tuple[Row, bytes]]) -> Iterator[tuple[int, list[bytes]]]:
    """Yield (number of the last row, events) of batches that keep the limits of the wire protocol."""
    batch: list[bytes] = []
    size = last = 0
    for row, encoded in events:
        if batch and (len(batch) == MAX_BATCH_EVENTS or size + len(encoded) > MAX_BATCH_BYTES):
            yield last, batch
            batch, size = [], 0
        batch.append(encoded)
        size += len(encoded) + 1
        last = row.number
    if batch:
        yield last, batch


def _load_progress(path: Path, content: str) -> Progress:
    try:
        progress = msgspec.json.decode(path.read_bytes(), type=Progress)
    except (OSError, msgspec.MsgspecError):
        return Progress(content)
    return progress if progress.identity == content else Progress(content)


def _save_progress(path: Path, progress: Progress) -> None:
    draft = path.with_name(path.name + ".new")
    draft.write_bytes(msgspec.json.encode(progress))
    draft.replace(path)
