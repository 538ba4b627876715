"""What commands print: tables and plain lines for people, JSON for programs. Results on stdout, the rest on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table


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


def print_table(rows: Iterable[Mapping[str, Any]], columns: Sequence[str], empty: str = "nothing") -> None:
    """Print rows: a drawn table on a terminal, tab-separated lines elsewhere. Text of others never acts as markup."""
    found = list(rows)
    if not sys.stdout.isatty():
        print_line("\t".join(columns))
        for row in found:
            print_line("\t".join(_plain(row.get(column)) for column in columns))
        return
    if not found:
        print_note(empty)
        return
    table = Table(header_style="bold", box=None, pad_edge=False)
    for column in columns:  # an id is there to be copied: it is never cut
        table.add_column(column, no_wrap=column == "id", overflow="fold")
    for row in found:
        table.add_row(*(escape(_text(row.get(column))) for column in columns))
    Console().print(table)


def print_fields(fields: Mapping[str, Any]) -> None:
    """Print a document as "name: value" lines."""
    width = max((len(name) for name in fields), default=0)
    for name, value in fields.items():
        print_line(f"{name.ljust(width)}  {_text(value)}")


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
