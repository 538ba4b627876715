"""`portret token`: make, list and revoke API tokens."""

from __future__ import annotations

import os
from typing import Annotated, Literal

import typer

from portret.cli.client import open_server
from portret.cli.configure import configure
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_fields, print_json, print_note, print_table
from portret.kernel import NotFound, SystemClock

app = typer.Typer(help="API tokens: who may use /api.", no_args_is_help=True)
_Role = Literal["admin", "marketer", "analyst", "support", "read-only", "reader"]
_COLUMNS = ("id", "name", "role", "hint", "created_at", "expires_at", "revoked_at")


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What it is for, such as “BI dashboards”.")],
    *,
    role: Annotated[
        _Role, typer.Option(help="What it may do; a reader reads everything and changes nothing.")
    ] = "reader",
    expires: Annotated[
        str | None, typer.Option(metavar="INSTANT", help="RFC 3339, such as 2027-01-01T00:00:00Z.")
    ] = None,
    local: Annotated[
        bool, typer.Option("--local", help="Write straight into the state store: for when no token is left.")
    ] = False,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make a token; its text is shown this once.

    Example: portret token create "BI dashboards" --role reader
    """
    if local:
        made = _create_locally(name, role, config, data_dir)
    else:
        with open_server(url, token, config, data_dir) as server:
            made = server.post("/api/tokens", {"name": name, "role": role, "expires_at": expires})
    if as_json:
        print_json(made)
        return
    print_fields({key: made[key] for key in ("id", "name", "role", "token")})
    print_note("Keep the token now: it cannot be shown again.")


@app.command("list")
def index(
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List the tokens of the workspace.

    Example: portret token list --json
    """
    with open_server(url, token, config, data_dir) as server:
        found = list(server.pages("/api/tokens", limit=10_000))
    if as_json:
        print_json(found)
    else:
        print_table(found, _COLUMNS, empty="no tokens", narrow=("id", "name", "role", "hint", "revoked_at"))


@app.command()
def revoke(
    token_id: Annotated[str, typer.Argument(help="Its id: tok_…")],
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Revoke a token, for ever.

    Example: portret token revoke tok_01h455vb4pex5vsknk084sn02q
    """
    with open_server(url, token, config, data_dir) as server:
        gone = server.delete(f"/api/tokens/{token_id}")
    if as_json:
        print_json(gone)
    else:
        print_note(f"Revoked {gone['id']} ({gone['name']}).")


def _create_locally(name: str, role: _Role, config: ConfigFile, data_dir: DataDir) -> dict[str, str]:
    from portret import collect, govern  # noqa: PLC0415 — the other commands need no stores and stay quick
    from portret.state import State  # noqa: PLC0415 — as above

    settings = configure(os.environ, {"data_dir": data_dir}, config).settings
    state = State(settings.effective_state_url)
    try:
        with state.read() as connection:
            workspace = next(iter(collect.all_workspaces(connection)), None)
        if workspace is None:
            raise NotFound("There is no workspace yet. `portret serve` makes one at its first start.")
        made, text = govern.create_token(state, SystemClock(), govern.at_the_machine(workspace.id), role, name)
    finally:
        state.close()
    return {"id": made.id, "name": made.name, "role": made.role, "token": text}
