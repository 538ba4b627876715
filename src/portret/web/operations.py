"""HTTP for those who run it: the landing page, /healthz, /readyz and /metrics. No token is asked for."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry
from pydantic import BaseModel

from portret.web.health import Check, liveness, readiness
from portret.web.landing import STYLE, landing_page
from portret.web.metrics import exposition
from portret.web.model import Stores
from portret.web.policy import plain_policy
from portret.web.reference import REFERENCE_STYLE, reference_page


class CheckView(BaseModel):
    """One question and its answer."""

    name: str
    ok: bool
    detail: str


class Health(BaseModel):
    """Whether all is well, and each check."""

    ok: bool
    checks: list[CheckView]


_FAILING: dict[int | str, dict[str, Any]] = {503: {"model": Health, "description": "Something does not work"}}


def operation_routes(stores: Stores, registry: CollectorRegistry) -> APIRouter:
    """Return the routes of operation."""
    router = APIRouter(tags=["operation"])

    @router.get("/", include_in_schema=False)
    def landing(request: Request) -> HTMLResponse:
        page = landing_page(readiness(stores), _address(stores, request))
        return HTMLResponse(page, headers={"Content-Security-Policy": plain_policy(STYLE)})

    @router.get("/healthz", summary="Can it accept events?", responses=_FAILING, response_model=Health)
    def healthz() -> JSONResponse:
        return _answer(liveness(stores))

    @router.get(
        "/readyz", summary="Is everything behind it running and keeping up?", responses=_FAILING, response_model=Health
    )
    def readyz() -> JSONResponse:
        return _answer(readiness(stores))

    @router.get("/metrics", summary="Figures for Prometheus", response_class=Response)
    def metrics() -> Response:
        return Response(exposition(registry), media_type=CONTENT_TYPE_LATEST)

    return router


def reference_route(app: FastAPI, stores: Stores) -> APIRouter:
    """Return the route of the page that describes the application's API."""
    router = APIRouter()

    @router.get("/api/docs", include_in_schema=False)
    def reference(request: Request) -> HTMLResponse:
        page = reference_page(app.openapi(), _address(stores, request))
        return HTMLResponse(page, headers={"Content-Security-Policy": plain_policy(REFERENCE_STYLE)})

    return router


def _address(stores: Stores, request: Request) -> str:
    return (stores.settings.public_url or str(request.base_url)).rstrip("/")


def _answer(checks: Sequence[Check]) -> JSONResponse:
    ok = all(check.ok for check in checks)
    return JSONResponse({"ok": ok, "checks": [asdict(check) for check in checks]}, 200 if ok else 503)
