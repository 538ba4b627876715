"""How results look on a terminal: what is there to be copied is whole, the rest fits the width."""

from __future__ import annotations

import io
import re
import sys
from typing import Any

import pytest

from portret.cli.show import print_table

PERSON = {
    "id": "prf_01m80dsegmf41s3hder8jxx0fk",
    "name": "Ada Lovelace",
    "email": "ada@example.com",
    "last_seen_at": "2026-11-22T01:28:27.104000Z",
}
COLUMNS = tuple(PERSON)
STYLE = re.compile(r"\x1b\[[0-9;]*m")


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self) -> bool:
        """Say that somebody looks."""
        return True


def lines(
    monkeypatch: pytest.MonkeyPatch, width: int, rows: list[dict[str, Any]], *names: str, **more: Any
) -> list[str]:
    """Return what a terminal of this width shows of rows, without trailing blanks."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm")
    print_table(rows, names, **more)
    return [line.rstrip() for line in STYLE.sub("", terminal.getvalue()).splitlines()]


def test_a_wide_terminal_shows_all_columns_and_instants_as_people_read_them(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = lines(monkeypatch, 120, [PERSON], *COLUMNS)
    assert shown[0].split() == list(COLUMNS)
    assert shown[1].split() == [PERSON["id"], "Ada", "Lovelace", "ada@example.com", "2026-11-22", "01:28:27Z"]


def test_a_narrow_one_shows_fewer_columns_rather_than_broken_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = lines(monkeypatch, 64, [PERSON], *COLUMNS, narrow=COLUMNS[:3])
    assert [line.split() for line in shown] == [
        ["id", "name", "email"],
        [PERSON["id"], "Ada", "Lovelace", "ada@example.com"],
    ]


def test_no_column_vanishes_where_there_is_no_room_for_whole_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = "".join(lines(monkeypatch, 50, [{"a": PERSON["id"], "b": PERSON["id"], "c": "seen"}], "a", "b", "c"))
    assert "seen" in shown


def test_of_a_long_document_a_line_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    document = {"order_id": "o-1", "products": [{"name": "Lamp"}, {"name": "Shade"}], "note": "x" * 200}
    shown = lines(monkeypatch, 60, [{"type": "track", "properties": document}], "type", "properties", gist="properties")
    assert len(shown) == 2
    assert shown[1].startswith("track  order_id: o-1, products: 2, note: xxx")


def test_programs_get_every_column_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([PERSON], COLUMNS, narrow=COLUMNS[:1], gist="name")
    assert capsys.readouterr().out == "\t".join(COLUMNS) + "\n" + "\t".join(PERSON.values()) + "\n"
