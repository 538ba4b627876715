"""HTTP of identity: the rules with their versions, what they dropped, and what was merged."""

from collections.abc import Callable
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Header, Path, Query, Response

from portret.definition import require, tag_of
from portret.definition.api_models import IfMatch
from portret.kernel import NotFound, Permission, needs, read_cursor, told, write_cursor
from portret.kernel.api import Cursor, Limit, joined
from portret.unify import api_models as models
from portret.unify import rules, simulation_api, store
from portret.unify.evidence.api import Context
from portret.unify.evidence.api import routes as evidence_routes
from portret.unify.matching import api as matching_api
from portret.unify.model import RulesVersion
from portret.unify.pages import Number, drop_page, merge_page

ProfileId = Annotated[
    str | None, Query(max_length=100, description="Only of this profile, under whichever id it ever had.")
]
_IfNoneMatch = Annotated[str | None, Header(alias="If-None-Match", max_length=100)]
_NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "Not modified since the ETag given."}}


def routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of identity; `context` is the dependency that authenticates."""
    return joined(
        evidence_routes(context),
        _rules(context),
        _records(context),
        simulation_api.routes(context),
        matching_api.routes(context),
    )


def _rules(context: Callable[..., Context]) -> APIRouter:
    router = APIRouter(prefix="/api/identity/rules", tags=["identity"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "",
        summary="The rules in force",
        response_model=models.RulesView,
        responses=_NOT_MODIFIED,
        openapi_extra=needs(Permission.IDENTITY_READ),
    )
    def show(caller: Caller, response: Response, if_none_match: _IfNoneMatch = None) -> models.RulesView | Response:
        with caller.state.read() as connection:
            version = _in_force(connection, caller.workspace_id)
        tag = tag_of(version.version if version else 0)
        if if_none_match in (tag, "*"):
            return Response(status_code=304, headers={"ETag": tag})
        response.headers["ETag"] = tag
        return models.rules_view(version)

    @router.put(
        "", summary="Put other rules in force, for events from now on", openapi_extra=needs(Permission.IDENTITY_MANAGE)
    )
    def save(body: models.RulesChange, caller: Caller, response: Response, if_match: IfMatch) -> models.RulesView:
        rules.check_rules(body.rules, "/rules")
        document = body.rules.model_dump_json(exclude_none=True, exclude_defaults=True)
        with caller.state.begin() as connection:
            before = _in_force(connection, caller.workspace_id)
            version = before.version if before else 0
            require(if_match, version)
            made = RulesVersion(
                version=version + 1,
                document=document,
                author=caller.author,
                reason=body.reason,
                created_at_ms=caller.clock.now_ms(),
            )
            rules.save_rules(connection, caller.workspace_id, made)
        response.headers["ETag"] = tag_of(made.version)
        return models.rules_view(made)

    @router.get(
        "/versions",
        summary="All rules that were ever in force, newest first",
        openapi_extra=needs(Permission.IDENTITY_READ),
    )
    def versions(caller: Caller, limit: Limit = 50, cursor: Cursor = None) -> models.RulesVersionPage:
        before = read_cursor(cursor, tuple[Number])[0] if cursor else None
        with caller.state.read() as connection:
            found = rules.rules_versions(connection, caller.workspace_id, before, limit + 1)
        more = write_cursor(found[limit - 1].version) if len(found) > limit else None
        return models.RulesVersionPage(items=[models.rules_view(each) for each in found[:limit]], next_cursor=more)

    @router.get(
        "/versions/{version}", summary="The rules of one version", openapi_extra=needs(Permission.IDENTITY_READ)
    )
    def one_version(version: Annotated[int, Path(ge=0, lt=2**62)], caller: Caller) -> models.RulesView:
        if version == 0:
            return models.rules_view(None)
        with caller.state.read() as connection:
            found = rules.rules_versions(connection, caller.workspace_id, version + 1, 1)
        if not found or found[0].version != version:
            raise NotFound(
                told("rules-no-version", "There is no such version of the rules. …/versions lists them."),
                path="version",
            )
        return models.rules_view(found[0])

    return router


def _records(context: Callable[..., Context]) -> APIRouter:
    router = APIRouter(prefix="/api/identity", tags=["identity"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "/drops",
        summary="Identifiers that a rule keeps from a profile, latest first",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def drops(
        caller: Caller, profile_id: ProfileId = None, limit: Limit = 50, cursor: Cursor = None
    ) -> models.DropPage:
        with caller.state.read() as connection:
            ids = _all_ids(connection, caller.workspace_id, profile_id)
            return drop_page(connection, caller.workspace_id, ids, limit, cursor)

    @router.get(
        "/merges", summary="Profiles that became one, latest first", openapi_extra=needs(Permission.PEOPLE_READ)
    )
    def merges(
        caller: Caller, profile_id: ProfileId = None, limit: Limit = 50, cursor: Cursor = None
    ) -> models.MergePage:
        with caller.state.read() as connection:
            ids = _all_ids(connection, caller.workspace_id, profile_id)
            return merge_page(connection, caller.workspace_id, ids, limit, cursor)

    return router


def _in_force(connection: sa.Connection, workspace_id: str) -> RulesVersion | None:
    newest = rules.rules_versions(connection, workspace_id, None, 1)
    return newest[0] if newest else None


def _all_ids(connection: sa.Connection, workspace_id: str, profile_id: str | None) -> list[str]:
    if not profile_id:
        return []
    now = store.canonical(connection, workspace_id, profile_id)
    return [now, *store.merged_ids(connection, workspace_id, now)]
