"""`portret segment preview`, `members`, `sizes`, `overlap`, `freshness`: who is in a segment, or would be."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer

from portret.cli.client import Server, open_server
from portret.cli.definition_files import read_file
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_fields, print_json, print_line, print_table
from portret.kernel import Invalid

Key = Annotated[str, typer.Argument(help="What the segment is called, such as vip.")]
_PERSON = ("id", "name", "email", "last_seen_at", "orders")
_NARROW = ("id", "email")


def preview(
    what: Annotated[str, typer.Argument(help="A YAML or JSON file of a segment or a condition; or a segment's key.")],
    *,
    overlap: Annotated[list[str] | None, typer.Option(help="Compare with this segment; repeatable.")] = None,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show whom a segment would find: how many, which share, examples, who can be reached. Nothing is saved.

    Example: portret segment preview vip.yaml --overlap newsletter
    """
    with open_server(url, token, config, data_dir) as server:
        asked = {"condition": _condition(server, what), "overlap": overlap or []}
        found = server.post("/api/segments/preview", asked)
    if as_json:
        print_json(found)
        return
    print_line(f"{found['count']} of {found['profiles']} profiles ({found['share']:.2%}), in {found['elapsed_ms']} ms")
    print_fields({f"reachable by {channel}": count for channel, count in found["reachable"].items()})
    if found["overlap"]:
        print_table(found["overlap"], ("key", "size", "members"), empty="")
    print_table(found["examples"], _PERSON, empty="nobody", narrow=_NARROW)


def members(
    key: Key,
    *,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 50,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List who is in a segment, since when and why. `portret segment export` writes all of them to a file.

    Example: portret segment members vip --limit 20
    """
    with open_server(url, token, config, data_dir) as server:
        found = list(server.pages(f"{_path(key)}/members", limit))
    if as_json:
        print_json(found)
        return
    rows = [{**each["profile"], "entered_at": each["entered_at"], "cause": each["cause"]["kind"]} for each in found]
    print_table(rows, ("id", "name", "email", "entered_at", "cause"), empty="nobody", narrow=("id", "entered_at"))


def sizes(
    key: Key,
    *,
    since: Annotated[str | None, typer.Option(help="An RFC 3339 instant. Default: 90 days ago.")] = None,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show how large a segment is and was: each hour in which somebody entered or left.

    Example: portret segment sizes vip --since 2027-01-01T00:00:00Z
    """
    with open_server(url, token, config, data_dir) as server:
        found = server.get(f"{_path(key)}/sizes", since=since)
    if as_json:
        print_json(found)
    else:
        print_table(found["items"], ("at", "size", "entered", "exited"), empty="nobody came or went")
        print_line(f"{found['size']} now")


def overlap(
    keys: Annotated[list[str], typer.Argument(metavar="KEY...", help="Two or more segments.")],
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show what segments have in common, each with each.

    Example: portret segment overlap vip newsletter at_risk
    """
    if len(keys) < 2:  # noqa: PLR2004 — one has nothing in common with itself alone
        raise Invalid("Name two segments at least.")
    with open_server(url, token, config, data_dir) as server:
        found = server.get("/api/segment-overlap", segment=keys)
    if as_json:
        print_json(found)
        return
    print_table([_pair(each) for each in found["pairs"]], ("segments", "members", "shares", "similarity"), empty="")
    print_line(f"{found['union']} in any, {found['all']} in all")


def freshness(
    key: Key,
    *,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show how far a segment is: last evaluation, lag, due timers; of a query when it was asked, and its fault.

    Example: portret segment freshness vip
    """
    with open_server(url, token, config, data_dir) as server:
        found = server.get(f"{_path(key)}/freshness")
    if as_json:
        print_json(found)
    else:
        asked = found.pop("query") or {}
        fields = {**found, **{f"query {name}": value for name, value in asked.items()}}
        print_fields({name: value for name, value in fields.items() if not name.endswith("_words")})


def _condition(server: Server, what: str) -> Any:
    document = read_file(Path(what)) if Path(what).is_file() else server.get(_path(what))["definition"]
    if not isinstance(document, Mapping) or "members" not in document:
        return document
    members = document["members"]
    if not isinstance(members, Mapping) or members.get("kind") != "dynamic":
        raise Invalid("Only dynamic segments have a condition to try out.", path="/members")
    return members.get("condition")


def _pair(each: Mapping[str, Any]) -> dict[str, Any]:
    one, other = each["share"]
    return {
        "segments": " + ".join(each["segments"]),
        "members": each["members"],
        "shares": f"{one:.1%} / {other:.1%}",
        "similarity": each["similarity"],
    }


def _path(key: str) -> str:
    return f"/api/segments/{quote(key, safe='')}"
