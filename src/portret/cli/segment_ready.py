"""`portret segment ready list|show|add|migration`: segments that others have thought out already."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import quote

import typer

from portret.cli.client import Server, open_server
from portret.cli.options import ConfigFile, DataDir, Json, TokenText, Url
from portret.cli.show import print_json, print_line, print_note, print_table
from portret.kernel import Invalid, NotFound

app = typer.Typer(help="Ready-made traits and segments: RFM, life cycle, abandoned carts …", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="What it is called, such as rfm; `list` shows all.")]
With = Annotated[
    list[str] | None,
    typer.Option("--with", metavar="NAME=VALUE", help="A parameter, such as currency=GBP; repeatable."),
]
Brands = Annotated[str, typer.Option(metavar="SLUG,…", help="The same as --with brands=SLUG,…")]
Language = Annotated[str, typer.Option(help="Of names and descriptions: en, ru or pl.")]
_LISTS = {"durations", "brands", "texts"}


@app.command("list")
def index(
    *,
    language: Language = "en",
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """List what is ready-made, which parameters it takes, and what was added.

    Example: portret segment ready list
    """
    with open_server(url, token, config, data_dir) as server:
        found = _all(server, language)
    if as_json:
        print_json(list(found.values()))
        return
    for each in found.values():
        print_line(f"{each['name']}{' (added)' if each['added'] else ''}: {each['about']}")
        for name, parameter in each["parameters"].items():
            print_line(f"    {name}: {parameter['about']}{_default(parameter)}")


@app.command("show")
def show(
    name: Name,
    *,
    parameters: With = None,
    brands: Brands = "",
    language: Language = "en",
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show the definitions that `add` would put in force, as YAML that `portret apply` takes.

    Example: portret segment ready show vip --with currency=GBP
    """
    from portret.definition import write_yaml  # noqa: PLC0415 — it takes long to load, and few commands need it

    with open_server(url, token, config, data_dir) as server:
        known = _known(_all(server, language), name)
        body = {"parameters": _read(known, _pairs(parameters, brands)), "language": language, "dry_run": True}
        found = server.post(_path(name), body)
    made = {
        f"{kind}s": [step["after"] for step in found["steps"] if step["kind"] == kind] for kind in ("trait", "segment")
    }
    if as_json:
        print_json(made)
    else:
        print_line(write_yaml(made).rstrip())


@app.command("add")
def add(
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="What to add, such as rfm lifecycle.")],
    *,
    parameters: With = None,
    brands: Brands = "",
    language: Language = "en",
    every: Annotated[str, typer.Option(metavar="P30D", help="Measure thresholds anew so often.")] = "",
    measure: Annotated[bool, typer.Option("--measure", help="Measure thresholds anew now.")] = False,
    confirm: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="A segment whose size may change much by this; may be repeated."),
    ] = None,
    reason: Annotated[str, typer.Option(help="Why; it is shown beside the versions for ever.")] = "",
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Add ready-made traits and segments. The same again changes nothing. Thresholds not given are measured once.

    Example: portret segment ready add rfm vip --with currency=GBP
    """
    with open_server(url, token, config, data_dir) as server:
        known = _all(server, language)
        pairs = _pairs(parameters, brands)
        chosen = {name: _known(known, name) for name in names}
        _refuse_unused(chosen, pairs)
        said_of = {name: _read(each, pairs, others=True) for name, each in chosen.items()}
        body = {"language": language, "every": every, "measure": measure, "confirm": confirm or [], "reason": reason}
        found = [server.post(_path(name), {**body, "parameters": each}) for name, each in said_of.items()]
    if as_json:
        print_json(found)
        return
    for each in found:
        _print_added(each)


@app.command("migration")
def migration(
    name: Name,
    *,
    since: Annotated[str | None, typer.Option(help="An RFC 3339 instant. Default: 30 days before --until.")] = None,
    until: Annotated[str | None, typer.Option(help="An RFC 3339 instant. Default: now.")] = None,
    url: Url = None,
    token: TokenText = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Show how many people moved from one segment to another, as a matrix: from the lines to the columns.

    Example: portret segment ready migration rfm --since 2027-01-01T00:00:00Z
    """
    with open_server(url, token, config, data_dir) as server:
        found = server.get(f"{_path(name)}/migration", since=since, until=until)
    if as_json:
        print_json(found)
        return
    people = {(move["before"], move["after"]): move["people"] for move in found["moves"]}
    keys = [*found["segments"], None]
    rows = [
        {"from": before or "none", **{after or "none": people.get((before, after), 0) for after in keys}}
        for before in keys
    ]
    print_table(rows, ("from", *(key or "none" for key in keys)), empty="nobody")


def _all(server: Server, language: str) -> dict[str, Any]:
    return {each["name"]: each for each in server.get("/api/segments/ready", language=language)["items"]}


def _known(known: Mapping[str, Any], name: str) -> dict[str, Any]:
    from portret.definition import nearest, said  # noqa: PLC0415 — it takes long to load, and few commands need it

    if name not in known:
        raise NotFound(f"Nothing ready-made is called {said(name)}.{nearest(name, known)}")
    found: dict[str, Any] = known[name]
    return found


def _path(name: str) -> str:
    return f"/api/segments/ready/{quote(name, safe='')}"


def _pairs(parameters: Sequence[str] | None, brands: str) -> dict[str, str]:
    from portret.definition import said  # noqa: PLC0415 — it takes long to load, and few commands need it

    found = {}
    for each in parameters or ():
        name, equals, value = each.partition("=")
        if not equals or not name:
            raise Invalid(f"{said(each)} is not NAME=VALUE, such as currency=GBP.", path="with")
        found[name] = value
    return {**found, **({"brands": brands} if brands else {})}


def _refuse_unused(chosen: Mapping[str, Any], pairs: Mapping[str, str]) -> None:
    from portret.definition import nearest, said  # noqa: PLC0415 — it takes long to load, and few commands need it

    names = {name for each in chosen.values() for name in each["parameters"]}
    for name in pairs:
        if name not in names:
            raise Invalid(f"There is no parameter {said(name)}.{nearest(name, names)}", path=name)


def _read(ready: Mapping[str, Any], pairs: Mapping[str, str], *, others: bool = False) -> dict[str, Any]:
    """Return the parameters as their kinds are written in JSON; with `others` some may be meant for something else."""
    known = ready["parameters"]
    return {
        name: _value(known[name]["kind"] if name in known else "", name, text)
        for name, text in pairs.items()
        if name in known or not others
    }


def _value(kind: str, name: str, text: str) -> Any:
    from portret.definition import said  # noqa: PLC0415 — it takes long to load, and few commands need it

    if kind in _LISTS:
        return [each.strip() for each in text.split(",") if each.strip()]
    if kind == "numbers":
        text = f"[{text}]"
    elif kind not in ("number", "numbers_by"):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        example = '{"shoes": [10, 50]}' if kind == "numbers_by" else "1,2,5" if kind == "numbers" else "5"
        raise Invalid(f"{said(text)} is not what {name} takes: write it as {example}.", path=name) from error


def _default(parameter: Mapping[str, Any]) -> str:
    if parameter["needed"]:
        return " Needed."
    if parameter["measured"]:
        return " Measured if not given."
    default = parameter["default"]
    return (
        "" if default in (None, []) else f" Default: {json.dumps(default) if isinstance(default, list) else default}."
    )


def _print_added(found: Mapping[str, Any]) -> None:
    steps = found["steps"]
    changed = [f"{step['kind']} {step['key']}" for step in steps if step["action"] != "keep"]
    print_note(f"{found['name']}: {len(changed)} of {len(steps)} definitions are new or changed.")
    for each in changed:
        print_line(each)
    for name, value in found["measured"].items():
        print_note(f"measured {name}: {json.dumps(value, ensure_ascii=False)}")
    if found["left"]:
        print_note(f"no longer of it, but left as they are: {', '.join(found['left'])}")
