"""One server for all tests of stock clients; each test has a source of its own on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.sdk.source import Source, new_source
from tests.support.server import Server, running_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("stock-clients")) as running:
        yield running


@pytest.fixture
def source(server: Server) -> Source:
    return new_source(server)


@pytest.fixture
def person(source: Source) -> str:
    """Return a name for the one person a test speaks of, unlike all others."""
    return f"person-{source.id[-12:]}"
