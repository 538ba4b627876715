"""Whether a message can reach a person: which channels there is an address for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from portret import unify
from portret.kernel import Event
from portret.profile.model import ProfileState
from portret.profile.traits import declared

Channel = Literal["email", "sms", "push", "web_push"]
CHANNELS: tuple[Channel, ...] = ("email", "sms", "push", "web_push")
"""The channels of messages."""

_LEAST_DIGITS = 7
_WEB = frozenset(("web", "browser"))
_LONGEST_TOKEN = 4096


def reachable(state: ProfileState, channel: str) -> bool:
    """Return whether there is an address for a channel: an e-mail address, a phone, the token of a device."""
    if channel in _ADDRESSES:
        keys, is_address = _ADDRESSES[channel]
        return any(is_address(declared(state, key)) for claims in state.claims.values() for key in claims.keys() & keys)
    return channel in state.push_channels


def note_device(state: ProfileState, event: Event) -> None:
    """Take from an event's `context.device` that there is a token for pushing messages to it."""
    device = event.context["device"]
    token = device.get("token") if type(device) is dict else None
    if type(token) is str and 0 < len(token) <= _LONGEST_TOKEN:
        state.push_channels.add("web_push" if str(device.get("type", "")).lower() in _WEB else "push")


def _is_email(value: Any) -> bool:
    if type(value) is not str:
        return False
    local, _, domain = value.strip().rpartition("@")
    return bool(local) and "." in domain


def _is_phone(value: Any) -> bool:
    return type(value) in (str, int) and sum(map(str.isdigit, str(value))) >= _LEAST_DIGITS


_ADDRESSES: dict[str, tuple[frozenset[str], Callable[[Any], bool]]] = {
    "email": (frozenset(unify.trait_keys("email")), _is_email),
    "sms": (frozenset(unify.trait_keys("phone")), _is_phone),
}
