"""HTTP of single sign-on: away to the provider, and back with its word. Both are visited, not called."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import RedirectResponse

from portret.govern.access.door import Door, Visit
from portret.govern.access.entered import write_cookies
from portret.govern.single_sign_on.flow import LASTS, away, back, begun, path_on_this_site, sealed
from portret.govern.single_sign_on.provider import Provider
from portret.kernel import NotFound, PortretError, open_to_anyone, told

_WAYS = {401: "unproven", 403: "unknown", 503: "unavailable"}
_NONE = told("sso-none", "There is no single sign-on here. Sign in with a password, or set oidc_issuer.")


def single_sign_on_routes(visit: Callable[..., Visit], door: Door, provider: Provider | None) -> APIRouter:
    """Return the routes by which people come in from an OpenID provider; None if there is none."""
    router = APIRouter(prefix="/api/session/single-sign-on", tags=["session"])
    Visitor = Annotated[Visit, Depends(visit)]  # noqa: N806 — a type

    @router.get(
        "",
        status_code=303,
        response_class=RedirectResponse,
        summary="Go and sign in with the organisation's account",
        openapi_extra=open_to_anyone(),
    )
    def leave(_: Visitor, return_to: Annotated[str, Query(max_length=2000)] = "/") -> RedirectResponse:
        if provider is None:
            raise NotFound(_NONE)
        flow = begun(door.clock, path_on_this_site(return_to))
        answer = RedirectResponse(away(provider, flow), 303)
        door.cookies.write(answer, door.cookies.flow, sealed(door.vault, flow), LASTS)
        return answer

    @router.get(
        "/callback",
        status_code=303,
        response_class=RedirectResponse,
        summary="Come back from there",
        openapi_extra=open_to_anyone(),
    )
    def arrive(
        visitor: Visitor,
        code: Annotated[str, Query(max_length=4000)] = "",
        state: Annotated[str, Query(max_length=1000)] = "",
        iss: Annotated[str, Query(max_length=1000)] = "",
    ) -> RedirectResponse:
        if provider is None:
            raise NotFound(_NONE)
        try:
            opened, return_to = back(door, provider, visitor, (code, state, iss))
        except PortretError as error:
            way = _WAYS.get(error.status, "unproven")
            answer = RedirectResponse(f"{visitor.base_url}/sign-in?single_sign_on={way}", 303)
        else:
            answer = RedirectResponse(visitor.base_url + return_to, 303)
            write_cookies(door, visitor, opened, answer)
        door.cookies.clear(answer, door.cookies.flow)
        return answer

    return router
