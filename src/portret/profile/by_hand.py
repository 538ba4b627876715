"""What people of the workspace set by hand: traits and consents of somebody, under the system source.

It is told under that source's id with the author's name behind a slash, so that whatever it is known by (the history of
a trait, the answer that decides a consent) says who set it, also after a merge, a split or a replay.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from portret import unify
from portret.kernel import CONSENT_UPDATED, MASK, Conflict, Event, Invalid, told
from portret.profile.consent import LONGEST_PURPOSE, PURPOSES_KEPT, note_consent
from portret.profile.model import IDENTIFIED, ProfileState
from portret.profile.traits import LONGEST_KEY, LONGEST_VALUE, canonical, current, declare

_LONGEST_NAME = 100
_DEEPEST = 8
_NOT_KEPT = frozenset(("invalid-email", "invalid-birthday"))
_NOT_KEPT_OF_A_COUNTRY = _NOT_KEPT | {"invalid-phone"}


def set_by_hand(state: ProfileState, event: Event, priority: int) -> None:
    """Put one of Portret's own events into the state, in place: only what was set by hand changes anything."""
    if event.type == "identify":
        claims = state.claims.setdefault(_teller(event), {})
        if declare(claims, event.traits, IDENTIFIED, event.timestamp_ms, priority, event.verified):
            state.is_unindexed = True
    elif event.name == CONSENT_UPDATED:
        note_consent(state.consents, event, _teller(event))


def source_and_author(told_by: str) -> tuple[str, str]:
    """Return the id of the source that told something, and the name of who set it by hand; "" if nobody did."""
    source_id, _, author = told_by.partition("/")
    return source_id, author


def check_traits(
    state: ProfileState, traits: Mapping[str, Any], seen: Mapping[str, Any], phone_region: str, today: date
) -> None:
    """See that traits can be set by hand.

    Args:
        state: of the person.
        traits: what is to be set; None takes a value away.
        seen: what their author saw of some of them before.
        phone_region: the country of telephone numbers without one; "" if they may be of any.
        today: by which birth dates are judged.

    Raises:
        Invalid: one of them cannot be kept, or is no value of such a trait.
        Conflict: one of them is not any more what its author saw.
    """
    for key, value in traits.items():
        _check_value(key, value)
    refused = _NOT_KEPT_OF_A_COUNTRY if phone_region else _NOT_KEPT
    for flag in unify.contact_flags(traits, phone_region, today):
        found = unify.flagged_trait(flag, traits, phone_region, today)
        if found and flag in refused:
            raise Invalid(
                told("trait-not-kept", "This is not kept: it is {what}.", what=unify.CONTACT_FLAGS[flag]),
                path=f"traits.{found[0]}",
            )
    now = current(state.claims)
    for key, value in seen.items():
        if now.get(key) != value:
            raise Conflict(
                told("trait-changed", "Somebody or something changed this trait since you saw it: look again."),
                path=f"seen.{key}",
            )


def check_consents(state: ProfileState, brand: str, purposes: Mapping[str, bool]) -> None:
    """See that answers can be set by hand. Raises Invalid."""
    for purpose in purposes:
        if not 0 < len(purpose) <= LONGEST_PURPOSE or purpose != purpose.strip():
            raise Invalid(
                told(
                    "purpose-name",
                    "Name a purpose by 1 to {longest_purpose} characters, without spaces around.",
                    longest_purpose=LONGEST_PURPOSE,
                ),
                path="purposes",
            )
    if len({*state.consents.get(brand, {}), *purposes}) > PURPOSES_KEPT:
        raise Invalid(
            told(
                "purposes-many",
                "Of a person at most {purposes_kept} purposes are kept at a brand.",
                purposes_kept=PURPOSES_KEPT,
            ),
            path="purposes",
        )


def _check_value(key: str, value: Any) -> None:
    path = f"traits.{key[:LONGEST_KEY]}"
    if not 0 < len(key) <= LONGEST_KEY or key != key.strip():
        raise Invalid(
            told(
                "trait-name",
                "Name a trait by 1 to {longest_key} characters, without spaces around.",
                longest_key=LONGEST_KEY,
            ),
            path=path,
        )
    if not _is_storable(value, _DEEPEST):
        message = told(
            "trait-deep",
            "A trait may be nested {deepest} levels deep, and whole numbers have at most 64 bits.",
            deepest=_DEEPEST,
        )
        raise Invalid(message, path=path)
    text = canonical(value)
    if not text or len(text) > LONGEST_VALUE:
        raise Invalid(
            told("trait-long", "A trait has at most {longest} characters as JSON.", longest=f"{LONGEST_VALUE:,}"),
            path=path,
        )
    if MASK in text:
        raise Invalid(
            told(
                "trait-masked",
                "{mask} stands for what you may not see: leave it out, or give the whole value.",
                mask=MASK,
            ),
            path=path,
        )


def _is_storable(value: Any, levels: int) -> bool:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return levels > 0 and all(_is_storable(each, levels - 1) for each in inner)
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def _teller(event: Event) -> str:
    author = event.context.get("author")
    name = author.get("name") if isinstance(author, dict) else None
    return f"{event.source_id}/{name[:_LONGEST_NAME]}" if name and isinstance(name, str) else event.source_id
