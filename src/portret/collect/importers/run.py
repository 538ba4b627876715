"""Import a file: row by row into batches, resumed where an earlier run stopped, doubling nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from portret.collect.importers.made import Made, made_events
from portret.collect.importers.mapping import FileMapping
from portret.collect.importers.read import CountingFile, FileFormat, Row, identity, read_rows
from portret.collect.importers.send import MAX_BATCH_BYTES, MAX_BATCH_EVENTS, Sender

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

    def reject(self, made: Made) -> None:
        """Count a row that makes no event."""
        self.problems[made.kind] += 1
        examples = self.examples.setdefault(made.kind, [])
        if len(examples) < _EXAMPLES:
            examples.append(f"row {made.row}: {made.detail}")


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
        for made in _events(rows, file, identity(file.path), outcome):
            outcome.events += 1
            if len(first) < show:
                first.append(msgspec.json.decode(made.event))
            if made.last_row % MAX_BATCH_EVENTS == 0:
                report(outcome, counter)
        report(outcome, counter)
    return Preview(first, outcome)


def import_file(file: FileInput, sender: Sender, progress_path: Path, report: Report) -> Outcome:
    """Send a file's events. A run that is stopped goes on where the server's last confirmation was.

    Each event without a messageId of its own gets one from the file's content and its row, so a repeated run adds
    nothing. The file's identity is a digest of its content.
    """
    outcome = Outcome()
    content = identity(file.path)
    progress = _load_progress(progress_path, content)
    with read_rows(file.path, file.file_format, file.delimiter, file.encoding) as (rows, counter):
        outcome.skipped = sum(1 for _ in islice(rows, progress.rows))
        for batch in batches(_events(rows, file, content, outcome)):
            sender.send([made.event for made in batch])
            outcome.events += len(batch)
            progress = Progress(content, batch[-1].last_row, progress.events + len(batch))
            _save_progress(progress_path, progress)
            report(outcome, counter)
    report(outcome, counter)
    progress_path.unlink(missing_ok=True)
    return outcome


def _events(rows: Iterator[Row], file: FileInput, content: str, outcome: Outcome) -> Iterator[Made]:
    for made in made_events(rows, file.mapping, content):
        outcome.rows += made.last_row - made.row + 1
        if made.kind:
            outcome.reject(made)
        else:
            yield made


def batches(events: Iterator[Made]) -> Iterator[list[Made]]:
    """Yield events in batches that keep the limits of the wire protocol."""
    batch: list[Made] = []
    size = 0
    for made in events:
        if batch and (len(batch) == MAX_BATCH_EVENTS or size + len(made.event) > MAX_BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(made)
        size += len(made.event) + 1
    if batch:
        yield batch


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
