"""The OpenAPI document: every refusal of every operation is described as a problem."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from portret.web.problems import MEDIA_TYPE, Problem

_REFUSALS = {
    "400": "The request cannot be understood",
    "401": "No valid token came with the request",
    "403": "The token may not do this",
    "404": "There is nothing under this name",
    "405": "The address does not take this method",
    "409": "It exists already, or changed meanwhile",
    "413": "Over a size limit",
    "422": "A value breaks a rule",
    "429": "Over a rate limit",
    "500": "Something broke on our side; the server's log says what",
    "503": "A store is down, full or behind",
}
_METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
_UNUSED = ("HTTPValidationError", "ValidationError")


def describe(app: FastAPI) -> None:
    """Make the application's OpenAPI document tell its problems."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # the way FastAPI's documentation gives


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name in _UNUSED:
        schemas.pop(name, None)
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {})
    schemas["Problem"] = problem
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item and path.startswith("/api/"):
                _add_refusals(item[method]["responses"])
    return document


def _add_refusals(responses: dict[str, Any]) -> None:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, description in _REFUSALS.items():
        responses[status] = {"description": description, "content": content}
