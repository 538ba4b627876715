"""`portret query`: read-only SQL on the warehouse."""

from __future__ import annotations

import csv
import json
import sys
from typing import Annotated, Any

import typer

from portret.cli.client import open_server
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_json, print_table
from portret.kernel import Invalid


def query(
    sql: Annotated[str, typer.Argument(help="In ClickHouse's dialect; “-” reads it from standard input.")],
    *,
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", metavar="NAME=VALUE", help="For {name:Type} in the SQL.")
    ] = None,
    max_rows: Annotated[int | None, typer.Option(help="Default and most: the setting query_max_rows.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Ask the warehouse: events, order_lines, profiles of your workspace, within limits of time, memory and rows.

    Example: portret query "SELECT name, count() AS events FROM events GROUP BY name ORDER BY events DESC"
    """
    body = {"sql": sys.stdin.read() if sql == "-" else sql, "parameters": _parameters(parameter or [])}
    with open_server(url, token, config, data_dir) as server:
        result = server.post("/api/query", body if max_rows is None else {**body, "max_rows": max_rows})
    if as_json:
        print_json(result)
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(result["columns"])
        writer.writerows([_cell(value) for value in row] for row in result["rows"])
    else:
        rows = [dict(zip(result["columns"], row, strict=True)) for row in result["rows"]]
        print_table(rows, result["columns"], empty="no rows")


def _parameters(given: list[str]) -> dict[str, str]:
    found = {}
    for text in given:
        name, mark, value = text.partition("=")
        if not mark:
            raise Invalid(f"--parameter {text!r}: write NAME=VALUE.", path="--parameter")
        found[name] = value
    return found


def _cell(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
