"""`portret profile show`, `portret timeline`, `portret search`: look at people."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

import typer

from portret.cli.client import open_server
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_json, print_line, print_table

app = typer.Typer(help="Profiles: what is known of a person.", no_args_is_help=True)
Ref = Annotated[str, typer.Argument(help="An id (prf_…) or namespace:value, such as email:ada@example.com.")]


@app.command()
def show(
    ref: Ref,
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show a profile: identifiers, traits, what was computed.

    Example: portret profile show email:ada@example.com
    """
    with open_server(url, token, config, data_dir) as server:
        found = server.get(f"/api/profiles/{quote(ref, safe='')}")
    if as_json:
        print_json(found)
    else:
        for line in outline(found | {"identifiers": _by_namespace(found["identifiers"])}):
            print_line(line)


def timeline(
    ref: Ref,
    *,
    event_type: Annotated[list[str] | None, typer.Option("--type", help="track, page, identify …; repeatable.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 20,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show what a person did, newest first.

    Example: portret timeline user_id:ada --type track --limit 50
    """
    path = f"/api/profiles/{quote(ref, safe='')}/timeline"
    with open_server(url, token, config, data_dir) as server:
        found = list(server.pages(path, limit=limit, type=event_type))
    if as_json:
        print_json(found)
    else:
        print_table(found, ("timestamp", "type", "name", "properties"), empty="nothing happened yet", gist="properties")


def search(
    text: Annotated[str, typer.Argument(help="A name, e-mail, phone number or id, or how it begins.")],
    *,
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Find people by name, e-mail, phone or id; the beginning is enough.

    Example: portret search lovel
    """
    with open_server(url, token, config, data_dir) as server:
        found = list(server.pages("/api/profiles", limit=limit, search=text))
    if as_json:
        print_json(found)
    else:
        columns = ("id", "name", "email", "orders", "last_seen_at")
        print_table(found, columns, empty="nobody found", narrow=columns[:3])


def _by_namespace(identifiers: list[dict[str, Any]]) -> dict[str, list[str]]:
    """Return identifiers by namespace, each with what is worth knowing of it at a glance."""
    found: dict[str, list[str]] = {}
    for each in identifiers:
        trust = "verified" if each["verified"] else "unverified"
        found.setdefault(each["namespace"], []).append(f"{each['value']} ({trust}, {each['first_seen_at'][:10]})")
    return found


def outline(value: Any, indent: int = 0) -> list[str]:
    """Return a document as indented "name: value" lines; empty parts are left out, and so is a lone brand's share."""
    lines: list[str] = []
    for name, part in value.items():
        if part in (None, "", [], {}) or (name == "per_brand" and len(part) == 1):
            continue
        margin = "  " * indent
        if isinstance(part, dict) and not _is_money(part):
            lines += [f"{margin}{name}:", *outline(part, indent + 1)]
        elif isinstance(part, list) and all(isinstance(item, dict) and not _is_money(item) for item in part):
            lines.append(f"{margin}{name}:")
            lines += [f"{margin}  - " + ", ".join(line.strip() for line in outline(item)) for item in part]
        else:
            lines.append(f"{margin}{name}: {', '.join(map(_word, part)) if isinstance(part, list) else _word(part)}")
    return lines


def _is_money(part: dict[str, Any]) -> bool:
    return part.keys() == {"amount", "currency"}


def _word(part: Any) -> str:
    return f"{part['amount']} {part['currency']}" if isinstance(part, dict) else str(part)
