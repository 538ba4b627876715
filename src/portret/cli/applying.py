"""`portret apply` and `portret export`: all definitions of a workspace as files."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from portret.cli.client import open_server
from portret.cli.definition_files import KINDS, read_folder, write_folder
from portret.cli.definitions import definitions_of
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_json, print_line, print_note
from portret.kernel import Invalid

WOULD_CHANGE = 7
"""The exit code of a dry run that found something to change."""

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def apply(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files are: traits/*.yaml, segments/*.yaml.")],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check and show what would change, but change nothing.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Delete the traits and segments of the workspace that have no file.")
    ] = False,
    confirm: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="A segment whose size may change much by this; may be repeated."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; it is shown beside the versions for ever.")] = "",
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Put the definitions of a folder in force, all of them or, if one has a fault, none; the same again does nothing.

    A dry run ends with exit code 7 if something would change.

    Example: portret apply definitions --dry-run
    """
    found = read_folder(folder)
    body = {**found.documents, "dry_run": dry_run, "prune": prune, "reason": reason, "confirm": confirm or []}
    with open_server(url, token, config, data_dir) as server:
        try:
            answer = server.post("/api/definitions/apply", body)
        except Invalid as error:
            if not error.faults:
                raise
            raise Invalid("Nothing was changed:\n" + "\n".join(map(found.at_home, error.faults))) from error
    changes = [step for step in answer["steps"] if step["action"] != "keep"]
    if as_json:
        print_json(answer)
    else:
        _print(changes, len(answer["steps"]), dry_run=dry_run)
    if dry_run and changes:
        raise typer.Exit(WOULD_CHANGE)


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the files go; it is made if it is not there.")],
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Write all definitions of the workspace into files, which `apply` takes back.

    Example: portret export definitions
    """
    with open_server(url, token, config, data_dir) as server:
        documents = {name: definitions_of(server, kind) for name, kind in KINDS.items()}
    others = write_folder(folder, documents)
    if as_json:
        numbers: dict[str, Any] = {name: len(found) for name, found in documents.items()}
        print_json({**numbers, "others": [str(file) for file in others]})
        return
    print_note(f"{', '.join(f'{len(found)} {name}' for name, found in documents.items())} in {folder}")
    for file in others:
        print_note(f"left as it is, not of this workspace: {file}")


def _print(changes: list[dict[str, Any]], number: int, *, dry_run: bool) -> None:
    console = Console() if sys.stdout.isatty() else None
    for step in changes:
        for line in _difference(step):
            if console:
                console.print(Text(line, style=_COLOURS.get(line[:1], "")))
            else:
                print_line(line)
    if not changes:
        print_note(f"Nothing to change: all {number} are in force.")
    else:
        print_note(f"{len(changes)} of {number} {'would change' if dry_run else 'changed'}.")


def _difference(step: dict[str, Any]) -> Iterator[str]:
    from portret.definition import write_yaml  # noqa: PLC0415 — it takes long to load, and few commands need it

    name = f"{step['kind']} {step['key']}"
    yield f"{step['action']} {name}"
    before, after = (write_yaml(each).splitlines() if each else [] for each in (step["before"], step["after"]))
    for line in difflib.unified_diff(before, after, lineterm="", n=2):
        if not line.startswith(("---", "+++")):
            yield line
