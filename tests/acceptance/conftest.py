"""A workspace of its own for each file, on a server that they share: it runs while tests of this folder do."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.server import Server, running_server

_HERE = Path(__file__).parent
_RUNNING = pytest.StashKey[tuple[Server, ExitStack]]()


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Server:
    """Return a running server in whose workspace nobody was before; other workspaces on it are not empty."""
    stash = request.session.stash
    if _RUNNING not in stash:
        held = ExitStack()
        stash[_RUNNING] = held.enter_context(running_server(tmp_path_factory.mktemp("shared"))), held
    name = request.module.__name__.rpartition(".")[2]
    return stash[_RUNNING][0].with_workspace(name)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Stop the server after the last test here, so that it takes nothing from the others."""
    stash = item.session.stash
    if _RUNNING in stash and (nextitem is None or not nextitem.path.is_relative_to(_HERE)):
        stash[_RUNNING][1].close()
        del stash[_RUNNING]
