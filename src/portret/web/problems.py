"""Errors as RFC 9457 problems: a stable `type`, what was wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from portret.kernel import Invalid, PortretError, Told, Unauthorized, Unavailable, told
from portret.web.validation import validation_message

MEDIA_TYPE = "application/problem+json"
_TYPE_PREFIX = "urn:portret:problem:"
_NO_STORE = told("store-away", "The state store does not answer. Try again.")
_TITLES = {404: ("not-found", "Not found"), 405: ("method-not-allowed", "Method not allowed")}
_DETAILS = {
    400: "The body is not JSON in UTF-8, or is nested too deeply. Send a JSON document.",
    404: "There is nothing at this address. /api/docs lists what there is.",
    405: "This address exists but does not take this method. /api/docs lists what it takes.",
}
_log = structlog.get_logger("portret.web")


class Fault(BaseModel):
    """One value of a request that breaks a rule.

    `code` and `values` are for who says it in another language: the stable name of what `detail` says, and what stands
    in it; a value that is a message itself is an object of `text`, `code` and `values`.
    """

    path: str
    detail: str
    code: str | None = None
    values: dict[str, Any] | None = None


class NotSignedIn(Unauthorized):
    """Nobody is signed in, and how they may."""

    def __init__(self, detail: str, *, setup_required: bool, single_sign_on: str = "") -> None:
        super().__init__(detail)
        self.setup_required = setup_required
        self.single_sign_on = single_sign_on


class Problem(BaseModel):
    """An error as RFC 9457 writes it.

    `setup_required` and `single_sign_on`, what signing in elsewhere is called where it is possible, come with the
    answer that nobody is signed in.
    """

    type: str
    title: str
    status: int
    detail: str
    path: str | None = None
    errors: list[Fault] | None = None
    setup_required: bool | None = None
    single_sign_on: str | None = None


def problem_of(error: PortretError) -> tuple[Problem, dict[str, str]]:
    """Return an error's problem document and the headers that go with it."""
    problem = _problem(error.status, error.type, error.title, error.detail, path=error.path or None)
    faults: Sequence[tuple[str, str]] = error.faults if isinstance(error, Invalid) else ()
    if not faults and isinstance(error.detail, Told):
        faults = [(error.path, error.detail)]
    if faults:
        problem.errors = [_told_fault(path, detail) for path, detail in faults]
    if isinstance(error, NotSignedIn):
        problem.setup_required = error.setup_required
        problem.single_sign_on = error.single_sign_on or None
    headers = {} if error.retry_after_s is None else {"Retry-After": str(error.retry_after_s)}
    if error.status == 401:  # noqa: PLR2004 — RFC 9110 section 15.5.2 asks for the challenge
        headers["WWW-Authenticate"] = "Bearer"
    return problem, headers


def _told_fault(path: str, detail: str) -> Fault:
    if not isinstance(detail, Told):
        return Fault(path=path, detail=detail)
    return Fault(path=path, detail=str(detail), code=detail.code, values=detail.parts())


def add_problem_handlers(app: FastAPI) -> None:
    """Make every error of the application a problem document."""
    app.exception_handler(PortretError)(_on_portret_error)
    app.exception_handler(RequestValidationError)(_on_validation_error)
    app.exception_handler(HTTPException)(_on_http_error)
    app.exception_handler(sa.exc.DataError)(_on_unstorable)
    app.exception_handler(sa.exc.OperationalError)(_on_lost_store)
    app.exception_handler(Exception)(_on_unexpected)


async def _on_portret_error(_request: Request, error: PortretError) -> JSONResponse:
    problem, headers = problem_of(error)
    return _answer(problem, headers)


async def _on_validation_error(_request: Request, error: RequestValidationError) -> JSONResponse:
    faults = [_fault(item) for item in error.errors()]
    malformed = any(item["type"] == "json_invalid" for item in error.errors())
    if malformed:
        problem = _problem(400, "bad-request", "Bad request", "The body is not JSON. Send a JSON document.")
    else:
        detail = f"{faults[0].path}: {faults[0].detail.removesuffix('.')}. /api/docs shows what is expected."
        problem = _problem(422, "invalid", "Invalid value", detail, path=faults[0].path)
    return _answer(problem.model_copy(update={"errors": faults}))


async def _on_http_error(_request: Request, error: HTTPException) -> JSONResponse:
    kind, title = _TITLES.get(error.status_code, ("bad-request", "Bad request"))
    detail = _DETAILS.get(error.status_code, str(error.detail))
    return _answer(_problem(error.status_code, kind, title, detail), dict(error.headers or {}))


async def _on_unstorable(_request: Request, _error: sa.exc.DataError) -> JSONResponse:
    detail = told(
        "unstorable",
        "The request holds text or a number that cannot be stored, such as the character NUL. Leave it out.",
    )
    return _answer(problem_of(Invalid(detail))[0])


async def _on_lost_store(request: Request, error: sa.exc.OperationalError) -> JSONResponse:
    _log.error("state store failed", method=request.method, exc_info=error)
    problem, headers = problem_of(Unavailable(_NO_STORE, retry_after_s=1))
    return _answer(problem, headers)


async def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
    _log.error("unexpected error", method=request.method, exc_info=error)
    detail = "Something broke on our side; the log of the web process says what. Try again; if it stays, report it."
    return _answer(_problem(500, "internal", "Internal error", detail))


def _problem(status: int, kind: str, title: str, detail: str, path: str | None = None) -> Problem:
    return Problem(type=_TYPE_PREFIX + kind, title=title, status=status, detail=detail, path=path)


def _answer(problem: Problem, headers: dict[str, str] | None = None) -> JSONResponse:
    content = problem.model_dump(exclude_none=True)
    return JSONResponse(content, problem.status, headers, media_type=MEDIA_TYPE)


def _fault(item: dict[str, Any]) -> Fault:
    return _told_fault(_pointer(item["loc"]), validation_message(item))


def _pointer(location: Sequence[str | int]) -> str:
    where, *rest = location or ("body",)
    if where != "body":
        return ".".join(str(part) for part in rest) or str(where)
    return "/" + "/".join(str(part) for part in rest)
