"""`portret quality`: what is odd in the data, source by source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from portret.cli.client import Server, open_server
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_json, print_note, print_table
from portret.kernel import NotFound

_COLUMNS = ("source", "remark", "events", "share", "first", "last", "examples")
_EVERY = 10_000
_LONGEST_EXAMPLE = 40


def quality(
    *,
    source: Annotated[str | None, typer.Option(help="One source: its id or name. Default: all.")] = None,
    since: Annotated[str | None, typer.Option(help="From when on; RFC 3339. Default: 30 days before.")] = None,
    until: Annotated[str | None, typer.Option(help="Before when; RFC 3339. Default: now.")] = None,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Tell how good the data is: invalid, odd and late values of each source, with examples, and what was set aside.

    Example: portret quality --source CRM --since 2026-11-01T00:00:00Z
    """
    with open_server(url, token, config, data_dir) as server:
        source_id = _id_of(server, source) if source else None
        found = server.get("/api/data-quality", source_id=source_id, since=since, until=until)
    if as_json:
        print_json(found)
        return
    for each in found["sources"]:
        print_note(_in_short(each))
    rows = [row for each in found["sources"] for row in _rows(each)]
    print_table(rows, _COLUMNS, empty="nothing odd", narrow=("source", "remark", "events", "share", "examples"))


def _id_of(server: Server, source: str) -> str:
    sources = list(server.pages("/api/sources", limit=_EVERY))
    found = next((each["id"] for each in sources if source in (each["id"], each["name"])), None)
    if found is None:
        raise NotFound(f"There is no source “{source}”. See them with: portret source list")
    return str(found)


def _in_short(each: Mapping[str, Any]) -> str:
    return (
        f"{each['name']}: {each['events']:,} events, {_percent(each['flagged_share'])} with remarks,"
        f" {_percent(each['late_share'])} late, {sum(one['events'] for one in each['quarantine']):,} in quarantine"
    )


def _rows(each: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for flag in each["flags"]:
        yield {
            "source": each["name"],
            "remark": flag["flag"],
            "events": flag["events"],
            "share": _percent(flag["share"]) + (f" of {flag['field']}" if flag["field"] else ""),
            "first": flag["first_seen_at"],
            "last": flag["last_seen_at"],
            "examples": ", ".join(_short(one["value"]) for one in flag["examples"] if one["key"]),
        }
    for one in each["quarantine"]:
        yield {
            "source": each["name"],
            "remark": f"quarantine: {one['code']}",
            "events": one["events"],
            "first": one["first_seen_at"],
            "last": one["last_seen_at"],
        }


def _percent(share: float) -> str:
    return f"{share:.1%}"


def _short(value: Any) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST_EXAMPLE else f"{text[:_LONGEST_EXAMPLE]}…"
