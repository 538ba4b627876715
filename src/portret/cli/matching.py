"""`portret match`: look for profiles that may be one person, and review them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from portret.cli.client import Server, open_server
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.outcome import outcome
from portret.cli.show import print_fields, print_json, print_note, print_table

app = typer.Typer(help="Profiles that may be one person: look for them, review them.", no_args_is_help=True)
_COLUMNS = ("id", "probability", "profile_id", "other_id", "status", "because", "note")
_NARROW = ("id", "probability", "because")
_TOP = 3
_MERGES = "Their merge is queued: portret operation show {operation_id}"
_WAITS = "It is not rejected any longer."
_STAYS = "They stay two profiles."
PairId = Annotated[str, typer.Argument(metavar="ID", help="Its id: mpr_…")]


@app.command("run")
def start(
    *,
    full: Annotated[bool, typer.Option("--full", help="Compare all profiles and train anew.")] = False,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Look for pairs among all profiles, or among those that changed since the last run.

    Example: portret match run --full
    """
    with open_server(url, token, config, data_dir) as server:
        result = outcome(server, server.post("/api/matching/runs", {"full": full}))
    if as_json:
        print_json(result)
    else:
        print_fields(result)


@app.command()
def pairs(
    *,
    status: Annotated[
        Literal["open", "accepted", "rejected", "merged", "stale"], typer.Option(help="Which ones.")
    ] = "open",
    limit: Annotated[int, typer.Option(min=1, help="At most so many, the most probable first.")] = 20,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List pairs of profiles that may be one person, the most probable first.

    Example: portret match pairs --limit 50
    """
    with open_server(url, token, config, data_dir) as server:
        found = list(server.pages("/api/matching/pairs", limit=limit, status=status))
    if as_json:
        print_json(found)
    else:
        print_table([_row(pair) for pair in found], _COLUMNS, empty="no pairs", narrow=_NARROW)


@app.command()
def show(
    pair_id: PairId,
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show a pair and why it may be one person, step by step.

    Example: portret match show mpr_01h455vb4pex5vsknk084sn02q
    """
    with open_server(url, token, config, data_dir) as server:
        found = server.get(f"/api/matching/pairs/{pair_id}")
    if as_json:
        print_json(found)
        return
    print_fields({name: value for name, value in found.items() if name != "reasons" and value not in (None, "")})
    print_table(found["reasons"], ("field", "left", "right", "outcome", "bits"), narrow=("field", "outcome", "bits"))


@app.command()
def accept(
    pair_id: PairId,
    *,
    force: Annotated[bool, typer.Option("--force", help="Also where the rules say that they are two.")] = False,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Say that both are one person: they are merged.

    Example: portret match accept mpr_01h455vb4pex5vsknk084sn02q
    """
    with open_server(url, token, config, data_dir) as server:
        _decide(server, pair_id, "accept", _MERGES, {"force": force}, as_json=as_json)


@app.command()
def reject(
    pair_id: PairId,
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Say that they are two people: they are kept apart and proposed no more.

    Example: portret match reject mpr_01h455vb4pex5vsknk084sn02q
    """
    with open_server(url, token, config, data_dir) as server:
        _decide(server, pair_id, "reject", _STAYS, as_json=as_json)


@app.command()
def reopen(
    pair_id: PairId,
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Take a rejection back: the pair waits for a decision again.

    Example: portret match reopen mpr_01h455vb4pex5vsknk084sn02q
    """
    with open_server(url, token, config, data_dir) as server:
        _decide(server, pair_id, "reopen", _WAITS, as_json=as_json)


def _decide(
    server: Server, pair_id: str, verb: str, note: str, how: dict[str, Any] | None = None, *, as_json: bool
) -> None:
    decided = server.post(f"/api/matching/pairs/{pair_id}/{verb}", how)
    if as_json:
        print_json(decided)
    else:
        print_note(note.format(**decided))


def _row(pair: dict[str, Any]) -> dict[str, Any]:
    """Return a pair for the list: with the outcomes that weigh most."""
    said = sorted((reason for reason in pair["reasons"] if reason["field"]), key=lambda reason: -abs(reason["bits"]))
    because = ", ".join(f"{reason['field']}: {reason['outcome']}" for reason in said[:_TOP])
    return {**pair, "probability": f"{pair['probability']:.4f}", "because": because}
