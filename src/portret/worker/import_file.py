"""Carry out an operation of the kind `import`: rows of a file into the log, each once, the unusable into quarantine.

Rows go the way of all events: they are normalised and looked up as the worker will do it, so that what it would set
aside or drop is known and counted beforehand. What counts is kept before each batch is written to the log, together
with what will count after it: killed at any instant, an import goes on with the batch that may or may not be there, and
its message ids make sure that it is there once.
"""

from __future__ import annotations

import shutil
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from typing import Any

import msgspec

from portret import unify
from portret.collect import Normaliser, RequestHead, SourceBook, encode_head, imports, open_enricher
from portret.collect.importers import CountingFile, Made, batches, in_row, made_events, read_rows
from portret.collect.imports import Counts, FileImport, Unusable
from portret.kernel import Invalid, NotFound, told
from portret.log import Entry, Log, Record, SqliteLog
from portret.operation import Job
from portret.worker import store
from portret.worker.dedup import SeenMessages
from portret.worker.sort import Sorter

MOST_SET_ASIDE = 10_000
"""So many rows may go to quarantine before it is clear that the mapping is wrong."""

MOST_WAITING = 50_000
"""So many events may wait in the log before the import waits, too: those who send events come first."""

_BEYOND = 2**62  # a position that no event of the log has
_REMEMBERED_IDS = 200_000
_LOOK_SECONDS = 0.25


class _CancelledError(Exception):
    """Somebody stopped the import."""


class Request(msgspec.Struct, frozen=True):
    """What was asked for."""

    import_id: str


def run(job: Job) -> dict[str, Any]:
    """Import a file, or go on with it where a process before was killed; return its counts.

    Raises:
        NotFound: the import was forgotten.
        Conflict: its file is gone.
        Invalid: the file is damaged, or so many rows are unusable that the mapping must be wrong.
        Unavailable: a store does not answer.
    """
    request = msgspec.convert(job.operation.request, Request)
    with job.state.read() as connection:
        found = imports.find_import(connection, job.operation.workspace_id, request.import_id)
    imports.present_file(job.settings, found.id)
    try:
        with closing(SqliteLog(job.settings.log_path)) as log:
            _wait_for_worker(job, log, 0)  # so that what was sent before is remembered
            with closing(SeenMessages(job.settings.dedup_path, None)) as seen:
                counts = _Import(job, found, log, seen).carry_out()
    except _CancelledError:
        imports.remove_file(job.settings, found.id)
        return {}
    with job.state.begin() as connection:
        imports.finish_import(connection, found, counts, job.clock.now_ms())
    imports.remove_file(job.settings, found.id)
    outcome: dict[str, Any] = msgspec.to_builtins(counts)
    return outcome


class _Import:
    """One import at work."""

    def __init__(self, job: Job, found: FileImport, log: Log, seen: SeenMessages) -> None:
        self._job = job
        self._import = found
        self._log = log
        book = SourceBook(job.state)
        if found.source_id not in book.sources:
            raise NotFound(told("import-source-gone", "The source of this import is gone."))
        settings = job.settings
        normaliser = Normaliser(
            book.sources, book.workspaces, open_enricher(settings), anonymize_ip=settings.anonymize_ip
        )
        resolver = unify.Resolver(
            unify.KnownRules(job.state).of, lambda source_id: book.phone_region(source_id) or settings.phone_region
        )
        self._sorter = Sorter(normaliser, resolver, seen)
        self._head = encode_head(RequestHead(import_id=found.id))
        self._counts = found.counts
        self._ids: OrderedDict[str, None] = OrderedDict()

    def carry_out(self) -> Counts:
        """Import the rows that are not yet; return what came of all of them."""
        found, settings = self._import, self._job.settings
        path = imports.present_file(settings, found.id)
        most_bytes = settings.import_max_bytes * imports.MOST_TIMES_UNPACKED
        reading = read_rows(path, found.file_format, found.delimiter, found.encoding, most_bytes=most_bytes)
        with reading as (rows, counter):
            for _ in islice(rows, found.counts.rows):
                pass
            made = made_events(rows, imports.mapping_of(found), found.content)
            if found.pending.rows > found.counts.rows:
                self._write_again(made, found.pending)
            for batch in batches(made):
                self._breathe(counter)
                self._write(batch)
        return self._counts

    def _write_again(self, made: Iterator[Made], pending: Counts) -> None:
        """Write the batch once more during which a process before was killed; what was counted of it stands."""
        batch = []
        for each in made:
            batch.append(each)
            if each.last_row >= pending.rows:
                break
        sendable, _ = self._sorted(batch, all_of_them=True)
        self._append(sendable)
        self._counts = pending

    def _write(self, batch: Sequence[Made]) -> None:
        sendable, unusable = self._sorted(batch)
        duplicates = len(batch) - len(sendable) - len(unusable)
        before = self._counts
        after = Counts(
            rows=batch[-1].last_row,
            events=before.events + len(sendable),
            duplicates=before.duplicates + duplicates,
            set_aside=before.set_aside + len(unusable),
        )
        with self._job.state.begin() as connection:
            imports.set_rows_aside(connection, self._import, unusable, self._job.clock.now_ms())
            imports.save_counts(connection, self._import, before, after)
        self._append(sendable)
        self._counts = after
        if after.set_aside >= MOST_SET_ASIDE:
            raise Invalid(_hopeless(after.set_aside, unusable))

    def _sorted(self, batch: Sequence[Made], *, all_of_them: bool = False) -> tuple[list[Made], list[Unusable]]:
        """Return what can be sent of a batch and is new (or all that can be), and what cannot be used."""
        good = [made for made in batch if not made.kind]
        unusable = [
            Unusable(row=made.row, code=made.kind, detail=made.detail, event=made.event) for made in batch if made.kind
        ]
        if not good:
            return [], unusable
        now_ms = self._job.clock.now_ms()
        record = Record(_BEYOND, self._import.source_id, now_ms, len(good), self._head, _body(good))
        found = self._sorter.sort_out([record])
        for fault in found.faults:
            made = good[fault.index]
            unusable.append(Unusable(row=made.row, code=fault.code, detail=fault.detail, event=fault.body))
        if all_of_them:
            faulty = {fault.index for fault in found.faults}
            return [made for index, made in enumerate(good) if index not in faulty], unusable
        new = [event.position - _BEYOND for event in found.events if self._is_new(event.message_id)]
        return [good[index] for index in new], unusable

    def _is_new(self, message_id: str) -> bool:
        """Tell whether an id did not turn up among the last ones of this file."""
        if message_id in self._ids:
            return False
        self._ids[message_id] = None
        if len(self._ids) > _REMEMBERED_IDS:
            self._ids.popitem(last=False)
        return True

    def _append(self, sendable: Sequence[Made]) -> None:
        if sendable:
            now_ms = self._job.clock.now_ms()
            self._log.append([Entry(self._import.source_id, now_ms, len(sendable), self._head, _body(sendable))])

    def _breathe(self, counter: CountingFile) -> None:
        """Say how far it is, and let those go first who send events. Raises _CancelledError."""
        job = self._job
        done = counter.read_bytes / max(self._import.size_bytes, 1)
        if job.cancelled():
            raise _CancelledError
        job.advance(done, told("reading-rows", "Reading rows"))
        while shutil.disk_usage(job.settings.data_dir).free < job.settings.disk_reserve_bytes:
            _rest(job, done, told("waiting-room", "Waiting for room on the disk"))
        _wait_for_worker(job, self._log, MOST_WAITING, done)


def _hopeless(rows: int, unusable: Sequence[Unusable]) -> str:
    """Return why an import stops, with an example where the last batch has one."""
    if not unusable:
        return told("import-hopeless", "{rows} rows could not be used.", rows=rows)
    return told(
        "import-hopeless-so",
        "{rows} rows could not be used. {example} Correct the mapping, and begin again.",
        rows=rows,
        example=in_row(unusable[0].row, unusable[0].detail),
    )


def _wait_for_worker(job: Job, log: Log, most_waiting: int, done: float = 0.0) -> None:
    """Wait until no more events than so many wait in the log; those that came after the waiting began do not count."""
    end = log.end()
    while True:
        with job.state.read() as connection:
            if end - store.cursor(connection, "processed") <= most_waiting:
                return
        _rest(job, done, told("waiting-worker", "Waiting until earlier events are processed"))


def _rest(job: Job, done: float, note: str) -> None:
    if job.cancelled():
        raise _CancelledError
    job.advance(done, note)
    time.sleep(_LOOK_SECONDS)


def _body(batch: Sequence[Made]) -> bytes:
    return b'{"batch":[' + b",".join([made.event for made in batch]) + b"]}"
