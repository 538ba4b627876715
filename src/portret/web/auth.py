"""The door of /api: turns a token or a session's cookie into the context it may act in, and keeps out who may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlsplit

import sqlalchemy as sa
from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from portret.collect import TrustedProxies, change_workspace, the_workspace, words_of
from portret.govern import (
    Actor,
    Arrival,
    Attempts,
    Cookies,
    Door,
    Visit,
    Wording,
    WorkspaceCard,
    actor_of,
    authenticate,
    csrf_token_of,
    find_session,
    has_users,
    is_same,
    permissions_called,
    role_called,
)
from portret.kernel import MEMBER, Forbidden, Permission, Unauthorized, Unavailable, told
from portret.segment import Language, wording
from portret.state import Vault
from portret.web.answers import remember
from portret.web.masking import is_about_people
from portret.web.model import Context, Stores
from portret.web.problems import NotSignedIn
from portret.web.trail import SAFE_METHODS

CSRF_HEADER = "x-csrf-token"
_MISSING = (
    "Sign in, or send a token: `Authorization: Bearer ptk_…`. The first one lies in admin.token in the data directory."
)
_NO_CSRF = told(
    "csrf-none",
    "Send what GET /api/session calls csrf_token in the header X-CSRF-Token. Reload the page, then try again.",
)
_ELSEWHERE = told(
    "csrf-elsewhere",
    "A page of another site sent this. If it is your own proxy, set public_url to the address people use.",
)
_BY_ID = told(
    "by-id-only", "Your role sees no personal data, and cannot look for people by it: name them by their id (prf_…)."
)
_NAMING = ("search", "a", "b")
_bearer = HTTPBearer(auto_error=False, description="An API token: `portret token create`")


def door_of(stores: Stores) -> Door:
    """Return the door of this process."""
    return Door(
        state=stores.state,
        clock=stores.clock,
        settings=stores.settings,
        workspace_card=_workspace_card,
        name_workspace=_name_workspace,
        wording=_wording,
        attempts=Attempts(stores.clock),
        cookies=Cookies(stores.settings),
        vault=Vault(stores.settings),
    )


def context_dependency(stores: Stores, door: Door) -> Callable[..., Context]:
    """Return the FastAPI dependency that gives each route its context.

    It refuses whoever lacks a permission that the route asks for; a route that asks for nothing is not served.
    """
    proxies = TrustedProxies(stores.settings.trusted_proxies)

    def context(
        request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None
    ) -> Context:
        address = _address(request, proxies)
        if credentials is not None:
            actor = authenticate(stores.state, stores.clock, credentials.credentials, address)
        else:
            actor = _signed_in(request, door, address)
        _guard(request, actor)
        caller = Context(
            actor=actor,
            settings=stores.settings,
            clock=stores.clock,
            state=stores.state,
            log=stores.log,
            warehouse=stores.warehouse,
        )
        remember(request.scope, caller)
        return caller

    return context


def visit_dependency(stores: Stores, door: Door) -> Callable[..., Visit]:
    """Return the FastAPI dependency of routes that ask for nobody's word; it refuses pages of other sites."""
    proxies = TrustedProxies(stores.settings.trusted_proxies)

    def visit(request: Request) -> Visit:
        if request.method not in SAFE_METHODS:
            _guard_origin(request, door)
        return Visit(
            arrival=Arrival(address=_address(request, proxies), agent=request.headers.get("user-agent", "")),
            base_url=(door.settings.public_url or str(request.base_url)).rstrip("/"),
            session_secret=request.cookies.get(door.cookies.session, ""),
            device=_opened(door, request.cookies.get(door.cookies.device, "")),
            flow=_opened(door, request.cookies.get(door.cookies.flow, "")),
        )

    return visit


def _signed_in(request: Request, door: Door, address: str) -> Actor:
    secret = request.cookies.get(door.cookies.session)
    if not secret:
        raise _not_signed_in(door, _MISSING)
    try:
        session, user = find_session(door.state, door.clock, door.settings, secret)
    except Unauthorized as error:
        raise _not_signed_in(door, error.detail) from error
    if request.method not in SAFE_METHODS:
        _guard_origin(request, door)
        if not is_same(request.headers.get(CSRF_HEADER, ""), csrf_token_of(secret)):
            raise Forbidden(_NO_CSRF)
    return actor_of(session, user, address)


def _not_signed_in(door: Door, detail: str) -> NotSignedIn:
    with door.state.read() as connection:
        name = door.settings.oidc_name if door.settings.oidc_issuer else ""
        return NotSignedIn(detail, setup_required=not has_users(connection), single_sign_on=name)


def _guard(request: Request, actor: Actor) -> None:
    asked = (request.scope["route"].openapi_extra or {})[MEMBER]
    missing = [each for each in Permission if each in asked and each not in actor.permissions]
    if missing:
        raise Forbidden(
            told(
                "permission-needed",
                "The role “{role}” does not allow this: {may}. Ask an owner or an administrator of the workspace.",
                may=permissions_called(missing),
                role=role_called(actor.role),
            )
        )
    if not actor.sees_personal_data and is_about_people(asked):
        _guard_names(request)


def _guard_names(request: Request) -> None:
    """Raise Forbidden if people are asked for by what may be known of them, by who is not to learn whether it is."""
    named = [request.path_params.get("ref"), *(request.query_params.get(name) for name in _NAMING)]
    if any(name and not name.startswith("prf_") for name in named):
        raise Forbidden(_BY_ID)


def _guard_origin(request: Request, door: Door) -> None:
    """Raise Forbidden if a browser says that another site's page asks (Sec-Fetch-Site, RFC 6454 section 7)."""
    origin = request.headers.get("origin")
    if origin is None:
        if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
            raise Forbidden(_ELSEWHERE)
        return
    here = {request.headers.get("host", ""), urlsplit(door.settings.public_url).netloc}
    if urlsplit(origin).netloc not in here - {""}:
        raise Forbidden(_ELSEWHERE)


def _address(request: Request, proxies: TrustedProxies) -> str:
    peer = request.client.host if request.client else ""
    return proxies.client(peer, request.headers.get("x-forwarded-for", "").encode("latin-1", "replace"))


def _opened(door: Door, sealed: str) -> str:
    """Return what a cookie says that only we can have written; "" for any other."""
    try:
        return door.vault.open(sealed.encode()).decode() if sealed else ""
    except (Unavailable, UnicodeError):
        return ""


def _workspace_card(connection: sa.Connection, workspace_id: str) -> WorkspaceCard:
    workspace = the_workspace(connection, workspace_id)
    return WorkspaceCard(workspace.id, workspace.name, workspace.time_zone)


def _wording(connection: sa.Connection, workspace_id: str, language: Language) -> Wording:
    words = words_of(connection, workspace_id)
    return Wording(words.brands, wording(connection, workspace_id, words, language))


def _name_workspace(connection: sa.Connection, workspace_id: str, name: str) -> None:
    change_workspace(connection, replace(the_workspace(connection, workspace_id), name=name))
