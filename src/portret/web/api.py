"""HTTP of the door itself: API tokens, and read-only SQL on the warehouse."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from portret.kernel import Invalid, from_ms, key_of_cursor, to_ms, write_cursor
from portret.web import store, tokens
from portret.web.model import Context, Token

Limit = Annotated[int, Query(ge=1, le=200)]


class NewToken(BaseModel):
    """What a token to be made is for."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field(min_length=1, max_length=200)
    role: Literal["admin", "reader"] = "reader"
    expires_at: AwareDatetime | None = None


class TokenView(BaseModel):
    """A token as the API shows it; `hint` are the last four characters of its text."""

    id: str
    name: str
    role: Literal["admin", "reader"]
    hint: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class CreatedToken(TokenView):
    """A new token with its text, shown this once."""

    token: str


class TokenPage(BaseModel):
    """Some tokens, and the cursor of the next ones if there are more."""

    items: list[TokenView]
    next_cursor: str | None


def routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of tokens; `context` is the dependency that authenticates."""
    router = APIRouter(prefix="/api/tokens", tags=["tokens"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.post("", status_code=201, summary="Create a token")
    def create(body: NewToken, caller: Caller) -> CreatedToken:
        expires_at_ms = to_ms(body.expires_at) if body.expires_at else None
        made, text = tokens.create_token(
            caller.state, caller.clock, caller.workspace_id, body.role, body.name, expires_at_ms
        )
        return CreatedToken(**_fields(made), token=text)

    @router.get("", summary="List the tokens of the workspace")
    def index(caller: Caller, limit: Limit = 50, cursor: str | None = None) -> TokenPage:
        after = key_of_cursor(cursor)
        with caller.state.read() as connection:
            found = store.list_tokens(connection, caller.workspace_id, after, limit + 1)
        more = write_cursor(found[limit - 1].id) if len(found) > limit else None
        return TokenPage(items=[TokenView(**_fields(token)) for token in found[:limit]], next_cursor=more)

    @router.delete("/{token_id}", summary="Revoke a token, for ever")
    def revoke(token_id: str, caller: Caller) -> TokenView:
        if token_id == caller.author:
            raise Invalid("A token cannot revoke itself. Use another admin token.", path="token_id")
        return TokenView(**_fields(tokens.revoke_token(caller.state, caller.clock, caller.workspace_id, token_id)))

    return router


def _fields(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "role": token.role,
        "hint": token.hint,
        "created_at": from_ms(token.created_at_ms),
        "expires_at": None if token.expires_at_ms is None else from_ms(token.expires_at_ms),
        "revoked_at": None if token.revoked_at_ms is None else from_ms(token.revoked_at_ms),
    }
