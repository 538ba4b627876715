"""Every route under /api says what it needs, and asks the door whether the caller has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import pairwise
from typing import Any

import pytest
from fastapi.routing import APIRoute
from prometheus_client import CollectorRegistry
from starlette.routing import BaseRoute

from portret.govern import PERMISSIONS
from portret.kernel import MEMBER, Permission, Settings, SystemClock
from portret.log import SqliteLog
from portret.state import State, upgrade
from portret.warehouse import Warehouse
from portret.web.app import Stores, _management
from portret.web.faults import FaultFinder

THE_DOOR = "context_dependency.<locals>.context"
THE_DESCRIPTION = ("/api/openapi.json", "/api/docs")
"""What the API is: told to anyone, and nothing of what is in it."""


@pytest.fixture(scope="module")
def routes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[APIRoute]]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("routes"))
    with closing(State(settings.effective_state_url)) as state, closing(SqliteLog(settings.log_path)) as log:
        upgrade(state)
        stores = Stores(settings=settings, clock=SystemClock(), state=state, log=log, warehouse=Warehouse.of(settings))
        app = _management(stores, FaultFinder(state, settings), CollectorRegistry())
        yield [route for route in served(app.routes) if route.path.startswith("/api/")]


def served(routes: Sequence[BaseRoute]) -> Iterator[APIRoute]:
    """Return the routes of an application, those of the routers in it, too."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif inner := getattr(route, "original_router", None):
            yield from served(inner.routes)


def named(route: APIRoute) -> str:
    return f"{sorted(route.methods or ())} {route.path}"


def test_every_route_says_what_it_needs(routes: list[APIRoute]) -> None:
    assert len(routes) > 90
    silent = [named(route) for route in routes if MEMBER not in (route.openapi_extra or {})]
    assert [name for name in silent if not name.endswith(tuple(f" {path}" for path in THE_DESCRIPTION))] == []


def test_what_it_needs_is_a_permission(routes: list[APIRoute]) -> None:
    asked = {each for route in routes for each in (route.openapi_extra or {}).get(MEMBER) or ()}
    assert asked <= {permission.value for permission in Permission}


def test_every_route_that_needs_something_goes_through_the_door(routes: list[APIRoute]) -> None:
    guarded = [route for route in routes if (route.openapi_extra or {}).get(MEMBER) is not None]
    assert [named(route) for route in guarded if THE_DOOR not in set(calls(route.dependant))] == []


def test_every_permission_is_needed_somewhere_or_read_in_a_rule(routes: list[APIRoute]) -> None:
    asked = {each for route in routes for each in (route.openapi_extra or {}).get(MEMBER) or ()}
    rules = {Permission.PERSONAL_DATA_SEE, Permission.OWNERS_MANAGE, Permission.TOKENS_MANAGE}
    assert {permission for permission in Permission if permission.value not in asked} <= rules


def test_a_higher_role_may_all_that_a_lower_one_may() -> None:
    ranks = [PERMISSIONS["read-only"], PERMISSIONS["analyst"], PERMISSIONS["marketer"], PERMISSIONS["admin"]]
    for lower, higher in pairwise([*ranks, PERMISSIONS["owner"]]):
        assert lower < higher


def calls(dependant: Any) -> Iterator[str]:
    for each in dependant.dependencies:
        yield getattr(each.call, "__qualname__", "")
        yield from calls(each)
