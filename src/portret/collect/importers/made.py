"""Rows into events, each encoded and with a message id that says which row of which file it is."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from portret.collect.importers.mapping import FileMapping, Rejected, draft_of, event_of
from portret.collect.importers.read import Row
from portret.collect.importers.send import encode_event, written
from portret.kernel import told

_MOST_LINES = 1_000
_FOREIGN_CHARACTER = told("row-encoding", "A character is not of the encoding by which the file is read.")
_LARGE = told("row-number-large", "A number is too large.")
_DEEP = told("row-deep", "A value is nested too deeply.")


class Made(NamedTuple):
    """What became of a row, or of rows that are one event together.

    Attributes:
        row: the number of the first row.
        last_row: the number of the last.
        event: the event as JSON; of rows that make none, as much of it as could be made.
        kind: why they make none, a stable word; "" if they make one.
        detail: what is wrong with them, without the value.
    """

    row: int
    last_row: int
    event: bytes
    kind: str = ""
    detail: str = ""


def made_events(rows: Iterator[Row], mapping: FileMapping | None, content: str) -> Iterator[Made]:
    """Yield what becomes of rows.

    An event without a messageId gets one from `content`, which stands for the file, and its row: however often a file
    is imported, each row counts once.
    """
    grouped = _grouped(rows, mapping.group_by) if mapping and mapping.group_by else ([row] for row in rows)
    for group in grouped:
        yield _made(group, mapping, content)


def in_row(number: int, detail: str) -> str:
    """Return what is wrong with a row, and which row it is."""
    return told("row-at", "Row {row}: {fault}", row=number, fault=detail)


def _grouped(rows: Iterator[Row], column: str) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in rows:
        if group and (row.values.get(column) in (None, "") or row.values[column] != group[0].values.get(column)):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _made(group: list[Row], mapping: FileMapping | None, content: str) -> Made:
    first, last = group[0], group[-1]
    message_id = f"imp-{content}-{first.number}"
    try:
        _refuse_unreadable(group)
        event = event_of(first.values, mapping, [row.values for row in group[1:]])
        event.setdefault("messageId", message_id)
        return Made(first.number, last.number, encode_event(event))
    except Rejected as error:
        kind, detail = error.kind, error.detail
    except UnicodeEncodeError:
        kind, detail = "bad-encoding", _FOREIGN_CHARACTER
    except OverflowError:
        kind, detail = "bad-number", _LARGE
    except RecursionError:
        kind, detail = "too-deep", _DEEP
    return Made(first.number, last.number, _draft(first, mapping, message_id), kind, detail)


def _refuse_unreadable(group: list[Row]) -> None:
    if len(group) > _MOST_LINES:
        detail = told("rows-many", "{rows} rows are one event; {most} may be.", rows=len(group), most=_MOST_LINES)
        raise Rejected("too-many-lines", detail)
    for row in group:
        if row.problem:
            raise Rejected("malformed-row", in_row(row.number, row.problem) if len(group) > 1 else row.problem)


def _draft(row: Row, mapping: FileMapping | None, message_id: str) -> bytes:
    if row.text:
        return row.text
    draft = {**_without_empty(draft_of(row.values, mapping)), "messageId": message_id}
    try:
        return msgspec.json.encode(draft, enc_hook=written)
    except (UnicodeEncodeError, OverflowError, RecursionError, TypeError):
        return json.dumps({"messageId": message_id, "row": repr(row.values)[:_MOST_LINES]}).encode()


def _without_empty(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "")}
