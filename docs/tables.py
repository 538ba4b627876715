"""Writes `cli.md`, `http-api.md` and `roles.md` from the code: `make docs`. A test fails when they are not current."""

from __future__ import annotations

import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import typer.main

from portret.cli.app import app as cli
from portret.cli.describe import openapi_document
from portret.govern import PERMISSION_NAMES, PERMISSIONS
from portret.kernel import MEMBER, Permission

DOCS = Path(__file__).parent
Page = Callable[[], str]
_METHODS = ("get", "post", "put", "patch", "delete")
_CLI_HEAD = """# Command line

`portret COMMAND --help` says the same. Results go to standard output, everything else to standard error; `--json`
prints JSON. Commands that talk to a running server find it by `--url` or the settings, and the token by `--token`,
`PORTRET_TOKEN` or the file `admin.token` in the data directory.

| exit code | means |
|---|---|
| 0 | done |
| 1 | failed |
| 2 | wrong usage |
| 3 | not allowed |
| 4 | not found |
| 5 | no server or store answers |
| 6 | done in part |
| 7 | a dry run would change something |
"""
_API_HEAD = """# Management API

For people and systems that manage and read; events are [sent elsewhere](collect.md). A running server has the whole
description at `/api/docs`, and as OpenAPI at `/api/openapi.json`.

* `Authorization: Bearer TOKEN`, or the cookie of a [session](access.md) with the header `X-CSRF-Token` for what changes
  something. Each route names the permission it needs; [roles](roles.md) have them. The workspace is the token's.
* snake_case JSON; instants as RFC 3339, durations as ISO 8601, money as `{"amount": "12.30", "currency": "PLN"}`.
* Lists take `limit` (up to 200) and `cursor`; `next_cursor` in the answer leads on.
* Errors are problems (RFC 9457): `type` is stable, `detail` says what to do, `path` where the fault is.

## Long work

What takes longer than a request is an *operation*: merging, splitting and erasing profiles, simulating rules, matching.
Asking for one is answered within five seconds with 200 and its outcome, or the problem it failed with; if it takes
longer, with 202, the operation, and its address in `Location`. There it shows `status` (`queued`, `running`, `done`,
`failed`, `cancelled`), `progress` from 0 to 1, a `note` on what it does (with `note_code` and
`note_values`, for other languages), then `result` or `problem`.

* `Idempotency-Key: …` with the request makes it safe to repeat: the same key gives the same operation, for as long as
  that is kept; with another body it is refused.
* What changes people is carried out one by one, in the order asked for, between two batches of events; each happens
  wholly or not at all, and once, whatever crashes. While events wait, it gets no more of the worker's time than they.
  Heavy work that only reads has a process of its own, one at a time; if that dies, it is tried once more.
* `POST /api/operations/{id}/cancel` takes back what waits and stops heavy work; what changes people at this very moment
  is not left half done. Operations are forgotten 90 days after they ended.
"""


_ROLES_HEAD = """# Roles

What each role may do; [access](access.md) tells how people come by one. `reader` is of tokens alone. A token of a user
may do what its role and its user may. A refusal (403) says which permission was missing by what it is called, and has
its id, with that of the role, among the `values` of its `errors`.

"""


def cli_page() -> str:
    """Return the text of cli.md."""
    return _CLI_HEAD + "".join(_commands("portret", typer.main.get_command(cli)))


def api_page() -> str:
    """Return the text of http-api.md."""
    by_tag: dict[str, list[str]] = defaultdict(list)
    for path, item in openapi_document()["paths"].items():
        for method in (method for method in _METHODS if method in item):
            (tag,) = item[method].get("tags", ["other"])
            by_tag[tag].append(_operation(method, path, item[method]))
    head = "| | path | does | query or body | needs |\n|---|---|---|---|---|\n"
    sections = (f"\n## {tag.capitalize()}\n\n{head}" + "\n".join(rows) + "\n" for tag, rows in sorted(by_tag.items()))
    return _API_HEAD + "".join(sections)


def roles_page() -> str:
    """Return the text of roles.md."""
    head = ["| permission | called | " + " | ".join(PERMISSIONS) + " |", "|---" * (len(PERMISSIONS) + 2) + "|"]
    rows = [
        [f"`{each.value}`", PERMISSION_NAMES[each], *(_has(may, each) for may in PERMISSIONS.values())]
        for each in Permission
    ]
    return _ROLES_HEAD + "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def _has(may: frozenset[Permission], permission: Permission) -> str:
    return "✓" if permission in may else " "


def _commands(name: str, command: Any) -> Iterator[str]:
    children = getattr(command, "commands", {})
    if not children:
        yield _command(name, command)
    for child, inner in sorted(children.items()):
        yield from _commands(f"{name} {child}", inner)


def _command(name: str, command: Any) -> str:
    arguments = " ".join(_shown(each) for each in command.params if each.param_type_name == "argument")
    text, _, example = inspect.cleandoc(command.help or "").partition("\n\nExample: ")
    lines = [f"\n## {name}\n", f"`{name} {arguments}`".replace(" `", "`"), f"\n{text}\n"]
    rows = [_option(each) for each in command.params]
    if rows:
        lines += ["| | |", "|---|---|", *rows]
    if example:
        lines += ["\n```", example.strip(), "```"]
    return "\n".join(lines) + "\n"


def _shown(argument: Any) -> str:
    name = (argument.metavar or argument.name).upper().strip("[]")
    return name if argument.required else f"[{name}]"


def _option(parameter: Any) -> str:
    is_argument = parameter.param_type_name == "argument"
    names = _shown(parameter) if is_argument else ", ".join(parameter.opts)
    if not is_argument and not parameter.is_flag and parameter.metavar:
        names += f" {parameter.metavar}"
    text = " ".join((parameter.help or "").split()).replace("|", "\\|")
    return f"| `{names}` | {text} |"


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    asked = [f"`{each['name']}`" for each in operation.get("parameters", []) if each["in"] == "query"]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in body:
        asked.append(f"body: {body['$ref'].rpartition('/')[2]}")
    return f"| {method.upper()} | `{path}` | {operation['summary']} | {', '.join(asked)} | {_needed(operation)} |"


def _needed(operation: dict[str, Any]) -> str:
    permissions = operation.get(MEMBER)
    return "" if permissions is None else ", ".join(f"`{each}`" for each in permissions) or "to be signed in"


def main() -> None:
    """Write the pages."""
    for name, page in {"cli.md": cli_page, "http-api.md": api_page, "roles.md": roles_page}.items():
        (DOCS / name).write_text(page(), "utf-8")
        print(f"docs/{name}")


if __name__ == "__main__":
    main()
