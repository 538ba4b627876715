"""Hypothesis strategies for whole histories of identity: rules of all strengths, events with all kinds of claims."""

from __future__ import annotations

from types import MappingProxyType

from hypothesis import strategies as st

from portret.kernel import Event
from portret.unify import IdentityRules, Namespace
from portret.unify.model import Window
from tests.support.events import make_event

WORKSPACE = "ws_1"
BEGAN_MS = 1_700_000_000_000
SEVERAL = ("email", "phone", "device_id", "anonymous_id")
_DAY_MS = 86_400_000
_WINDOWS: tuple[Window, ...] = ("ever", "ever", "weekly", "monthly")
_LIMITS = (1, 2, 5, 500)


@st.composite
def rule_sets(draw: st.DrawFn) -> IdentityRules:
    spaces = {"user_id": Namespace("user_id", 1, 1, unique=True)}
    for name, priority in zip(SEVERAL, draw(st.sampled_from([(2, 3, 8, 9), (3, 2, 8, 8), (9, 9, 3, 2)])), strict=True):
        limit, window = draw(st.sampled_from(_LIMITS)), draw(st.sampled_from(_WINDOWS))
        spaces[name] = Namespace(name, priority, limit, window=window, trait_keys=(name,))
    if draw(st.booleans()):
        spaces["phone"] = Namespace("phone", 3, 1, unique=True, trait_keys=("phone",))
    return IdentityRules(namespaces=MappingProxyType(spaces))


@st.composite
def events_of(draw: st.DrawFn, most: int = 30) -> list[Event]:
    values = draw(st.sampled_from([2, 4, 8, 16]))
    number = st.one_of(st.none(), st.integers(0, values))
    told = []
    for position in range(1, draw(st.integers(1, most)) + 1):
        user, email, phone, device, cookie, previous = (draw(number) for _ in range(6))
        is_alias = previous is not None and draw(st.integers(0, 4)) == 0
        traits = {} if email is None else {"email": f"p{email}@example.com"}
        traits |= {} if phone is None else {"phone": f"+4420794600{phone:02}"}
        event = make_event(
            position,
            type="alias" if is_alias else "track",
            user_id="" if user is None else f"u{user}",
            anonymous_id="" if cookie is None else f"a{cookie}",
            previous_id=f"{draw(st.sampled_from('au'))}{previous}" if is_alias else "",
            traits=traits,
            context={} if device is None else {"device": {"id": f"d{device}"}},
            verified=draw(st.booleans()),
            timestamp_ms=BEGAN_MS + draw(st.integers(0, 60)) * _DAY_MS,
            received_at_ms=BEGAN_MS + draw(st.integers(0, 3)),
        )
        event.proven = tuple(draw(st.sets(st.sampled_from(_names(event))))) if _names(event) else ()
        told.append(event)
    return told


def _names(event: Event) -> list[str]:
    names = {"user_id": [event.user_id, event.previous_id], "anonymous_id": [event.anonymous_id, event.previous_id]}
    names |= {key: [value] for key, value in event.traits.items()}
    return [f"{space}:{value}" for space, values in names.items() for value in values if value]
