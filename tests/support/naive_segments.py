"""Segments in plain Python: whether a person fulfils a condition at an instant, from all events at hand.

Written from what the documents' structs say of themselves; shares nothing with the evaluators but these structs.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from portret.kernel import Event
from portret.segment import model
from portret.trait import model as trait
from tests.support import naive_traits, naive_values
from tests.support.naive_built_ins import KINDS, built_in, consent
from tests.support.naive_traits import Now


@dataclass(frozen=True)
class Person:
    """A person: all their events, each once, and the keys of the lists that name them."""

    profile_id: str
    events: Sequence[Event]
    listed: Collection[str] = ()


@dataclass(frozen=True)
class Workspace:
    """What the keys in conditions mean."""

    traits: Mapping[str, trait.Definition]
    segments: Mapping[str, model.Definition]

    def has(self, key: str, person: Person, now: Now) -> bool:
        """Say whether a person belongs to the segment with a key."""
        named = self.segments[key]
        if not named.enabled:
            return False
        if isinstance(named.members, model.Dynamic):
            return self.holds(named.members.condition, person, now, None)
        return key in person.listed

    def holds(self, condition: model.Condition, person: Person, now: Now, brand: str | None) -> bool:  # noqa: C901, PLR0911 — one for each kind
        """Say whether a condition holds, at one brand or over all."""
        match condition:
            case model.All(of=parts):
                return all(self.holds(part, person, now, brand) for part in parts)
            case model.Any(of=parts):
                return any(self.holds(part, person, now, brand) for part in parts)
            case model.Not(of=part):
                return not self.holds(part, person, now, brand)
            case model.AtBrand(brand=at, of=part):
                return self.holds(part, person, now, at)
            case model.InSegment(segment=key):
                return self.has(key, person, now)
            case model.Bucket(salt=salt, first=first, last=last):
                digest = sha256(f"{salt}:{person.profile_id}".encode()).hexdigest()
                return first <= int(digest[:16], 16) % 10_000 <= last
            case model.Performed(events=events, times=times, window=window):
                count = trait.Computation(events=events, aggregate=trait.Count(), window=window)
                return _compares(times, _value(count, person, now, brand), "number", now)
            case model.Followed():
                sequence = trait.Sequence(**{name: getattr(condition, name) for name in _SEQUENCE})
                return _value(sequence, person, now, brand) is True
            case model.TraitIs():
                return self._trait_is(condition, person, now, brand)
            case model.Consented(purpose=purpose, brand=at, state=state):
                return consent(person.events, purpose, brand if at is None else at) == state
            case model.Reachable(channel=channel):
                return is_reachable(person.events, channel)
        raise AssertionError(condition)

    def _trait_is(self, condition: model.TraitIs, person: Person, now: Now, brand: str | None) -> bool:
        if condition.trait.startswith("traits."):
            path, says = condition.trait.removeprefix("traits."), declared(person.events)
            told = naive_values.at_path(says, path)
            if told is None and condition.compare.op in ("exists", "is_empty"):
                told = naive_values.is_there(says, path) or None
            return _compares(condition.compare, told, None, now)
        if condition.trait not in self.traits:
            found = built_in(condition.trait, person.events, brand, condition.per)
            return _compares(condition.compare, found, KINDS[condition.trait], now)
        named = self.traits[condition.trait]
        if not named.enabled:
            return _compares(condition.compare, None, None, now)
        compute, part = named.compute, condition.per
        if compute.per == "brand" and part is None:
            compute = replace(compute, per=None)
        found = _value(compute, person, now, brand)
        kind = naive_traits.kind_of(compute)
        if part is not None:
            found = found.get(part) if isinstance(found, dict) else None
            kind = "number" if compute.per is None else naive_traits.kind_of(replace(compute, per=None))
        return _compares(condition.compare, found, kind, now)


_SEQUENCE = ("first", "then", "without", "same", "window")


def declared(events: Sequence[Event]) -> dict[str, Any]:
    """Return the declared traits: what identify said beats mentions, the newest counts, null takes it away."""
    claims: dict[str, tuple[int, int, str, bool]] = {}
    for event in events:
        if event.profile_id and event.type != "identify":  # not set by hand
            continue
        told = event.traits if event.type == "identify" else event.context.get("traits") or {}
        for key, value in told.items():
            said = json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
            claim = (int(event.type == "identify"), event.timestamp_ms, said, event.verified)
            claims[key] = max(claims.get(key, claim), claim)
    return {key: json.loads(said) for key, (_, _, said, _) in sorted(claims.items()) if said != "null"}


def is_reachable(events: Sequence[Event], channel: str) -> bool:
    """Say whether there is an address of a person for a channel."""
    told = declared(events)
    if channel == "email":
        name, _, domain = str(told.get("email", "")).strip().rpartition("@")
        return isinstance(told.get("email"), str) and bool(name) and "." in domain
    if channel == "sms":
        phone = told.get("phone")
        is_text = isinstance(phone, str) or type(phone) is int
        return is_text and len([letter for letter in str(phone) if letter.isdigit()]) >= 7
    kinds = {
        device.get("type") == "web" for event in events if (device := event.context.get("device", {})).get("token")
    }
    return (channel == "web_push") in kinds


def _value(fold: trait.Fold, person: Person, now: Now, brand: str | None) -> trait.Value:
    """Return a computed value, of events at one brand alone if one is given; session windows look at all the same."""
    return naive_traits.value(fold, person.events, now, brand)


def _compares(how: trait.Comparison, value: Any, kind: trait.ValueType | None, now: Now) -> bool:
    return naive_values.compares(how, value, kind, now.ms, now.zone)
