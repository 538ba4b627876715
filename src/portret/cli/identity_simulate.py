"""`portret identity simulate`: what would other rules do?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from portret.cli.client import open_server
from portret.cli.identity import read_document
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.outcome import outcome
from portret.cli.show import print_fields, print_json, print_line, print_table

RulesFile = Annotated[
    Path, typer.Argument(metavar="RULES", exists=True, dir_okay=False, help="A YAML or JSON document.")
]


def simulate(
    rules: RulesFile,
    *,
    since: Annotated[str | None, typer.Option(help="Only events received since, such as 2026-01-01T00:00:00Z.")] = None,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Try identity rules on the history: who would join, who would come apart. Changes nothing.

    Example: portret identity simulate rules.yaml --since 2026-01-01T00:00:00Z
    """
    body = {"rules": read_document(rules)} | ({"since": since} if since else {})
    with open_server(url, token, config, data_dir) as server:
        report = outcome(server, server.post("/api/identity/simulations", body))
    if as_json:
        print_json(report)
    else:
        _print(report)


def _print(report: dict[str, Any]) -> None:
    present, proposed = report["present"], report["proposed"]
    names = ("profiles", "merges")
    rows = [{"": name, "present": present[name], "proposed": proposed[name]} for name in names]
    rows.append({"": "largest profile", "present": _size(present), "proposed": _size(proposed)})
    for rule in {**present["dropped"], **proposed["dropped"]}:
        dropped = {side: report[side]["dropped"].get(rule, 0) for side in ("present", "proposed")}
        rows.append({"": f"kept out by {rule}", **dropped})
    print_fields({"events": report["events"], "with something new": report["resolved"]})
    print_table(rows, ("", "present", "proposed"))
    _print_changes("would join", report["joins"])
    _print_changes("would come apart", report["splits"])
    if proposed["shared"]:
        print_line("named by the events of most profiles:")
        print_table(proposed["shared"], ("identifier", "profiles"))


def _size(side: dict[str, Any]) -> str:
    largest = side["largest"]
    return f"{largest['size']} identifiers ({largest['id']})" if largest else ""


def _print_changes(what: str, changes: dict[str, Any]) -> None:
    print_line(f"{what}: {changes['count']} cases of {changes['profiles']} profiles")
    for change in changes["examples"]:
        print_line(f"  {change['profile']['id']}: {change['count']} profiles")
        for part in change["parts"]:
            print_line(f"    {part['id']}: {', '.join(part['identifiers'])}")
        for link in change["links"]:
            rule = f", kept apart by {link['rule']}" if link["rule"] else ""
            events = ", ".join(event["message_id"] for event in link["events"])
            print_line(f"    linked by {link['identifier']} (events {events}){rule}")
