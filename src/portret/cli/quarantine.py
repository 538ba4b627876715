"""`portret quarantine`: events that could not be used; look, mend, send again, let go."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from portret.cli.client import Server, open_server
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_fields, print_json, print_note, print_table
from portret.kernel import Invalid

app = typer.Typer(help="Events that could not be used: look, mend, send again.", no_args_is_help=True)
_COLUMNS = ("id", "code", "status", "source_id", "received_at", "detail")
EventId = Annotated[str, typer.Argument(help="Its id: qrn_…")]
EventIds = Annotated[list[str] | None, typer.Argument(help="Their ids: qrn_…")]
AllOpen = Annotated[bool, typer.Option("--all", help="All that are open.")]
_EVERY = 1_000_000


@app.command("list")
def index(
    *,
    status: Annotated[Literal["open", "replayed", "discarded"], typer.Option(help="Which ones.")] = "open",
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 50,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List quarantined events, newest first.

    Example: portret quarantine list --limit 20
    """
    with open_server(url, token, config, data_dir) as server:
        found = list(server.pages("/api/quarantine", limit=limit, status=status))
    if as_json:
        print_json(found)
    else:
        print_table(found, _COLUMNS, empty="quarantine is empty", narrow=("id", "code", "detail"))


@app.command()
def show(
    quarantine_id: EventId,
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show one event: what is wrong with it, and what came.

    Example: portret quarantine show qrn_01h455vb4pex5vsknk084sn02q
    """
    with open_server(url, token, config, data_dir) as server:
        found = server.get(f"/api/quarantine/{quarantine_id}")
    if as_json:
        print_json(found)
    else:
        print_fields(found)


@app.command()
def fix(
    quarantine_id: EventId,
    file: Annotated[Path, typer.Argument(help="The whole mended event as JSON; “-” reads standard input.")],
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Keep a mended event beside the original; `replay` sends it.

    Example: portret quarantine fix qrn_01h455vb4pex5vsknk084sn02q mended.json
    """
    event = _event(file)
    with open_server(url, token, config, data_dir) as server:
        mended = server.put(f"/api/quarantine/{quarantine_id}/fixed", {"event": event})
    if as_json:
        print_json(mended)
    else:
        print_note(f"Mended {mended['id']}. Send it with: portret quarantine replay {mended['id']}")


@app.command()
def replay(
    quarantine_ids: EventIds = None,
    *,
    all_open: AllOpen = False,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Send events once more, the mended ones mended. One that is still faulty stays.

    Example: portret quarantine replay --all
    """
    with open_server(url, token, config, data_dir) as server:
        _for_each(server, quarantine_ids, "replay", all_open=all_open, as_json=as_json)


@app.command()
def discard(
    quarantine_ids: EventIds = None,
    *,
    all_open: AllOpen = False,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Let events go; they stay listed as discarded.

    Example: portret quarantine discard qrn_01h455vb4pex5vsknk084sn02q
    """
    with open_server(url, token, config, data_dir) as server:
        _for_each(server, quarantine_ids, "discard", all_open=all_open, as_json=as_json)


def _for_each(server: Server, ids: list[str] | None, verb: str, *, all_open: bool, as_json: bool) -> None:
    if bool(ids) == all_open:
        raise Invalid(f"Say which: portret quarantine {verb} qrn_… or --all.")
    chosen = ids or [item["id"] for item in server.pages("/api/quarantine", limit=_EVERY, status="open")]
    outcomes = [_tried(lambda each=each: server.post(f"/api/quarantine/{each}/{verb}"), each) for each in chosen]  # type: ignore[misc]  # a lambda's defaults have no types
    if as_json:
        print_json(outcomes)
    else:
        print_table(outcomes, ("id", "status", "problem"), empty="nothing is open in quarantine")
    if any(outcome["problem"] for outcome in outcomes):
        raise typer.Exit(6)


def _tried(call: Callable[[], Any], quarantine_id: str) -> dict[str, Any]:
    try:
        return {"id": quarantine_id, "status": call()["status"], "problem": None}
    except Invalid as error:
        return {"id": quarantine_id, "status": "open", "problem": error.detail}


def _event(file: Path) -> Any:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
        return json.loads(text)
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise Invalid(f"{file} is not JSON: {error}.") from error
