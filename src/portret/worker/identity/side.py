"""One side of a split: its events folded anew, and what a person wants to see of it beforehand."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from portret import profile
from portret.kernel import Event, from_ms
from portret.profile import ProfileState
from portret.trait import Plan
from portret.unify import Identifier
from portret.worker.segments import fold_computed

_EXAMPLES = 3


class Side:
    """Takes a side's events one by one.

    Attributes:
        state: the fold of the events.
        positions: of the events, in the log.
        folded: how many events are counted in the state; those of Portret's own are not.
    """

    def __init__(
        self, profile_id: str, identifiers: Collection[Identifier], zone: str, plan: Plan | None = None
    ) -> None:
        self.profile_id = profile_id
        self.identifiers = identifiers
        self.state: ProfileState = profile.empty()
        self.positions: list[int] = []
        self.folded = 0
        self.kinds: dict[tuple[str, str], tuple[int, int, int]] = {}
        self.latest: list[Event] = []
        self._zone = zone
        self._plan = plan

    def take(self, event: Event) -> None:
        """Take an event of this side."""
        self.positions.append(event.position)
        profile.fold(self.state, event, zone=self._zone, source_priority=int(event.verified))
        if event.profile_id:
            return
        fold_computed(self._plan, self.state, event)
        self.folded += 1
        self._note(event)

    def _note(self, event: Event) -> None:
        at_ms = event.timestamp_ms
        count, first_ms, last_ms = self.kinds.get((event.type, event.name), (0, at_ms, at_ms))
        self.kinds[event.type, event.name] = (count + 1, min(first_ms, at_ms), max(last_ms, at_ms))
        if len(self.latest) < _EXAMPLES or at_ms > self.latest[-1].timestamp_ms:
            self.latest = sorted([*self.latest, event], key=lambda each: -each.timestamp_ms)[:_EXAMPLES]


def described(side: Side, before: ProfileState, now_ms: int) -> dict[str, Any]:
    """Return a side as the preview shows it; `changed` names the traits that are not what they were before."""
    traits, computed = _traits(side.state, now_ms)
    traits_before, computed_before = _traits(before, now_ms)
    return {
        "id": side.profile_id,
        "identifiers": sorted(f"{namespace}:{value}" for namespace, value in side.identifiers),
        "events": side.folded,
        "kinds": [
            {"type": kind, "name": name, "events": count, "first_at": from_ms(first), "last_at": from_ms(last)}
            for (kind, name), (count, first, last) in sorted(
                side.kinds.items(), key=lambda item: (-item[1][0], item[0])
            )
        ],
        "latest": [
            {
                "message_id": event.message_id,
                "type": event.type,
                "name": event.name,
                "timestamp": from_ms(event.timestamp_ms),
                "source_id": event.source_id,
                "properties": event.properties,
            }
            for event in side.latest
        ],
        "traits": traits,
        "computed": computed,
        "changed": {
            "traits": _different(traits, traits_before),
            "computed": _different(computed, computed_before),
        },
    }


def _traits(state: ProfileState, now_ms: int) -> tuple[dict[str, Any], dict[str, Any]]:
    return profile.current(state.claims), profile.view(state, now_ms)


def _different(now: dict[str, Any], before: dict[str, Any]) -> list[str]:
    return sorted(key for key in now.keys() | before.keys() if now.get(key) != before.get(key))
