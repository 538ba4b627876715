"""HTTP of collection's administration: the workspace, brands, sources with their write keys, quarantine."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from portret.collect import api_models as models
from portret.collect import arrivals_api, by_hand_api, quarantine_api, sources, store
from portret.collect.api_models import CollectContext, Dependency
from portret.collect.imports.api import routes as import_routes
from portret.collect.model import Check
from portret.collect.signing.api import routes as signing_routes
from portret.kernel import Permission, key_of_cursor, needs, to_ms, write_cursor
from portret.kernel.api import Cursor, Limit, joined

__all__ = ["import_routes", "routes"]


def routes(context: Dependency, check: Check) -> APIRouter:
    """Return all routes of collection below /api.

    Args:
        context: the dependency that authenticates; yields the caller's workspace and the stores.
        check: finds the faults of an entry's events; a mended event must pass it.
    """
    return joined(
        _workspace(context),
        _brands(context),
        _sources(context),
        _keys(context),
        signing_routes(context),
        arrivals_api.routes(context, check),
        by_hand_api.routes(context),
        quarantine_api.routes(context, check),
    )


def _workspace(context: Dependency) -> APIRouter:
    router = APIRouter(prefix="/api/workspace", tags=["workspace"])
    Caller = Annotated[CollectContext, Depends(context)]  # noqa: N806 - a type

    @router.get("", summary="Show the workspace of the token", openapi_extra=needs(Permission.WORKSPACE_READ))
    def show(caller: Caller) -> models.WorkspaceView:
        with caller.state.read() as connection:
            return models.workspace_view(sources.the_workspace(connection, caller.workspace_id))

    @router.patch("", summary="Change the workspace", openapi_extra=needs(Permission.WORKSPACE_MANAGE))
    def change(body: models.WorkspaceChange, caller: Caller) -> models.WorkspaceView:
        with caller.state.begin() as connection:
            workspace = sources.the_workspace(connection, caller.workspace_id)
            return models.workspace_view(sources.change_workspace(connection, replace(workspace, **_given(body))))

    return router


def _brands(context: Dependency) -> APIRouter:
    router = APIRouter(prefix="/api/brands", tags=["brands"])
    Caller = Annotated[CollectContext, Depends(context)]  # noqa: N806 - a type

    @router.get("", summary="List the brands", openapi_extra=needs(Permission.WORKSPACE_READ))
    def index(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> models.BrandPage:
        after = key_of_cursor(cursor)
        with caller.state.read() as connection:
            found = store.list_brands(connection, caller.workspace_id, after, limit + 1)
        items, last = models.page_of(found, limit)
        following = write_cursor(last.slug) if last else None
        return models.BrandPage(items=[models.brand_view(brand) for brand in items], next_cursor=following)

    @router.post("", status_code=201, summary="Create a brand", openapi_extra=needs(Permission.WORKSPACE_MANAGE))
    def create(body: models.NewBrand, caller: Caller) -> models.BrandView:
        with caller.state.begin() as connection:
            return models.brand_view(sources.create_brand(connection, caller.workspace_id, body.slug, body.name))

    @router.patch("/{slug}", summary="Rename a brand", openapi_extra=needs(Permission.WORKSPACE_MANAGE))
    def rename(slug: str, body: models.BrandChange, caller: Caller) -> models.BrandView:
        with caller.state.begin() as connection:
            return models.brand_view(sources.rename_brand(connection, caller.workspace_id, slug, body.name))

    return router


def _sources(context: Dependency) -> APIRouter:
    router = APIRouter(prefix="/api/sources", tags=["sources"])
    Caller = Annotated[CollectContext, Depends(context)]  # noqa: N806 - a type

    @router.get("", summary="List the sources, oldest first", openapi_extra=needs(Permission.SOURCES_READ))
    def index(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> models.SourcePage:
        after = key_of_cursor(cursor)
        with caller.state.read() as connection:
            found = store.list_sources(connection, caller.workspace_id, after, limit + 1)
        items, last = models.page_of(found, limit)
        following = write_cursor(last.id) if last else None
        return models.SourcePage(items=[models.source_view(source) for source in items], next_cursor=following)

    @router.post(
        "",
        status_code=201,
        summary="Create a source with its first write key, shown this once",
        openapi_extra=needs(Permission.SOURCES_MANAGE),
    )
    def create(body: models.NewSource, caller: Caller) -> models.CreatedSource:
        fields = body.model_dump() | {"allowed_origins": tuple(body.allowed_origins)}
        with caller.state.begin() as connection:
            made = sources.create_source(connection, caller.clock.now_ms(), caller.workspace_id, **fields)
        return models.created_source(*made)

    @router.get("/{source_id}", summary="Show a source", openapi_extra=needs(Permission.SOURCES_READ))
    def show(source_id: str, caller: Caller) -> models.SourceView:
        with caller.state.read() as connection:
            return models.source_view(sources.the_source(connection, caller.workspace_id, source_id))

    @router.patch(
        "/{source_id}", summary="Change, disable or enable a source", openapi_extra=needs(Permission.SOURCES_MANAGE)
    )
    def change(source_id: str, body: models.SourceChange, caller: Caller) -> models.SourceView:
        with caller.state.begin() as connection:
            source = sources.the_source(connection, caller.workspace_id, source_id)
            changed = sources.change_source(connection, replace(source, **_given(body)), caller.clock.now_ms())
        return models.source_view(changed)

    return router


def _keys(context: Dependency) -> APIRouter:
    router = APIRouter(prefix="/api/sources/{source_id}/keys", tags=["sources"])
    Caller = Annotated[CollectContext, Depends(context)]  # noqa: N806 - a type

    @router.get(
        "", summary="List the write keys of a source, oldest first", openapi_extra=needs(Permission.SOURCES_READ)
    )
    def index(source_id: str, caller: Caller) -> models.WriteKeyList:
        with caller.state.read() as connection:
            source = sources.the_source(connection, caller.workspace_id, source_id)
            found = store.list_write_keys(connection, source.workspace_id, source.id)
        return models.WriteKeyList(items=[models.write_key_view(key) for key in found])

    @router.post(
        "",
        status_code=201,
        summary="Create one more write key, shown this once",
        openapi_extra=needs(Permission.SOURCES_MANAGE),
    )
    def create(source_id: str, caller: Caller) -> models.CreatedKey:
        with caller.state.begin() as connection:
            source = sources.the_source(connection, caller.workspace_id, source_id)
            return models.created_key(sources.create_key(connection, source, caller.clock.now_ms()))

    @router.post(
        "/rotate",
        status_code=201,
        summary="Replace the write keys by a new one, shown this once",
        openapi_extra=needs(Permission.SOURCES_MANAGE),
    )
    def rotate(source_id: str, body: models.Rotation, caller: Caller) -> models.CreatedKey:
        now = caller.clock.now()
        with caller.state.begin() as connection:
            source = sources.the_source(connection, caller.workspace_id, source_id)
            key = sources.rotate_keys(connection, source, to_ms(now), to_ms(now + body.overlap))
        return models.created_key(key)

    @router.patch("/{key_id}", summary="Disable or enable a write key", openapi_extra=needs(Permission.SOURCES_MANAGE))
    def change(source_id: str, key_id: str, body: models.WriteKeyChange, caller: Caller) -> models.WriteKeyView:
        with caller.state.begin() as connection:
            source = sources.the_source(connection, caller.workspace_id, source_id)
            return models.write_key_view(sources.set_key_enabled(connection, source, key_id, enabled=body.enabled))

    return router


def _given(change: models.WorkspaceChange | models.SourceChange) -> dict[str, Any]:
    """Return what a change says, without what it leaves out."""
    given = change.model_dump(exclude_none=True)
    if "allowed_origins" in given:
        given["allowed_origins"] = tuple(given["allowed_origins"])
    return given
