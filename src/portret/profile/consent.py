"""Consent as a monoid: per brand and purpose the newest act, the newest mention of a denial and that of a grant.

An act is an answer that the person gave: Segment's event "Segment Consent Preference Updated" with its context, or
"Consent Updated" with `properties.purposes`. A mention is what an SDK repeats in the context of every event:
`consent.categoryPreferences` (Segment) or `consentManagement` (RudderStack). The newest act wins over all that is
older; otherwise the stricter answer does, so that merging two people loses no denial.

Bounds: the alphabetically first 50 purposes of a brand, of at most 100 characters. What fell out counts as unknown,
which is no consent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from portret.kernel import CONSENT_UPDATED, Event
from portret.profile.model import Answer, Consent, ProfileState

CONSENT_ACTS = frozenset((CONSENT_UPDATED, "Segment Consent Preference Updated"))

PURPOSES_KEPT = 50
LONGEST_PURPOSE = 100
_READ_AT_MOST = 200  # of one event

Consents = dict[str, dict[str, Consent]]
"""Brand slug → purpose → what was said of it."""

Said = tuple[str, bool]
"""(purpose, granted)."""

Standing = tuple[bool, bool, Answer]
"""(granted, explicit, the answer that decides)."""


def note_consent(consents: Consents, event: Event, source_id: str) -> None:
    """Put what an event says of consent into the state, in place; what cannot be read is left out."""
    mentioned: Iterator[Said] = _mentioned(event.context)
    acted: Iterator[Said] = iter(())
    if event.name == CONSENT_UPDATED:
        acted = _acted(event.properties)
    elif event.name in CONSENT_ACTS:
        mentioned, acted = acted, mentioned
    answers = [(purpose, granted, True) for purpose, granted in acted]
    answers += [(purpose, granted, False) for purpose, granted in mentioned]
    verified = event.verified or bool(event.proven)
    for purpose, granted, is_act in answers:
        if 0 < len(purpose) <= LONGEST_PURPOSE:
            known = _of(consents.setdefault(event.brand, {}), purpose)
            answer = (event.timestamp_ms, not granted, source_id, verified)
            if is_act:
                known.act = _newer(known.act, answer)
            elif granted:
                known.grant = _newer(known.grant, answer)
            else:
                known.denial = _newer(known.denial, answer)
    if event.brand in consents:
        _keep_first(consents[event.brand])


def add_consents(mine: Consents, theirs: Mapping[str, Mapping[str, Consent]]) -> None:
    """Add what another state holds, in place."""
    for brand, purposes in theirs.items():
        known = mine.setdefault(brand, {})
        for purpose, other in purposes.items():
            have = _of(known, purpose)
            have.act = _newer(have.act, other.act)
            have.denial = _newer(have.denial, other.denial)
            have.grant = _newer(have.grant, other.grant)
        _keep_first(known)


def standing(consent: Consent) -> Standing:
    """Return what holds: the newest act, unless a denial was mentioned after it; without one the stricter mention."""
    act, denial, grant = consent.act, consent.denial, consent.grant
    if act is not None and (denial is None or act[1] or denial[0] <= act[0]):
        return not act[1], True, act
    if denial is not None:
        return False, False, denial
    if grant is None:
        message = "a purpose of which nothing was said"
        raise ValueError(message)
    return True, False, grant


def of_brand(state: ProfileState, brand: str) -> dict[str, Standing]:
    """Return what holds at a brand, by purpose, in the alphabet's order."""
    return {purpose: standing(consent) for purpose, consent in sorted(state.consents.get(brand, {}).items())}


def over_brands(state: ProfileState) -> dict[str, Standing]:
    """Return what holds at every brand that was answered: the stricter answer, of equal ones the newest."""
    found: dict[str, Standing] = {}
    for brand in state.consents:
        for purpose, one in of_brand(state, brand).items():
            known = found.get(purpose)
            found[purpose] = one if known is None else max(known, one, key=_strictness)
    return dict(sorted(found.items()))


def consent_answer(state: ProfileState, purpose: str, brand: str | None = None) -> bool | None:
    """Return whether a purpose is granted, at one brand or by the stricter answer over all; None if it is unknown."""
    if brand is not None:
        known = state.consents.get(brand, {}).get(purpose)
        return None if known is None else standing(known)[0]
    answers = [standing(purposes[purpose])[0] for purposes in state.consents.values() if purpose in purposes]
    return all(answers) if answers else None


def _strictness(one: Standing) -> tuple[bool, Answer, bool]:
    granted, explicit, answer = one
    return not granted, answer, explicit


def _mentioned(context: Mapping[str, Any]) -> Iterator[Said]:
    consent = context.get("consent")
    if isinstance(consent, dict):
        yield from _flags(consent.get("categoryPreferences"))
    management = context.get("consentManagement")
    if isinstance(management, dict):
        yield from ((purpose, True) for purpose in _names(management.get("allowedConsentIds")))
        yield from ((purpose, False) for purpose in _names(management.get("deniedConsentIds")))


def _acted(properties: Mapping[str, Any]) -> Iterator[Said]:
    channel = properties.get("channel")
    suffix = f":{channel.strip()}" if isinstance(channel, str) and channel.strip() else ""
    return ((purpose + suffix, granted) for purpose, granted in _flags(properties.get("purposes")))


def _flags(value: object) -> Iterator[Said]:
    if isinstance(value, dict):
        for purpose, granted in islice(value.items(), _READ_AT_MOST):
            if isinstance(granted, bool):
                yield purpose.strip(), granted


def _names(value: object) -> Iterator[str]:
    if isinstance(value, list):
        yield from (name.strip() for name in value[:_READ_AT_MOST] if isinstance(name, str))


def _of(purposes: dict[str, Consent], purpose: str) -> Consent:
    known = purposes.get(purpose)
    if known is None:
        known = purposes[purpose] = Consent()
    return known


def _newer(known: Answer | None, other: Answer | None) -> Answer | None:
    if known is None or other is None:
        return other if known is None else known
    return max(known, other)


def _keep_first(purposes: dict[str, Consent]) -> None:
    """Drop the alphabetically last ones: which stay does not depend on the order they came in."""
    if len(purposes) > PURPOSES_KEPT:
        for purpose in sorted(purposes)[PURPOSES_KEPT:]:
            del purposes[purpose]
