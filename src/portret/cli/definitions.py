"""`portret trait …` and `portret segment …`: look at definitions one by one, put them in force, delete them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from portret.cli.client import Server, open_server
from portret.cli.definition_files import read_file
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_json, print_line, print_note, print_table
from portret.kernel import Invalid

if TYPE_CHECKING:
    from portret.definition import Kind

Key = Annotated[str, typer.Argument(help="What it is called, such as orders_30d.")]
Version = Annotated[int | None, typer.Option(help="An earlier version.")]
File = Annotated[Path, typer.Argument(help="YAML or JSON: the document of one definition.")]
Reason = Annotated[str, typer.Option(help="Why; it is shown beside the version for ever.")]
Confirm = Annotated[str, typer.Option(metavar="KEY", help="Say its key again if its size may change much by this.")]
_COLUMNS = ("key", "name", "version", "enabled", "used_by", "created_at")
_VERSION_COLUMNS = ("version", "created_at", "author", "deleted", "reason")


def commands_of(kind: Kind, title: str) -> typer.Typer:
    """Return the commands that each kind of definitions has."""
    app = typer.Typer(help=title, no_args_is_help=True)
    _add_reading(app, kind)
    _add_set(app, kind)
    _add_remove(app, kind)
    _add_switch(app, kind)
    return app


def _add_reading(app: typer.Typer, kind: Kind) -> None:
    @app.command("list", help=f"List the {kind}s that are defined.\n\nExample: portret {kind} list")
    def index(
        *,
        url: Url = None,
        token: TokenText = None,
        config: ConfigFile = None,
        data_dir: DataDir = None,
        as_json: Json = False,
    ) -> None:
        with open_server(url, token, config, data_dir) as server:
            found = list(server.pages(_path(kind), limit=10_000))
        if as_json:
            print_json(found)
        else:
            print_table(map(_row, found), _COLUMNS, f"no {kind}s", narrow=("key", "version", "enabled"))

    @app.command(
        "show", help=f"Show a {kind} as YAML; `set` takes it back.\n\nExample: portret {kind} show {_EXAMPLES[kind]}"
    )
    def show(
        key: Key,
        *,
        version: Version = None,
        url: Url = None,
        token: TokenText = None,
        config: ConfigFile = None,
        data_dir: DataDir = None,
        as_json: Json = False,
    ) -> None:
        path = _path(kind, key) + (f"/versions/{version}" if version else "")
        with open_server(url, token, config, data_dir) as server:
            found = server.get(path)
        _print(found, as_json=as_json)

    @app.command(
        "versions",
        help=f"List all versions that a {kind} ever had.\n\nExample: portret {kind} versions {_EXAMPLES[kind]}",
    )
    def versions(
        key: Key,
        *,
        url: Url = None,
        token: TokenText = None,
        config: ConfigFile = None,
        data_dir: DataDir = None,
        as_json: Json = False,
    ) -> None:
        with open_server(url, token, config, data_dir) as server:
            found = list(server.pages(f"{_path(kind, key)}/versions", limit=10_000))
        if as_json:
            print_json(found)
        else:
            print_table(found, _VERSION_COLUMNS, narrow=("version", "created_at", "reason"))


def _add_set(app: typer.Typer, kind: Kind) -> None:
    @app.command(
        "set", help=f"Put the {kind} of a file in force.\n\nExample: portret {kind} set {_EXAMPLES[kind]}.yaml"
    )
    def set_(
        file: File,
        *,
        reason: Reason = "",
        confirm: Confirm = "",
        url: Url = None,
        token: TokenText = None,
        config: ConfigFile = None,
        data_dir: DataDir = None,
        as_json: Json = False,
    ) -> None:
        document = read_file(file)
        if not isinstance(document, dict) or not document.get("key"):
            raise Invalid(f"{file} does not say a “key”: it is what the {kind} is called.", path="file")
        body = {"definition": document, "reason": reason, "confirm": confirm}
        with open_server(url, token, config, data_dir) as server:
            saved = server.put(_path(kind, str(document["key"])), body, if_match="*")
        _print(saved, as_json=as_json)


def _add_remove(app: typer.Typer, kind: Kind) -> None:
    @app.command(
        "remove",
        help=f"Delete a {kind} that nothing uses; its versions are kept.\n\n"
        f"Example: portret {kind} remove {_EXAMPLES[kind]}",
    )
    def remove(
        key: Key,
        *,
        reason: Reason = "",
        url: Url = None,
        token: TokenText = None,
        config: ConfigFile = None,
        data_dir: DataDir = None,
        as_json: Json = False,
    ) -> None:
        with open_server(url, token, config, data_dir) as server:
            gone = server.delete(f"{_path(kind, key)}?reason={quote(reason, safe='')}")
        _say(gone, f"{kind} {key} is deleted", as_json=as_json)


def _add_switch(app: typer.Typer, kind: Kind) -> None:
    @app.command("enable", help=f"Keep a {kind} up to date again.\n\nExample: portret {kind} enable {_EXAMPLES[kind]}")
    def enable(
        key: Key,
        *,
        reason: Reason = "",
        url: Url = None,
        token: TokenText = None,
        config: ConfigFile = None,
        data_dir: DataDir = None,
        as_json: Json = False,
    ) -> None:
        with open_server(url, token, config, data_dir) as server:
            found = server.post(f"{_path(kind, key)}/enable", {"reason": reason})
        _say(found, f"{kind} {key} is kept up to date", as_json=as_json)

    @app.command(
        "disable",
        help=f"Let a {kind} rest: it has no value and no members until enabled again.\n\n"
        f"Example: portret {kind} disable {_EXAMPLES[kind]}",
    )
    def disable(
        key: Key,
        *,
        reason: Reason = "",
        confirm: Annotated[str, typer.Option(metavar="KEY", help="Say its key again if others read it.")] = "",
        url: Url = None,
        token: TokenText = None,
        config: ConfigFile = None,
        data_dir: DataDir = None,
        as_json: Json = False,
    ) -> None:
        with open_server(url, token, config, data_dir) as server:
            found = server.post(f"{_path(kind, key)}/disable", {"reason": reason, "confirm": confirm})
        _say(found, f"{kind} {key} rests", as_json=as_json)


_EXAMPLES: dict[Kind, str] = {"trait": "orders_30d", "segment": "vip"}


def _path(kind: Kind, key: str = "") -> str:
    return f"/api/{kind}s" + (f"/{quote(key, safe='')}" if key else "")


def _row(found: dict[str, Any]) -> dict[str, Any]:
    document = found["definition"]
    return {**found, "name": document.get("name"), "enabled": document.get("enabled", True)}


def _print(found: dict[str, Any], *, as_json: bool) -> None:
    from portret.definition import write_yaml  # noqa: PLC0415 — it takes long to load, and few commands need it

    if as_json:
        print_json(found)
        return
    print_note(f"version {found['version']} of {found['created_at']} by {found['author']}: {found['reason']}")
    print_line(write_yaml(found["definition"]).rstrip())


def _say(found: dict[str, Any], text: str, *, as_json: bool) -> None:
    if as_json:
        print_json(found)
    else:
        print_note(text)


trait = commands_of("trait", "Computed traits: what is worked out of what a person did.")
segment = commands_of("segment", "Segments: who fulfils a condition, at every moment.")


def definitions_of(server: Server, kind: Kind) -> list[dict[str, Any]]:
    """Return the documents of all definitions of a kind that are in force."""
    return [found["definition"] for found in server.pages(_path(kind), limit=10_000)]
