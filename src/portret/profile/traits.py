"""Declared traits: what identify says, and what other events mention, with history and provenance.

Per source and key the ten greatest claims of different values are kept. A claim is great by strength (identify above a
mention in `context.traits`), then event time, then source priority, then value: a set's greatest elements do not
depend on the order they come in. Bounds: 300 keys per source (the newest stay), values up to 4,096 characters of JSON,
keys up to 200.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from operator import itemgetter
from typing import Any

import msgspec

from portret.profile.model import AccountState, Claim, ProfileState
from portret.trait import find, is_there

KEPT_CLAIMS = 10
_MOST_KEYS = 300
LONGEST_KEY = 200
LONGEST_VALUE = 4096

SEARCHED = frozenset(
    (
        "name",
        "firstName",
        "first_name",
        "lastName",
        "last_name",
        "middleName",
        "username",
        "company",
        "email",
        "phone",
        "phone_number",
        "phoneNumber",
        "mobile",
    )
)
"""Traits whose values can be searched for."""

_to_json = msgspec.json.Encoder(order="deterministic").encode
_TIME = itemgetter(1)


def declare(
    claims: dict[str, list[Claim]],
    traits: Mapping[str, Any],
    strength: int,
    at_ms: int,
    priority: int,
    verified: bool,  # noqa: FBT001 — part of the claim
) -> bool:
    """Add an event's traits to its source's claims; return whether a searched value is new."""
    found_new = False
    for key, value in traits.items():
        text = f'"{value}"' if type(value) is str and value.isalnum() and value.isascii() else canonical(value)
        if not text or len(text) > LONGEST_VALUE or len(key) > LONGEST_KEY:
            continue
        claim = (strength, at_ms, priority, text, verified)
        known = claims.get(key)
        if known is None:
            claims[key] = [claim]
            found_new = found_new or key in SEARCHED
        elif known[0][3] == text:
            known[0] = max(known[0], claim)
        else:
            _put(known, claim)
            found_new = found_new or key in SEARCHED
    if len(claims) > _MOST_KEYS:
        _drop_oldest(claims)
    return found_new


def add_claims(claims: dict[str, list[Claim]], other: Mapping[str, list[Claim]]) -> None:
    """Add what another state holds of the same source."""
    for key, theirs in other.items():
        known = claims.setdefault(key, [])
        for claim in theirs:
            _put(known, claim)
    if len(claims) > _MOST_KEYS:
        _drop_oldest(claims)


def current(sources: Mapping[str, Mapping[str, list[Claim]]]) -> dict[str, Any]:
    """Return the current value of every trait, keys in order; a trait that was set to null is not there."""
    greatest: dict[str, Claim] = {}
    for claims in sources.values():
        for key, known in claims.items():
            if key not in greatest or greatest[key] < known[0]:
                greatest[key] = known[0]
    values = {key: msgspec.json.decode(greatest[key][3]) for key in sorted(greatest)}
    return {key: value for key, value in values.items() if value is not None}


def declared(state: ProfileState, key: str) -> Any:
    """Return the current value of a declared trait, a scalar or a list; None if there is none.

    A dot is nesting, and may as well stand in a name: `address.city` finds {"address": {"city": …}} and "address.city".
    """
    if "." not in key:
        value = _current(state.claims, key)
        return None if type(value) is dict else value
    parts = key.split(".")
    for length in range(1, len(parts) + 1):
        value = _current(state.claims, ".".join(parts[:length]))
        if length < len(parts):
            value = find(value, ".".join(parts[length:])) if type(value) is dict else None
        if value is not None and type(value) is not dict:
            return value
    return None


def declared_presence(state: ProfileState, key: str) -> Any:
    """Return the current value of a declared trait, True for an object that has anything in it, or None."""
    value = declared(state, key)
    if value is not None:
        return value
    told = {name for claims in state.claims.values() for name in claims if f"{name}.".startswith(f"{key}.")}
    told.update(accumulate(key.split("."), "{}.{}".format))
    return is_there({name: _current(state.claims, name) for name in told}, key) or None


def history(sources: Mapping[str, Mapping[str, list[Claim]]], key: str) -> list[tuple[str, Claim]]:
    """Return the (source id, claim) pairs known of a trait, the current one first."""
    pairs = [(source_id, claim) for source_id, claims in sources.items() for claim in claims.get(key, ())]
    return sorted(pairs, key=lambda pair: (pair[1], pair[0]), reverse=True)


def display_name(values: Mapping[str, Any]) -> str | None:
    """Return a person's name as lists show it, from declared values; None if no name is known."""
    whole = values.get("name")
    if isinstance(whole, str) and whole.strip():
        return whole.strip()
    first = values.get("firstName") or values.get("first_name")
    last = values.get("lastName") or values.get("last_name")
    parts = [part.strip() for part in (first, last) if isinstance(part, str)]
    return " ".join(part for part in parts if part) or None


def account_name(state: AccountState) -> str | None:
    """Return the name of an account; None if none is known."""
    name = current(state.claims).get("name")
    return name.strip() or None if isinstance(name, str) else None


def _current(sources: Mapping[str, Mapping[str, list[Claim]]], key: str) -> Any:
    known = [claims[key][0] for claims in sources.values() if key in claims]
    return msgspec.json.decode(max(known)[3]) if known else None


def canonical(value: Any) -> str:
    """Return a value as claims hold it: JSON text; "" if JSON cannot say it."""
    try:
        return _to_json(value).decode()
    except (TypeError, ValueError, OverflowError):  # nothing that JSON can say
        return ""


def _put(known: list[Claim], claim: Claim) -> None:
    text = claim[3]
    for at, old in enumerate(known):
        if old[3] == text:
            if claim <= old:
                return
            known[at] = claim
            break
    else:
        known.append(claim)
    known.sort(reverse=True)
    del known[KEPT_CLAIMS:]


def _drop_oldest(claims: dict[str, list[Claim]]) -> None:
    newest = {key: max(map(_TIME, known)) for key, known in claims.items()}
    for key in sorted(newest, key=lambda name: (newest[name], name))[:-_MOST_KEYS]:
        del claims[key]
