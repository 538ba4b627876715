"""`portret user`: who works here; straight in the state store, so that it helps when nobody can sign in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from portret.cli.configure import configure
from portret.cli.options import ConfigFile, DataDir, Json
from portret.cli.show import print_fields, print_json, print_note, print_table
from portret.kernel import NotFound, SystemClock

if TYPE_CHECKING:
    from portret.govern import Staff, UserView

app = typer.Typer(help="Users: who may sign in, and in which role. On the server's machine.", no_args_is_help=True)
_Role = Literal["owner", "admin", "marketer", "analyst", "support", "read-only"]
_Email = Annotated[str, typer.Argument(help="The user's e-mail address.")]
_COLUMNS = ("id", "email", "name", "role", "created_at", "signed_in_at", "disabled_at")


@app.command("list")
def index(*, config: ConfigFile = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """List the users.

    Example: portret user list --json
    """
    with _staff(config, data_dir) as staff:
        found = [user.model_dump(mode="json") for user in staff.users()]
    if as_json:
        print_json(found)
    else:
        print_table(found, _COLUMNS, empty="no users", narrow=("email", "name", "role", "disabled_at"))


@app.command()
def add(
    email: _Email,
    *,
    name: Annotated[str, typer.Option(help="Their name; default: the address.")] = "",
    role: Annotated[_Role, typer.Option(help="What they may do.")] = "marketer",
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Make a user with a new password, shown this once.

    Example: portret user add jo@example.com --name "Jo Doe" --role owner
    """
    with _staff(config, data_dir) as staff:
        user, password = staff.add(name or email, email, role)
    _show({"id": user.id, "email": user.email, "role": user.role, "password": password}, as_json=as_json)


@app.command("reset-password")
def reset_password(
    email: _Email, *, config: ConfigFile = None, data_dir: DataDir = None, as_json: Json = False
) -> None:
    """Give a user a new password, shown this once; all their sessions end.

    Example: portret user reset-password jo@example.com
    """
    with _staff(config, data_dir) as staff:
        user, password = staff.reset_password(email)
    _show({"id": user.id, "email": user.email, "password": password}, as_json=as_json)


@app.command("role")
def change_role(
    email: _Email,
    role: Annotated[_Role, typer.Argument(help="What they may do from now on.")],
    *,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> None:
    """Give a user another role.

    Example: portret user role jo@example.com analyst
    """
    with _staff(config, data_dir) as staff:
        user = staff.change_role(email, role)
    _tell(user, f"{email} is {role} now.", as_json=as_json)


@app.command()
def disable(email: _Email, *, config: ConfigFile = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Keep a user out, from now on: their sessions end and their tokens are refused.

    Example: portret user disable jo@example.com
    """
    with _staff(config, data_dir) as staff:
        user = staff.switch(email, disabled=True)
    _tell(user, f"{email} is kept out.", as_json=as_json)


@app.command()
def enable(email: _Email, *, config: ConfigFile = None, data_dir: DataDir = None, as_json: Json = False) -> None:
    """Let a user in again.

    Example: portret user enable jo@example.com
    """
    with _staff(config, data_dir) as staff:
        user = staff.switch(email, disabled=False)
    _tell(user, f"{email} may come in again.", as_json=as_json)


def _tell(user: UserView, note: str, *, as_json: bool) -> None:
    if as_json:
        print_json(user.model_dump(mode="json"))
    else:
        print_note(note)


def _show(made: dict[str, str], *, as_json: bool) -> None:
    if as_json:
        print_json(made)
        return
    print_fields(made)
    print_note("Keep the password now: it cannot be shown again.")


@contextmanager
def _staff(config: ConfigFile, data_dir: DataDir) -> Iterator[Staff]:
    from portret import collect, govern  # noqa: PLC0415 — the other commands need no stores and stay quick
    from portret.state import State  # noqa: PLC0415 — as above

    settings = configure(os.environ, {"data_dir": data_dir}, config).settings
    state = State(settings.effective_state_url)
    try:
        with state.read() as connection:
            workspace = next(iter(collect.all_workspaces(connection)), None)
        if workspace is None:
            raise NotFound("There is no workspace yet. `portret serve` makes one at its first start.")
        yield govern.Staff(state, SystemClock(), govern.at_the_machine(workspace.id))
    finally:
        state.close()
