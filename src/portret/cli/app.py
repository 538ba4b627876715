"""All commands, and what their exit codes mean."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

import portret
from portret.cli import (
    applying,
    backup,
    children,
    definitions,
    demo,
    describe,
    doctor,
    identity,
    identity_explain,
    identity_simulate,
    importing,
    matching,
    operations,
    profile_identity,
    profiles,
    quality,
    quarantine,
    query,
    segment_files,
    segment_members,
    segment_ready,
    serve,
    sources,
    tokens,
    users,
)
from portret.cli.show import print_line, print_note
from portret.kernel import Forbidden, Invalid, NotFound, PortretError, Unauthorized, Unavailable

_HELP = """Portret: a customer data platform. `portret serve` runs it; the other commands talk to it.

Settings come from the environment (PORTRET_PORT=8080), a file (portret.toml) and flags, weak to strong.
`portret doctor` shows those in force.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not allowed, 4 not found, 5 no server or store answers, 6 done in part,
7 a dry run would change something.
"""
_EXIT_CODES: dict[type[PortretError], int] = {Unauthorized: 3, Forbidden: 3, NotFound: 4, Unavailable: 5}

app = typer.Typer(
    name="portret",
    help=_HELP,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("serve")(serve.serve)
app.command("web")(children.run_web)
app.command("worker")(children.run_worker)
app.command("loader")(children.run_loader)
app.command("warehouse")(children.run_warehouse)
app.command("migrate")(children.migrate)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.command("import")(importing.import_)
app.command("quality")(quality.quality)
app.command("query")(query.query)
app.command("timeline")(profiles.timeline)
app.command("search")(profiles.search)
app.command("apply")(applying.apply)
app.command("export")(applying.export)
app.command("openapi")(describe.openapi)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
operations.app.command("run")(children.run_operation)
profiles.app.command("merge")(profile_identity.merge)
profiles.app.command("split")(profile_identity.split)
profiles.app.command("erase")(profile_identity.erase)
identity.app.command("explain")(identity_explain.explain)
identity.app.command("simulate")(identity_simulate.simulate)
definitions.segment.command("preview")(segment_members.preview)
definitions.segment.command("members")(segment_members.members)
definitions.segment.command("sizes")(segment_members.sizes)
definitions.segment.command("overlap")(segment_members.overlap)
definitions.segment.command("freshness")(segment_members.freshness)
definitions.segment.command("export")(segment_files.export)
definitions.segment.command("import")(segment_files.import_)
definitions.segment.command("ask")(segment_files.ask)
definitions.segment.command("freeze")(segment_files.freeze)
definitions.segment.add_typer(segment_ready.app, name="ready")
app.add_typer(identity.app, name="identity")
app.add_typer(matching.app, name="match")
app.add_typer(operations.app, name="operation")
app.add_typer(profiles.app, name="profile")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(definitions.segment, name="segment")
app.add_typer(sources.app, name="source")
app.add_typer(tokens.app, name="token")
app.add_typer(definitions.trait, name="trait")
app.add_typer(users.app, name="user")


def _print_version(asked: bool) -> None:
    if asked:
        print_line(portret.__version__)
        raise typer.Exit


@app.callback()
def _options(
    *,
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version and end.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def main() -> None:
    """Run the command line; errors that a person can act on become one line on stderr and an exit code."""
    try:
        app()
    except PortretError as error:
        first, *others = _lines(error)
        print_note("\n".join([f"portret: {first}", *(f"  {line}" for line in others)]))
        sys.exit(_exit_code(error))


def _lines(error: PortretError) -> list[str]:
    if isinstance(error, Invalid) and len(error.faults) > 1:
        return [f"{len(error.faults)} faults:", *(f"{path}: {detail}" for path, detail in error.faults)]
    return [" ".join(line.split()) for line in error.detail.splitlines()] or [""]


def _exit_code(error: PortretError) -> int:
    return next((code for kind, code in _EXIT_CODES.items() if isinstance(error, kind)), 1)
