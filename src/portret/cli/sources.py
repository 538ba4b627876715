"""`portret source`: where events come from, and their write keys."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from portret.cli import sources_identity
from portret.cli.client import open_server
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_fields, print_json, print_note, print_table

app = typer.Typer(help="Sources: sites, apps and servers that send events.", no_args_is_help=True)
app.add_typer(sources_identity.app, name="identity")
_COLUMNS = ("id", "name", "kind", "brand", "enabled", "created_at")
SourceId = Annotated[str, typer.Argument(help="Its id: src_…")]


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What it is, such as “Web shop”.")],
    *,
    kind: Annotated[
        Literal["browser", "server", "mobile"],
        typer.Option(help="Who holds the key; only a server's claims are verified."),
    ] = "server",
    brand: Annotated[str, typer.Option(help="Slug of its brand.")] = "default",
    origin: Annotated[
        list[str] | None, typer.Option("--origin", help="Origin that a browser source accepts; may be repeated.")
    ] = None,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make a source; its write key is shown this once.

    Example: portret source create "Web shop" --kind browser --origin https://shop.example
    """
    body = {"name": name, "kind": kind, "brand": brand, "allowed_origins": origin or []}
    with open_server(url, token, config, data_dir) as server:
        made = server.post("/api/sources", body)
    if as_json:
        print_json(made)
        return
    print_fields(made)
    print_note("Keep the write key now: it cannot be shown again.")


@app.command("list")
def index(
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List the sources of the workspace.

    Example: portret source list
    """
    with open_server(url, token, config, data_dir) as server:
        found = list(server.pages("/api/sources", limit=10_000))
    if as_json:
        print_json(found)
    else:
        print_table(found, _COLUMNS, empty="no sources", narrow=_COLUMNS[:-1])


@app.command()
def rotate(
    source_id: SourceId,
    *,
    overlap: Annotated[
        str, typer.Option(help="How long the old keys stay good: an ISO 8601 duration such as P7D.")
    ] = "PT0S",
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Replace the write keys of a source by a new one, shown this once.

    Example: portret source rotate src_01h455vb4pex5vsknk084sn02q --overlap P7D
    """
    with open_server(url, token, config, data_dir) as server:
        made = server.post(f"/api/sources/{source_id}/keys/rotate", {"overlap": overlap})
    if as_json:
        print_json(made)
        return
    print_fields(made)
    print_note("Keep the write key now: it cannot be shown again.")


@app.command()
def disable(
    source_id: SourceId,
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Take no more events from a source.

    Example: portret source disable src_01h455vb4pex5vsknk084sn02q
    """
    with open_server(url, token, config, data_dir) as server:
        _print_changed(server.patch(f"/api/sources/{source_id}", {"enabled": False}), as_json=as_json)


@app.command()
def enable(
    source_id: SourceId,
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Take events from a source again.

    Example: portret source enable src_01h455vb4pex5vsknk084sn02q
    """
    with open_server(url, token, config, data_dir) as server:
        _print_changed(server.patch(f"/api/sources/{source_id}", {"enabled": True}), as_json=as_json)


def _print_changed(source: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(source)
    else:
        print_fields(source)
