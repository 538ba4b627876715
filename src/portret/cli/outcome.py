"""What comes out of an operation: wait for it, showing how far it is on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from portret.cli.client import ERRORS, Server
from portret.cli.show import print_note
from portret.kernel import PortretError

_PAUSE_S = 0.2
_OPEN = ("queued", "running")
_KINDS = {kind.type: kind for kind in ERRORS.values()}


def outcome(server: Server, operation: Mapping[str, Any]) -> dict[str, Any]:
    """Return an operation's result once it has ended.

    Raises:
        PortretError: what it failed with, or that somebody cancelled it.
    """
    if operation["status"] in _OPEN:
        show = _show_bar if sys.stderr.isatty() else _show_lines
        operation = show(_states(server, operation))
    if operation["status"] == "done":
        result: dict[str, Any] = operation["result"]
        return result
    problem = operation["problem"]
    if problem:
        raise _KINDS.get(problem["type"], PortretError)(problem["detail"], path=problem["path"])
    raise PortretError("The operation was cancelled.")


def _states(server: Server, operation: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield an operation as it is now, again and again, until it has ended."""
    yield operation
    while operation["status"] in _OPEN:
        time.sleep(_PAUSE_S)
        operation = server.get(f"/api/operations/{operation['id']}")
        yield operation


def _show_bar(states: Iterator[Mapping[str, Any]]) -> Mapping[str, Any]:
    operation = next(states)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task("waiting", total=1.0)
        for operation in states:
            bars.update(bar, completed=operation["progress"], description=operation["note"] or operation["status"])
    return operation


def _show_lines(states: Iterator[Mapping[str, Any]]) -> Mapping[str, Any]:
    operation, said = next(states), ""
    for operation in states:
        note = f"{operation['progress']:.0%} {operation['note']}".strip()
        if note != said and operation["status"] in _OPEN:
            print_note(note)
            said = note
    return operation
