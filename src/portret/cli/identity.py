"""`portret identity`: by which rules people are recognised."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from portret.cli.client import open_server
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_json, print_line, print_note
from portret.kernel import Invalid

app = typer.Typer(help="Who is it: the rules of identity.", no_args_is_help=True)
rules = typer.Typer(help="The rules by which identifiers make a person.", no_args_is_help=True)
app.add_typer(rules, name="rules")
_RULES = "/api/identity/rules"


@rules.command("show")
def show(
    *,
    version: Annotated[int | None, typer.Option(help="An earlier version; 0 are the default rules.")] = None,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show the rules in force as YAML, with nothing left out; `set` takes them back.

    Example: portret identity rules show > rules.yaml
    """
    path = _RULES if version is None else f"{_RULES}/versions/{version}"
    with open_server(url, token, config, data_dir) as server:
        found = server.get(path)
    if as_json:
        print_json(found)
        return
    print_note(_headline(found))
    print_line(yaml.safe_dump(found["rules"], sort_keys=False, allow_unicode=True).rstrip())


@rules.command("set")
def set_(
    file: Annotated[Path, typer.Argument(help="YAML or JSON; what it leaves out is as by default.")],
    *,
    reason: Annotated[str, typer.Option(help="Why; it is shown beside the version for ever.")],
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Put the rules of a file in force, for events from now on.

    Example: portret identity rules set rules.yaml --reason "families share telephones"
    """
    document = read_document(file)
    with open_server(url, token, config, data_dir) as server:
        before = server.get(_RULES)
        saved = server.put(_RULES, {"rules": document, "reason": reason}, if_match=f'"{before["version"]}"')
    if as_json:
        print_json(saved)
    else:
        print_note(_headline(saved))


def _headline(found: dict[str, Any]) -> str:
    if not found["version"]:
        return "the default rules"
    return f"version {found['version']} of {found['created_at']} by {found['author']}: {found['reason']}"


def read_document(file: Path) -> Any:
    """Return what a file of YAML or JSON holds, {} if it is empty. Raises Invalid."""
    try:
        found = yaml.safe_load(file.read_text("utf-8"))
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.", path="file") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Invalid(f"{file} is neither YAML nor JSON in UTF-8: {error}", path="file") from error
    return {} if found is None else found
