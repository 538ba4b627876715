"""One ASGI application for the one port: collection's paths go to its bare app, everything else to the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp, Receive, Scope, Send

import portret
from portret.collect import Admission, CollectApp, KnownKeys, Pressure, collect_app, load_admissions, words_of
from portret.collect import api as collection
from portret.govern import Provider, site_of
from portret.govern import api as govern
from portret.kernel.api import joined
from portret.measure import api as measure
from portret.operation import api as operations
from portret.profile import api as profiles
from portret.segment import api as segments
from portret.trait import api as traits
from portret.unify import api as identity
from portret.web import query
from portret.web.answers import answered
from portret.web.auth import context_dependency, door_of, visit_dependency
from portret.web.faults import FaultFinder
from portret.web.guard import guarded
from portret.web.health import lag_events
from portret.web.metrics import registry_of
from portret.web.model import Stores
from portret.web.openapi import describe
from portret.web.operations import operation_routes, reference_route
from portret.web.pages import Pages, below, prefix_of
from portret.web.problems import add_problem_handlers
from portret.web.pulse import pulse_routes

__all__ = ["Stores", "api_document", "web_app"]

_DESCRIPTION = """Manage Portret and read what it knows. Send `Authorization: Bearer <token>`; the token names the
workspace. Errors are problems as RFC 9457 has them. Events are sent to `/v1/…` with a write key, as Segment's and
RudderStack's SDKs do."""


def web_app(stores: Stores) -> ASGIApp:
    """Return the whole web application on open stores; collection starts and stops with its lifespan."""
    registry = registry_of(stores)
    check = FaultFinder(stores.state, stores.settings)
    collection = _collection(stores, check, registry)
    pages = Pages(stores.settings.public_url)
    guarded_pages, management = guarded(pages), guarded(answered(_management(stores, check, registry)))

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or collection.serves(scope["path"]):
            await collection(scope, receive, send)
        elif pages.serves(scope):
            await guarded_pages(scope, receive, send)
        else:
            await management(scope, receive, send)

    return below(prefix_of(stores.settings.public_url), dispatch)


def api_document(stores: Stores) -> dict[str, Any]:
    """Return the OpenAPI document of the management API."""
    return _management(stores, FaultFinder(stores.state, stores.settings), CollectorRegistry()).openapi()


def _collection(stores: Stores, check: FaultFinder, registry: CollectorRegistry) -> CollectApp:
    settings = stores.settings

    def load_keys() -> Mapping[bytes, Admission]:
        with stores.state.read() as connection:
            return load_admissions(connection)

    def backlog() -> int:
        return lag_events(stores)

    return collect_app(
        stores.log,
        KnownKeys(load_keys, stores.clock),
        stores.clock,
        check=check,
        pressure=Pressure(settings.data_dir, settings.disk_reserve_bytes, backlog, settings.backlog_limit_events),
        trusted_proxies=settings.trusted_proxies,
        public_url=settings.public_url,
        analytics_js_path=settings.analytics_js_path,
        registry=registry,
    )


def _management(stores: Stores, check: FaultFinder, registry: CollectorRegistry) -> FastAPI:
    app = FastAPI(
        title="Portret",
        version=portret.__version__,
        description=_DESCRIPTION,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    door, site = door_of(stores), site_of(stores.settings)
    context = context_dependency(stores, door)
    whole = joined(
        operation_routes(stores, registry),
        govern.routes(context, visit_dependency(stores, door), door, Provider(site, stores.clock) if site else None),
        query.routes(context),
        operations.routes(context),
        collection.routes(context, check),
        collection.import_routes(context),
        identity.routes(context),
        traits.routes(context, words_of, segments.check_readers),
        segments.routes(context, words_of),
        profiles.identity_routes(context),
        profiles.note_routes(context),
        profiles.task_routes(context),
        profiles.routes(context),
        measure.routes(context),
        pulse_routes(context, stores),
    )
    app.router.routes.extend(whole.routes)
    add_problem_handlers(app)
    describe(app)
    app.router.routes.extend(reference_route(app, stores).routes)
    return app
