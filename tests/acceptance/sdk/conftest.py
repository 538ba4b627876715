"""Each test of stock clients has a source of its own on the server."""

from __future__ import annotations

import pytest

from tests.acceptance.sdk.source import Source, new_source
from tests.support.server import Server


@pytest.fixture
def source(server: Server) -> Source:
    return new_source(server)


@pytest.fixture
def person(source: Source) -> str:
    """Return a name for the one person a test speaks of, unlike all others."""
    return f"person-{source.id[-12:]}"
