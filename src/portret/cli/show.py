"""What commands print: tables and plain lines for people, JSON for programs. Results on stdout, the rest on stderr."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

_INSTANT = re.compile(r"^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$")
_ENDLESS = 10_000
_LEAST = 8  # characters that a column needs to be read
_GAP = 2
_WHOLE = re.compile(r"[a-z]{2,4}_[0-9a-z]{26}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ")


def print_json(value: Any) -> None:
    """Print one JSON document; indented on a terminal, one line elsewhere."""
    indent = 2 if sys.stdout.isatty() else None
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent, default=str) + "\n")


def print_line(text: str) -> None:
    """Print a line of the result."""
    sys.stdout.write(text + "\n")


def print_note(text: str) -> None:
    """Tell the person something that is not the result."""
    sys.stderr.write(text + "\n")


def print_table(
    rows: Iterable[Mapping[str, Any]],
    columns: Sequence[str],
    empty: str = "nothing",
    *,
    narrow: Sequence[str] = (),
    gist: str = "",
) -> None:
    """Print rows: a drawn table on a terminal, tab-separated lines elsewhere. Text of others never acts as markup.

    Args:
        rows: what to print; columns that a row has not stay empty.
        columns: which columns, in order.
        empty: what a terminal says if there are no rows.
        narrow: the columns on a terminal that has no room for all of them.
        gist: the column of documents of which a terminal shows as much as fits in a line.
    """
    found = list(rows)
    if not sys.stdout.isatty():
        print_line("\t".join(columns))
        for row in found:
            print_line("\t".join(_plain(row.get(column)) for column in columns))
        return
    if not found:
        print_note(empty)
        return
    console = Console()
    table = _drawn(found, columns, gist, console.width)
    if narrow and console.measure(table, options=console.options.update(max_width=_ENDLESS)).maximum > console.width:
        table = _drawn(found, narrow, gist, console.width)
    console.print(table)


def print_fields(fields: Mapping[str, Any]) -> None:
    """Print a document as "name: value" lines."""
    width = max((len(name) for name in fields), default=0)
    for name, value in fields.items():
        print_line(f"{name.ljust(width)}  {_text(value)}")


def _drawn(rows: Sequence[Mapping[str, Any]], columns: Sequence[str], gist: str, width: int) -> Table:
    cells = {
        name: [_gist(row.get(name)) if name == gist else _glance(row.get(name)) for row in rows] for name in columns
    }
    table = Table(header_style="bold", box=None, pad_edge=False, expand=gist in columns)
    whole = {name: len(texts[0]) for name, texts in cells.items() if all(map(_WHOLE.fullmatch, texts))}
    if sum(length + _GAP for length in whole.values()) + _LEAST * (len(columns) - len(whole)) > width:
        whole = {}
    for name in columns:
        if name == gist:
            table.add_column(name, no_wrap=True, overflow="ellipsis", ratio=1)
        else:  # ids are there to be copied
            table.add_column(name, no_wrap=name in whole, overflow="fold")
    for row in zip(*cells.values(), strict=True):
        table.add_row(*map(escape, row))
    return table


def _glance(value: Any) -> str:
    """A value as a terminal shows it: of an instant what people read."""
    text = _text(value)
    return _INSTANT.sub(r"\1 \2Z", text)


def _gist(value: Any) -> str:
    """A document in words: of what is inside lists and documents only how much there is."""
    if not isinstance(value, dict):
        return _glance(value)
    parts = (f"{name}: {len(part) if isinstance(part, dict | list) else _text(part)}" for name, part in value.items())
    return ", ".join(parts)


def _plain(value: Any) -> str:
    return _text(value).replace("\t", " ").replace("\n", " ").replace("\r", " ")


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return "".join(character if character.isprintable() else " " for character in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
