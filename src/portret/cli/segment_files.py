"""`portret segment export`, `import`, `ask`, `freeze`: members as files, queries, lists that stay."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote

import typer

from portret.cli.client import open_server
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_json, print_note
from portret.kernel import Invalid

_DONE_IN_PART = 6
_LINES_SHOWN = 20
Key = Annotated[str, typer.Argument(help="What the segment is called, such as vip.")]


def export(
    key: Key,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Default: standard output.")
    ] = None,
    file_format: Annotated[
        Literal["csv", "ndjson", "parquet"] | None, typer.Option("--format", help="Default: by FILE's name, else csv.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", "-c", help="profile_id, identifiers.email, traits.plan, orders …; repeatable."),
    ] = None,
    purpose: Annotated[str, typer.Option(help="Only those who granted this purpose.")] = "",
    brand: Annotated[str | None, typer.Option(help="What was said at this brand counts alone.")] = None,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Write all members of a segment to a file, with the columns that you choose; `--json` without one gives NDJSON.

    Example: portret segment export vip -o vip.csv -c identifiers.email -c traits.name -c orders --purpose newsletter
    """
    suffix = output.suffix.lstrip(".") if output else ""
    usual = "ndjson" if as_json and not output else "csv"
    chosen = file_format or (suffix if suffix in ("csv", "ndjson", "parquet") else usual)
    if chosen == "parquet" and output is None and sys.stdout.isatty():
        raise Invalid("Parquet is nothing to read on a terminal: say --output FILE.")
    asked: dict[str, Any] = {"format": chosen, "column": column or [], "purpose": purpose, "brand": brand}
    part = output.with_name(output.name + ".part") if output else None
    with open_server(url, token, config, data_dir) as server:
        with part.open("wb") if part else nullcontext(sys.stdout.buffer) as file:
            server.download(f"{_path(key)}/export", file, **asked)
        if part and output:
            part.replace(output)
            _tell_file(output, as_json=as_json)


def import_(
    key: Key,
    file: Annotated[Path, typer.Argument(help="CSV; its first line names the columns.")],
    *,
    mode: Annotated[
        Literal["add", "remove", "replace"], typer.Option(help="Whether its people come, go, or are all there are.")
    ] = "add",
    column: Annotated[str, typer.Option(help="Default: the first called profile_id, or as a namespace is.")] = "",
    namespace: Annotated[str, typer.Option(help="Of the identifiers. Default: the column's name.")] = "",
    delimiter: Annotated[str, typer.Option(help="Default: what the header shows.")] = "",
    encoding: Annotated[str, typer.Option(help="utf-8, utf-16, windows-1250, windows-1252, iso-8859-1 …")] = "utf-8",
    confirm: Annotated[str, typer.Option(metavar="KEY", help="The segment's key: its size may change much.")] = "",
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Put the people whom a CSV file names into a static segment. Exit code 6: done, but some rows name nobody.

    Example: portret segment import newsletter people.csv --column mail --namespace email --mode replace
    """
    asked = {
        "mode": mode,
        "column": column,
        "namespace": namespace,
        "delimiter": delimiter,
        "encoding": encoding,
        "confirm": confirm,
    }
    if not file.is_file():
        raise Invalid(f"{file}: there is no such file.")
    with open_server(url, token, config, data_dir) as server, file.open("rb") as content:
        found = server.upload(f"{_path(key)}/import", content, **asked)
    if as_json:
        print_json(found)
    else:
        state = "in force" if found["in_force"] else "in force in a moment"
        print_note(
            f"{found['known']} of {found['rows']} rows name somebody; {key} has {found['size']} members: {state}."
        )
        _tell_lines("nobody is known by", found["unknown"], found["unknown_lines"])
        _tell_lines("no identifier is", found["invalid"], found["invalid_lines"])
    if found["unknown"] or found["invalid"]:
        raise typer.Exit(_DONE_IN_PART)


def ask(
    key: Key,
    *,
    confirm: Annotated[str, typer.Option(metavar="KEY", help="The segment's key: its size may change much.")] = "",
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Ask the query of an SQL segment now, not when it is due, and put its answer in force.

    Example: portret segment ask night_owls --confirm night_owls
    """
    with open_server(url, token, config, data_dir) as server:
        found = server.post(f"{_path(key)}/ask", {"confirm": confirm})
    if as_json:
        print_json(found)
    else:
        state = "in force" if found["in_force"] else "in force in a moment"
        print_note(f"The query names {found['found']} people; {key} has {found['size']} members: {state}.")


def freeze(
    key: Key,
    copy: Annotated[str, typer.Argument(help="What the new segment is called.")],
    *,
    name: Annotated[str, typer.Option(help="What people read.")] = "",
    reason: Annotated[str, typer.Option(help="Why; it is shown beside the version for ever.")] = "",
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Keep the members that a segment has at this moment, as a static segment of its own.

    Example: portret segment freeze vip vip_before_the_sale
    """
    body = {"key": copy, "name": name, "reason": reason}
    with open_server(url, token, config, data_dir) as server:
        found = server.post(f"{_path(key)}/freeze", body)
    if as_json:
        print_json(found)
    else:
        print_note(f"{found['key']} has the {found['members']} members that {key} has now.")


def _tell_file(output: Path, *, as_json: bool) -> None:
    size = output.stat().st_size
    if as_json:
        print_json({"file": str(output), "bytes": size})
    else:
        print_note(f"{output}: {size} bytes")


def _tell_lines(what: str, count: int, lines: list[int]) -> None:
    if count:
        shown = ", ".join(map(str, lines[:_LINES_SHOWN]))
        more = " …" if count > _LINES_SHOWN else ""
        print_note(f"{count} rows: {what} what stands there: lines {shown}{more}")


def _path(key: str) -> str:
    return f"/api/segments/{quote(key, safe='')}"
