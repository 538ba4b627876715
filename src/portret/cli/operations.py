"""`portret operation`: watch long work, take it back; and how the worker starts a heavy one."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from portret.cli.client import open_server
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_fields, print_json, print_note, print_table
from portret.cli.supervise import PARENT_VARIABLE

app = typer.Typer(help="Long work: merging, splitting, simulating, matching.", no_args_is_help=True)
_COLUMNS = ("id", "kind", "status", "progress", "note", "author", "created_at", "finished_at")
_NARROW = ("id", "kind", "status", "progress")
OperationId = Annotated[str, typer.Argument(metavar="ID", help="Its id: op_…")]
Status = Literal["queued", "running", "done", "failed", "cancelled"]


@app.command("list")
def index(
    *,
    status: Annotated[Status | None, typer.Option(help="Only those that are so.")] = None,
    kind: Annotated[str | None, typer.Option(help="Only of this kind, such as profile-merge.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 20,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List operations, newest first.

    Example: portret operation list --status running
    """
    with open_server(url, token, config, data_dir) as server:
        found = list(server.pages("/api/operations", limit=limit, status=status, kind=kind))
    if as_json:
        print_json(found)
    else:
        print_table(found, _COLUMNS, empty="no operations", narrow=_NARROW)


@app.command()
def show(
    operation_id: OperationId,
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show an operation: what was asked for, how far it is, what came out.

    Example: portret operation show op_01h455vb4pex5vsknk084sn02q
    """
    with open_server(url, token, config, data_dir) as server:
        found = server.get(f"/api/operations/{operation_id}")
    if as_json:
        print_json(found)
    else:
        print_fields({name: value for name, value in found.items() if value not in (None, "")})


@app.command()
def cancel(
    operation_id: OperationId,
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Take back an operation that waits, or stop a heavy one that runs.

    Example: portret operation cancel op_01h455vb4pex5vsknk084sn02q
    """
    with open_server(url, token, config, data_dir) as server:
        gone = server.post(f"/api/operations/{operation_id}/cancel")
    if as_json:
        print_json(gone)
    else:
        print_note(f"Cancelled {gone['id']} ({gone['kind']}).")


def operation_launcher(config: Path | None, flags: Mapping[str, Any]) -> Callable[[str], subprocess.Popen[bytes]]:
    """Return how a worker with these flags starts the process of a heavy operation; that dies with the worker."""
    given = {"config": config, **flags}
    told = [f"--{name.replace('_', '-')}={value}" for name, value in given.items() if value is not None]

    def launch(operation_id: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "portret", "operation", "run", *told, "--", operation_id]
        variables = {**os.environ, PARENT_VARIABLE: str(os.getpid())}
        return subprocess.Popen(  # noqa: S603 — our own interpreter and package
            command, env=variables, stdin=subprocess.DEVNULL, process_group=0
        )

    return launch
