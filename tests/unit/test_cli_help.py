from collections.abc import Iterator

import pytest
import typer
from typer._click.core import Command

from portret.cli.app import app


def commands(command: Command, name: str) -> Iterator[tuple[str, Command]]:
    """Yield every command below a group, with its full name."""
    inner = getattr(command, "commands", None)
    if inner is None:
        yield name, command
        return
    for key, child in inner.items():
        yield from commands(child, f"{name} {key}".strip())


ALL = dict(commands(typer.main.get_command(app), ""))
TALKING = [name for name, command in ALL.items() if "as_json" in {parameter.name for parameter in command.params}]
PROCESSES = {"serve", "web", "worker", "loader", "warehouse", "migrate", "operation run"}
NOTHING_BUT_JSON = {"openapi"}


@pytest.mark.parametrize("name", ALL)
def test_every_command_says_what_it_does_and_gives_an_example_of_itself(name: str) -> None:
    text = ALL[name].help or ""
    assert "Example: " in text
    assert f"portret {name}" in text


def test_every_command_that_prints_a_result_can_print_json() -> None:
    assert set(ALL) - set(TALKING) == PROCESSES | NOTHING_BUT_JSON


@pytest.mark.parametrize("name", ALL)
def test_every_option_is_explained(name: str) -> None:
    for parameter in ALL[name].params:
        assert getattr(parameter, "help", ""), parameter.name
