"""An import at work: rows into the log once each, the unusable into quarantine, killed anywhere and gone on with."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from portret.collect import create_workspace, imports
from portret.collect.importers import FileMapping, guess_file
from portret.collect.importers.mapping import Column
from portret.collect.importers.read import identity
from portret.collect.imports import Counts, FileImport
from portret.collect.imports.files import file_of
from portret.collect.imports.store import find_import, save_import
from portret.collect.model import QuarantineFilter
from portret.collect.sources import create_keyless
from portret.collect.store import list_quarantine
from portret.kernel import Conflict, Invalid, Settings, SystemClock
from portret.log import SqliteLog
from portret.operation import Job, Operation
from portret.state import State
from portret.warehouse import Warehouse
from portret.worker import import_file
from portret.worker.dedup import SeenMessages, sighting
from portret.worker.store import set_cursor

CLOCK = SystemClock()
PEOPLE = FileMapping(type="identify", user_id=Column("id", type="text"), traits={"age": Column("age", type="integer")})


class House:
    """A workspace with a source, and one uploaded file at a time."""

    def __init__(self, state: State, home: Path) -> None:
        self.state = state
        self.settings = Settings(data_dir=home, state_url=state.url.render_as_string(hide_password=False))
        with state.begin() as connection:
            self.workspace = create_workspace(connection, CLOCK.now_ms())
            self.source = create_keyless(
                connection, CLOCK.now_ms(), self.workspace.id, name="File", brand="default", phone_region=""
            )
        with closing(self.seen()), closing(SqliteLog(self.settings.log_path)):
            pass

    def seen(self) -> SeenMessages:
        return SeenMessages(self.settings.dedup_path, timedelta(days=30))

    def bring(self, text: str, import_id: str = "imp_1", mapping: FileMapping = PEOPLE) -> FileImport:
        path = file_of(self.settings, import_id)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        guess = guess_file(path)
        made = FileImport(
            workspace_id=self.workspace.id,
            id=import_id,
            name="people.csv",
            size_bytes=path.stat().st_size,
            content=identity(path),
            file_format=guess.file_format,
            delimiter=guess.delimiter,
            encoding=guess.encoding,
            about="people",
            mapping=msgspec.json.encode(mapping).decode(),
            source_id=self.source.id,
            operation_id="op_1",
            author="usr_1",
            created_at_ms=CLOCK.now_ms(),
            started_at_ms=CLOCK.now_ms(),
        )
        with self.state.begin() as connection:
            save_import(connection, made)
        return made

    def carry_out(
        self, import_id: str = "imp_1", *, advance: Callable[[float, str], None] = lambda *_: None, stop: bool = False
    ) -> Counts:
        asked = Operation(
            workspace_id=self.workspace.id,
            id="op_1",
            kind="import",
            request={"import_id": import_id},
            author="usr_1",
            created_at_ms=1,
            updated_at_ms=1,
        )
        with closing(Warehouse.of(self.settings)) as warehouse:
            import_file.run(
                Job(
                    operation=asked,
                    settings=self.settings,
                    state=self.state,
                    warehouse=warehouse,
                    clock=CLOCK,
                    advance=advance,
                    cancelled=lambda: stop,
                )
            )
        return self.counts(import_id)

    def counts(self, import_id: str = "imp_1") -> Counts:
        with self.state.read() as connection:
            return find_import(connection, self.workspace.id, import_id).counts

    def sent(self) -> list[str]:
        """Return the message ids in the log, in order."""
        with closing(SqliteLog(self.settings.log_path)) as log:
            bodies = [msgspec.json.decode(record.body) for record in log.read(0, 1_000_000)]
        return [event["messageId"] for body in bodies for event in body["batch"]]

    def process(self) -> None:
        """Do what the worker does with all that is in the log: remember it, and say how far it is."""
        sent = self.sent()
        with closing(self.seen()) as seen:
            seen.remember([sighting(self.workspace.id, each, place) for place, each in enumerate(sent, start=1)])
        with self.state.begin() as connection:
            set_cursor(connection, "processed", len(sent))

    def set_aside(self) -> list[tuple[str, str]]:
        with self.state.read() as connection:
            show = QuarantineFilter(import_id="imp_1")
            found = list_quarantine(connection, self.workspace.id, show, "", 100)
        return sorted((item.code, item.detail.partition(":")[0]) for item in found)


@pytest.fixture
def house(state: State, tmp_path: Path) -> House:
    return House(state, tmp_path)


def test_good_rows_become_events_and_each_bad_one_waits_in_quarantine_with_its_number(house: House) -> None:
    found = house.bring("id,age\n1,20\n2,old\n3\n4,40\nnull,50\n4,40\n")
    assert house.carry_out() == Counts(rows=6, events=3, duplicates=0, set_aside=3)
    assert house.sent() == [f"imp-{found.content}-{row}" for row in (1, 4, 6)]
    assert house.set_aside() == [("bad-number", "Row 2"), ("malformed-row", "Row 3"), ("no-identifier", "Row 5")]
    assert not file_of(house.settings, "imp_1").exists()


def test_what_was_taken_in_before_counts_as_a_duplicate_and_is_not_sent(house: House) -> None:
    found = house.bring("id,age\n1,20\n2,30\n")
    with closing(house.seen()) as seen:
        seen.remember([sighting(house.workspace.id, f"imp-{found.content}-1", 3)])
        assert house.carry_out() == Counts(rows=2, events=1, duplicates=1)
    assert house.sent() == [f"imp-{found.content}-2"]


def test_an_id_that_a_file_gives_twice_counts_once(house: House) -> None:
    mapping = msgspec.structs.replace(PEOPLE, message_id=Column("age"))
    house.bring("id,age\n1,20\n2,20\n3,30\n", mapping=mapping)
    assert house.carry_out() == Counts(rows=3, events=2, duplicates=1)
    assert house.sent() == ["20", "30"]


def test_an_import_that_is_killed_goes_on_and_counts_every_row_once(house: House) -> None:
    rows = 3_500
    found = house.bring("id,age\n" + "".join(f"u{row},{row}\n" for row in range(1, rows + 1)))
    calls: list[float] = []

    def dies_in_the_third_batch(done: float, _: str) -> None:
        calls.append(done)
        if len(calls) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        house.carry_out(advance=dies_in_the_third_batch)
    assert house.counts().rows < rows
    house.process()
    assert house.carry_out() == Counts(rows=rows, events=rows)
    assert set(house.sent()) == {f"imp-{found.content}-{row}" for row in range(1, rows + 1)}


def test_a_mapping_that_fits_nothing_stops_before_quarantine_is_full(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_file, "MOST_SET_ASIDE", 100)
    house.bring("id,age\n" + "1,none\n" * 5_000)
    with pytest.raises(Invalid, match=r"\d+ rows could not be used. Row 1: Column “age”: A number is needed"):
        house.carry_out()
    assert house.counts().rows <= 1_000
    assert house.sent() == []


def test_a_cancelled_import_leaves_no_file_and_one_without_a_file_says_so(house: House) -> None:
    house.bring("id,age\n1,20\n")
    house.carry_out(stop=True)
    assert not file_of(house.settings, "imp_1").exists()
    assert house.sent() == []
    with pytest.raises(Conflict, match="Upload it again"):
        house.carry_out()


def test_files_that_nobody_imports_within_a_week_are_removed(house: House) -> None:
    house.bring("id,age\n1,20\n")
    with house.state.begin() as connection:
        found = find_import(connection, house.workspace.id, "imp_1")
        save_import(connection, replace(found, operation_id="", created_at_ms=1, started_at_ms=0))
    os.utime(file_of(house.settings, "imp_1"), (1, 1))
    imports.forget_abandoned(house.state, CLOCK, house.settings)
    assert not file_of(house.settings, "imp_1").exists()
