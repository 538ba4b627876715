"""HTTP of API tokens: everybody has their own, administrators see all."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends

from portret.govern.access import api_models as models
from portret.govern.access import store, tokens
from portret.govern.context import Context
from portret.kernel import Invalid, Permission, key_of_cursor, needs, to_ms, told, write_cursor
from portret.kernel.api import Cursor, Limit


def token_routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of tokens; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/tokens", tags=["tokens"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.post("", status_code=201, summary="Create a token", openapi_extra=needs(Permission.TOKENS_MAKE))
    def create(body: models.NewToken, caller: Caller) -> models.CreatedToken:
        expires_at_ms = to_ms(body.expires_at) if body.expires_at else None
        made, text = tokens.create_token(caller.state, caller.clock, caller.actor, body.role, body.name, expires_at_ms)
        return models.CreatedToken(**models.token_view(made).model_dump(), token=text)

    @router.get("", summary="One's own tokens; administrators, and tokens of nobody, see all", openapi_extra=needs())
    def index(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> models.TokenPage:
        after = key_of_cursor(cursor)
        sees_all = Permission.TOKENS_MANAGE in caller.actor.permissions or not caller.actor.user_id
        whose = None if sees_all else caller.actor.user_id
        with caller.state.read() as connection:
            found = store.list_tokens(connection, caller.workspace_id, after, limit + 1, whose)
        more = write_cursor(found[limit - 1].id) if len(found) > limit else None
        return models.TokenPage(items=[models.token_view(token) for token in found[:limit]], next_cursor=more)

    @router.delete("/{token_id}", summary="Revoke a token, for ever", openapi_extra=needs(Permission.TOKENS_MAKE))
    def revoke(token_id: str, caller: Caller) -> models.TokenView:
        if token_id == caller.actor.id:
            raise Invalid(
                told("token-itself", "A token cannot revoke itself. Use another admin token."), path="token_id"
            )
        return models.token_view(tokens.revoke_token(caller.state, caller.clock, caller.actor, token_id))

    return router
