"""HTTP of edits by hand: traits and consents that somebody of the workspace sets of a person."""

from typing import Annotated, Any, Protocol

from fastapi import APIRouter, Depends, Response

from portret import profile
from portret.collect import by_hand_api_models as models
from portret.collect import store
from portret.collect.api_models import CollectContext, Dependency
from portret.collect.by_hand import Author, Subject, consents_set, tell, traits_set
from portret.collect.own_events import OwnEvent
from portret.kernel import Invalid, Permission, from_ms, needs, told
from portret.profile import Profile
from portret.profile.api_models import Ref

_EDITS = needs(Permission.PEOPLE_EDIT, Permission.PERSONAL_DATA_SEE)
_ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {"model": models.SetByHand, "description": "It is kept, and shows before long."}
}


class Actor(Protocol):
    """Who calls."""

    @property
    def id(self) -> str:
        """The id of a user or a token."""
        ...

    @property
    def name(self) -> str:
        """The name, for people to read."""
        ...


class Context(CollectContext, Protocol):
    """What the routes need of the caller's context."""

    @property
    def actor(self) -> Actor:
        """Who calls."""
        ...


def routes(context: Dependency) -> APIRouter:
    """Return the routes; see `portret.collect.api.routes`."""
    router = APIRouter(prefix="/api/profiles", tags=["profiles"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 - a type

    @router.patch(
        "/{ref:path}/traits",
        summary="Set traits of a person by hand, or take them away",
        responses=_ACCEPTED,
        openapi_extra=_EDITS,
    )
    def set_traits(ref: Ref, body: models.TraitsByHand, caller: Caller, response: Response) -> models.SetByHand:
        person = _person(caller, ref)
        region, today = caller.settings.phone_region, caller.clock.now().date()
        profile.check_traits(person.state, body.traits, body.seen, region, today)
        event = traits_set(
            Subject(caller.workspace_id, person.id), _author(caller), body.reason, body.traits, caller.clock.now_ms()
        )
        return _told(caller, event, response)

    @router.patch(
        "/{ref:path}/consents",
        summary="Set by hand what a person answered when asked for consent",
        responses=_ACCEPTED,
        openapi_extra=_EDITS,
    )
    def set_consents(ref: Ref, body: models.ConsentsByHand, caller: Caller, response: Response) -> models.SetByHand:
        person = _person(caller, ref)
        profile.check_consents(person.state, body.brand, body.purposes)
        with caller.state.read() as connection:
            if body.brand not in store.brand_names(connection, caller.workspace_id):
                message = told("brand-none", "There is no brand {slug}. GET /api/brands lists them.", slug=body.brand)
                raise Invalid(message, path="brand")
        event = consents_set(
            Subject(caller.workspace_id, person.id),
            _author(caller),
            body.reason,
            body.brand,
            body.purposes,
            caller.clock.now_ms(),
        )
        return _told(caller, event, response)

    return router


def _person(caller: Context, ref: str) -> Profile:
    with caller.state.read() as connection:
        return profile.resolved(connection, caller.workspace_id, ref, caller.settings.phone_region)


def _author(caller: Context) -> Author:
    return Author(caller.actor.id, caller.actor.name)


def _told(caller: Context, event: OwnEvent, response: Response) -> models.SetByHand:
    is_processed = tell(caller.state, caller.log, caller.clock, event)
    if not is_processed:
        response.status_code = 202
    return models.SetByHand(id=event.profile_id, at=from_ms(event.at_ms), processed=is_processed)
