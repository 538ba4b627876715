"""From a file or a query to a list: who is meant, and what nobody is known by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import BinaryIO, NamedTuple

import sqlalchemy as sa

from portret import unify
from portret.segment.lists.model import Report
from portret.segment.lists.read_column import Cell, Chosen, read_column
from portret.segment.lists.store import extend_list
from portret.state import State

PROFILE_ID = "profile_id"
"""What a column of profile ids is called; ids that were merged since lead to the person."""

_OTHER_NAMES = ("id", PROFILE_ID)
_AT_ONCE = 2_000
_LINES_TOLD = 1_000


class Target(NamedTuple):
    """Which list to fill; `phone_region` is the country of telephone numbers without one."""

    workspace_id: str
    list_id: int
    phone_region: str


def fill_from_file(state: State, target: Target, file: BinaryIO, chosen: Chosen) -> Report:
    """Put into a list whom a column of a file names, a few thousand in each transaction.

    Raises:
        Invalid: the file or the column is not as it must be. TooLarge: it has too many rows.
    """
    with state.read() as connection:
        spaces = unify.rules_of(connection, target.workspace_id).namespaces
    by_priority = sorted(spaces, key=lambda name: (spaces[name].priority, name))
    tally = _Tally()
    with read_column(file, chosen, (PROFILE_ID, *by_priority, "id")) as (namespace, cells):
        for piece in _pieces(cells):
            values = sorted({cell.value for cell in piece} - {""})
            with state.begin() as connection:
                found = _who(connection, target, namespace, values)
                extend_list(connection, target.workspace_id, target.list_id, set(found.values()) - {""})
            for cell in piece:
                tally.count(cell.line, found.get(cell.value))
    return tally.report()


def fill_from_ids(state: State, target: Target, profile_ids: Iterable[str]) -> Report:
    """Put into a list whom ids name, a few thousand in each transaction."""
    tally = _Tally()
    rest = iter(profile_ids)
    while piece := list(islice(rest, _AT_ONCE)):
        with state.begin() as connection:
            found = unify.living(connection, target.workspace_id, piece)
            extend_list(connection, target.workspace_id, target.list_id, set(found.values()))
        for each in piece:
            tally.count(0, found.get(each, ""))
    return tally.report()


def _who(connection: sa.Connection, target: Target, namespace: str, values: Sequence[str]) -> dict[str, str]:
    if namespace in _OTHER_NAMES:
        found = unify.living(connection, target.workspace_id, values)
        return {value: found.get(value, "") for value in values}
    return unify.known_as_many(connection, target.workspace_id, namespace, values, target.phone_region)


def _pieces(cells: Iterator[Cell]) -> Iterator[list[Cell]]:
    while piece := list(islice(cells, _AT_ONCE)):
        yield piece


class _Tally:
    """Counts rows by what they turn out to name."""

    def __init__(self) -> None:
        self._known = self._unknown = self._invalid = 0
        self._unknown_lines: list[int] = []
        self._invalid_lines: list[int] = []

    def count(self, line: int, profile_id: str | None) -> None:
        """Count a row: a profile's id, "" for nobody, None for what cannot be an identifier."""
        if profile_id:
            self._known += 1
        elif profile_id is None:
            self._invalid += 1
            _note(self._invalid_lines, line)
        else:
            self._unknown += 1
            _note(self._unknown_lines, line)

    def report(self) -> Report:
        """Return what was counted."""
        return Report(
            rows=self._known + self._unknown + self._invalid,
            known=self._known,
            unknown=self._unknown,
            invalid=self._invalid,
            unknown_lines=self._unknown_lines,
            invalid_lines=self._invalid_lines,
        )


def _note(lines: list[int], line: int) -> None:
    if line and len(lines) < _LINES_TOLD:
        lines.append(line)
