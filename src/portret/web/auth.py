"""Bearer tokens at the door of /api: turns a request into the context it may act in."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from portret.kernel import Forbidden, Unauthorized
from portret.web.model import Context, Stores
from portret.web.tokens import authenticate

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_MISSING = "Send a token: `Authorization: Bearer ptk_…`. The first one lies in admin.token in the data directory."
_READ_ONLY = "This token may only read. Ask an administrator for one with the role admin."
_bearer = HTTPBearer(auto_error=False, description="An API token: `portret token create`")


def context_dependency(stores: Stores) -> Callable[..., Context]:
    """Return the FastAPI dependency that gives each route its context; readers may only read."""

    def context(
        request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None
    ) -> Context:
        if credentials is None:
            raise Unauthorized(_MISSING)
        token = authenticate(stores.state, stores.clock, credentials.credentials)
        if token.role != "admin" and request.method not in SAFE_METHODS:
            raise Forbidden(_READ_ONLY)
        return Context(
            workspace_id=token.workspace_id,
            author=token.id,
            role=token.role,
            settings=stores.settings,
            clock=stores.clock,
            state=stores.state,
            log=stores.log,
            warehouse=stores.warehouse,
        )

    return context
