"""`portret source identity`: what a source's site signs its users with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
import typer

from portret.cli.client import open_server
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_fields, print_json, print_note, print_table
from portret.kernel import Invalid

app = typer.Typer(help="Secrets and public keys that prove who a source's users are.", no_args_is_help=True)
_COLUMNS = ("id", "hint", "created_at", "expires_at")
SourceId = Annotated[str, typer.Argument(help="Its id: src_…")]


@app.command()
def show(
    source_id: SourceId,
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show which secrets and public keys are in force; the secrets themselves cannot be shown again.

    Example: portret source identity show src_01h455vb4pex5vsknk084sn02q
    """
    with open_server(url, token, config, data_dir) as server:
        _print_identity(server.get(f"/api/sources/{source_id}/identity"), as_json=as_json)


@app.command()
def rotate(
    source_id: SourceId,
    *,
    overlap: Annotated[
        str, typer.Option(help="How long the old secrets stay good: an ISO 8601 duration such as P7D.")
    ] = "PT0S",
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make the secret of a source, or replace it by a new one; it is shown this once.

    Example: portret source identity rotate src_01h455vb4pex5vsknk084sn02q --overlap P7D
    """
    with open_server(url, token, config, data_dir) as server:
        made = server.post(f"/api/sources/{source_id}/identity/secrets", {"overlap": overlap})
    if as_json:
        print_json(made)
        return
    print_fields(made)
    print_note("Keep the secret now, on your server only: it cannot be shown again.")


@app.command()
def remove(
    source_id: SourceId,
    key_id: Annotated[str, typer.Argument(help="The id of a secret: idk_…; or public-keys for all of these.")],
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Refuse what is signed with a secret, or with the public keys' pairs, from now on.

    Example: portret source identity remove src_01h455vb4pex5vsknk084sn02q public-keys
    """
    what = key_id if key_id == "public-keys" else f"secrets/{key_id}"
    with open_server(url, token, config, data_dir) as server:
        server.delete(f"/api/sources/{source_id}/identity/{what}")
        _print_identity(server.get(f"/api/sources/{source_id}/identity"), as_json=as_json)


@app.command("public-keys")
def public_keys(
    source_id: SourceId,
    file: Annotated[Path, typer.Argument(help="A JWKS document, or one public key in PEM.")],
    *,
    issuer: Annotated[str, typer.Option(help="What `iss` of the tokens must be; empty: anything.")] = "",
    audience: Annotated[str, typer.Option(help="What `aud` of the tokens must name; empty: anything.")] = "",
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Set the public keys with which tokens of a source's users are checked.

    Example: portret source identity public-keys src_01h455vb4pex5vsknk084sn02q jwks.json --issuer https://login.example
    """
    body = {**_keys_of(file), "issuer": issuer, "audience": audience}
    with open_server(url, token, config, data_dir) as server:
        _print_identity(server.put(f"/api/sources/{source_id}/identity/public-keys", body), as_json=as_json)


def _print_identity(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    print_table(found["secrets"], _COLUMNS, empty="no secrets", narrow=_COLUMNS)
    if found["public_keys"]:
        print_fields({"public keys": found["public_keys"]["summary"], "since": found["public_keys"]["created_at"]})


def _keys_of(file: Path) -> dict[str, Any]:
    try:
        text = file.read_text("utf-8").strip()
        if text.startswith("-----BEGIN"):
            return {"pem": text}
        return {"keys": msgspec.json.decode(text, type=dict[str, Any])["keys"]}
    except (OSError, ValueError, KeyError) as error:
        raise Invalid(f"{file} holds neither a JWKS document nor a key in PEM.") from error
