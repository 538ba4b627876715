"""HTTP of evidence: why two are one person or not, and what was merged into a profile or kept out of it."""

from collections.abc import Callable
from typing import Annotated, Protocol

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Query

from portret.kernel import NotFound, Permission, Settings, needs, told
from portret.kernel.api import Cursor, Limit
from portret.state import CallContext
from portret.unify import rules
from portret.unify.api_models import DropPage, MergePage
from portret.unify.evidence import api_models as models
from portret.unify.evidence import store
from portret.unify.evidence.explain import explain
from portret.unify.evidence.facts import Fact, facts_of
from portret.unify.evidence.model import Evidence, Explanation, Link, Side
from portret.unify.evidence.refs import side_of
from portret.unify.pages import drop_page, merge_page
from portret.warehouse import Warehouse

_MOST_VERSIONS = 1_000


class Context(CallContext, Protocol):
    """What the routes need of the caller's context; the workspace comes from the token."""

    @property
    def warehouse(self) -> Warehouse:
        """The warehouse, for what events were."""
        ...

    @property
    def settings(self) -> Settings:
        """The settings, for the country of telephone numbers."""
        ...


_REF = "A profile id (also one merged away since), or `namespace:value`, such as `email:jo@example.com`."
Ref = Annotated[str, Path(description=_REF, max_length=600)]
Asked = Annotated[str, Query(description=_REF, min_length=1, max_length=600)]


def routes(context: Callable[..., Context]) -> APIRouter:
    """Return the routes of evidence; mounted before those of profiles, whose references hold slashes."""
    router = APIRouter(tags=["identity"])
    Called = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.get(
        "/api/identity/explain",
        summary="Why two are one person, or why not",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def explanation(caller: Called, a: Asked, b: Asked) -> models.ExplanationView:
        with caller.state.read() as connection:
            region = caller.settings.phone_region
            one = side_of(connection, caller.workspace_id, a, region, "a")
            sides = one, side_of(connection, caller.workspace_id, b, region, "b")
            found = explain(*sides, _evidence(connection, caller.workspace_id, *sides))
            versions = rules.rules_versions(connection, caller.workspace_id, None, _MOST_VERSIONS)
        links = [step.link for step in found.steps]
        facts = _facts(caller, sides, found)
        in_force = [(each.created_at_ms, each.version) for each in versions]
        of_links = {link.message_id: _rules_version(link, facts.get(link.message_id), in_force) for link in links}
        return models.explanation_view(sides, found, facts, of_links)

    @router.get(
        "/api/profiles/{ref:path}/merges",
        summary="The merges that made a profile what it is, latest first",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def merges(ref: Ref, caller: Called, limit: Limit = 50, cursor: Cursor = None) -> MergePage:
        with caller.state.read() as connection:
            ids = _ids(connection, caller, ref)
            return merge_page(connection, caller.workspace_id, ids, limit, cursor)

    @router.get(
        "/api/profiles/{ref:path}/drops",
        summary="Identifiers that a rule keeps from a profile, latest first",
        openapi_extra=needs(Permission.PEOPLE_READ),
    )
    def drops(ref: Ref, caller: Called, limit: Limit = 50, cursor: Cursor = None) -> DropPage:
        with caller.state.read() as connection:
            ids = _ids(connection, caller, ref)
            return drop_page(connection, caller.workspace_id, ids, limit, cursor)

    return router


def _ids(connection: sa.Connection, caller: Context, ref: str) -> list[str]:
    """Return all ids that a profile ever had. Raises NotFound."""
    side = side_of(connection, caller.workspace_id, ref, caller.settings.phone_region, "ref")
    if not side.profile_id:
        raise NotFound(
            told("profile-unknown", "No profile is known by this reference in this workspace. Search with ?search=…"),
            path="ref",
        )
    return sorted(side.ids)


def _evidence(connection: sa.Connection, workspace_id: str, a: Side, b: Side) -> Evidence:
    """Return what is recorded of two sides. Raises NotFound if nobody is known by either."""
    if not a.profile_id and not b.profile_id:
        raise NotFound(told("profiles-unknown", "No profile is known by either reference in this workspace."), path="a")
    if a.profile_id == b.profile_id:
        return store.evidence_within(connection, workspace_id, a.ids)
    return store.evidence_between(connection, workspace_id, a.ids, b.ids)


def _facts(caller: Context, sides: tuple[Side, Side], found: Explanation) -> dict[str, Fact]:
    message_ids = {step.link.message_id for step in found.steps if step.link.reason == "event"}
    return facts_of(caller.warehouse, caller.workspace_id, sides[0].ids | sides[1].ids, message_ids)


def _rules_version(link: Link, fact: Fact | None, in_force: list[tuple[int, int]]) -> int:
    """Return the version that allowed a link: as recorded, else the one in force when the event came."""
    if link.rules_version >= 0:
        return link.rules_version
    at_ms = fact.received_at_ms if fact else link.at_ms
    return max((version for since_ms, version in in_force if since_ms <= at_ms), default=0)
