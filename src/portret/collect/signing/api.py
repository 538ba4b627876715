"""HTTP of what a source's site signs its users with: secrets and public keys."""

from collections.abc import Callable
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Response

from portret.collect import api_models as models
from portret.collect import sources, store
from portret.collect.api_models import CollectContext
from portret.collect.model import IdentityKey, Source
from portret.collect.signing import keys as signing
from portret.kernel import Invalid, Permission, from_ms, needs, to_ms, told
from portret.state import Vault


def routes(context: Callable[..., CollectContext]) -> APIRouter:
    """Return the routes of a source's signing keys."""
    router = APIRouter(prefix="/api/sources/{source_id}/identity", tags=["sources"])
    Caller = Annotated[CollectContext, Depends(context)]  # noqa: N806 - a type

    @router.get("", summary="Show what a source's users are signed with", openapi_extra=needs(Permission.SOURCES_READ))
    def show(source_id: str, caller: Caller) -> models.IdentityView:
        with caller.state.read() as connection:
            return _shown(connection, sources.the_source(connection, caller.workspace_id, source_id))

    @router.post(
        "/secrets",
        status_code=201,
        summary="Make a new secret, shown this once",
        openapi_extra=needs(Permission.SOURCES_MANAGE),
    )
    def rotate(source_id: str, body: models.Rotation, caller: Caller) -> models.CreatedIdentitySecret:
        now = caller.clock.now()
        with caller.state.begin() as connection:
            source = sources.the_source(connection, caller.workspace_id, source_id)
            made = signing.rotate_secret(
                connection, Vault(caller.settings), source, to_ms(now), to_ms(now + body.overlap)
            )
        return models.CreatedIdentitySecret(**_secret_fields(made.key), secret=made.text)

    @router.delete(
        "/secrets/{key_id}",
        status_code=204,
        summary="Refuse a secret from now on",
        openapi_extra=needs(Permission.SOURCES_MANAGE),
    )
    def remove_secret(source_id: str, key_id: str, caller: Caller) -> Response:
        with caller.state.begin() as connection:
            source = sources.the_source(connection, caller.workspace_id, source_id)
            signing.remove_secret(connection, source, key_id)
        return Response(status_code=204)

    @router.put(
        "/public-keys", summary="Set the public keys of signed tokens", openapi_extra=needs(Permission.SOURCES_MANAGE)
    )
    def set_public_keys(source_id: str, body: models.PublicKeysInput, caller: Caller) -> models.IdentityView:
        keys = _given(body)
        with caller.state.begin() as connection:
            source = sources.the_source(connection, caller.workspace_id, source_id)
            signing.set_public_keys(connection, Vault(caller.settings), source, caller.clock.now_ms(), keys)
            return _shown(connection, source)

    @router.delete(
        "/public-keys",
        status_code=204,
        summary="Refuse tokens signed with a key pair from now on",
        openapi_extra=needs(Permission.SOURCES_MANAGE),
    )
    def remove_public_keys(source_id: str, caller: Caller) -> Response:
        with caller.state.begin() as connection:
            signing.remove_public_keys(connection, sources.the_source(connection, caller.workspace_id, source_id))
        return Response(status_code=204)

    return router


def _given(body: models.PublicKeysInput) -> signing.PublicKeys:
    if bool(body.keys) == bool(body.pem):
        raise Invalid(told("keys-or-pem", "Give either `keys`, those of a JWKS document, or `pem`."), path="/keys")
    return signing.PublicKeys(tuple(body.keys or [_jwk_of_pem(body.pem)]), body.issuer, body.audience)


def _jwk_of_pem(text: str) -> dict[str, Any]:
    from portret.collect.signing import jose  # noqa: PLC0415 — 8 MB of memory that only public keys need

    return jose.jwk_of_pem(text)


def _shown(connection: sa.Connection, source: Source) -> models.IdentityView:
    found = store.list_identity_keys(connection, source.workspace_id, source.id)
    public = next((key for key in found if key.kind == "public"), None)
    return models.IdentityView(
        source_id=source.id,
        secrets=[models.IdentitySecretView(**_secret_fields(key)) for key in found if key.kind == "secret"],
        public_keys=models.PublicKeysView(summary=public.hint, created_at=from_ms(public.created_at_ms))
        if public
        else None,
    )


def _secret_fields(key: IdentityKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "hint": key.hint,
        "created_at": from_ms(key.created_at_ms),
        "expires_at": None if key.expires_at_ms is None else from_ms(key.expires_at_ms),
    }
