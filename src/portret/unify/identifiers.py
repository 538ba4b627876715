"""Find the identifiers in an event and bring them to their normal form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from portret.kernel import Event, Invalid, told
from portret.unify.cleaning import normal_email, normal_phone
from portret.unify.model import Claim, Identifier, IdentityRules, Namespace

__all__ = ["Identifier", "Reader", "event_identifiers", "normalise_identifier"]

NAMESPACE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_MAX_LENGTH = 512
_MOST_EXTERNAL = 50  # of one event; each is compared with all others of the profile
_DEVICE_KEYS = (("id", "device_id"), ("token", "push_token"))
_ADVERTISING = {"ios": "idfa", "android": "gaid"}
_REMEMBERED = 20_000
_LONGEST_REMEMBERED = 100
_LONGEST_NUMBER_BITS = 64
_GMAIL = frozenset({"gmail.com", "googlemail.com"})

_Outcome = Identifier | str
"""A usable identifier, or the flag that says what is wrong with the value; "" for one that is empty."""


class Reader:
    """Reads the identifiers of events by the rules of one workspace, and remembers the normal forms of values."""

    def __init__(self, rules: IdentityRules) -> None:
        self.rules = rules
        self._priority = {name: space.priority for name, space in rules.namespaces.items()}
        self._trait_keys = [(key, name) for name, space in rules.namespaces.items() for key in space.trait_keys]
        self._custom_priority = rules.custom.priority
        self._known: dict[str, dict[str, _Outcome]] = {name: {} for name in rules.namespaces}

    def read(self, event: Event, phone_region: str) -> Claim:
        """Return what an event claims, best priority first; an event of Portret's own claims nothing.

        Args:
            event: whose traits are the person's, unless it is a group event.
            phone_region: the country by which a telephone number without one is read, such as "GB".
        """
        if event.profile_id:
            return Claim()
        found: list[Identifier] = []
        flags: list[str] = []
        if event.user_id:
            self._add(found, flags, "user_id", event.user_id)
        if event.previous_id and event.type == "alias" and event.previous_id != event.user_id:
            self._add(found, flags, "anonymous_id", event.previous_id)
        if event.traits and event.type != "group":
            self._from_traits(found, flags, event.traits, phone_region)
        if event.properties and "email" in event.properties:
            self._add(found, flags, "email", event.properties["email"])
        if event.context:
            self._from_context(found, flags, event.context, phone_region)
        if event.anonymous_id:
            self._add(found, flags, "anonymous_id", event.anonymous_id)
        if len(found) > 1:
            found.sort(key=self._rank)
        if not flags and not event.proven:
            return Claim(found)
        return Claim(found, tuple(flags), self._as_ruled(event.proven))

    def _as_ruled(self, proven: Iterable[str]) -> tuple[Identifier, ...]:
        """Return what is proven in the normal form of the rules: whoever judges a token knows nothing of them."""
        parts = [text.partition(":") for text in proven]
        outcomes = [self._outcome(namespace, value, "") for namespace, _, value in parts]
        return tuple(outcome for outcome in outcomes if isinstance(outcome, tuple))

    def _rank(self, identifier: Identifier) -> int:
        return self._priority.get(identifier[0], self._custom_priority)

    def _from_traits(self, found: list[Identifier], flags: list[str], traits: Mapping[str, Any], region: str) -> None:
        for key, namespace in self._trait_keys:
            if key in traits:
                self._add(found, flags, namespace, traits[key], region if namespace == "phone" else "")

    def _from_context(self, found: list[Identifier], flags: list[str], context: Mapping[str, Any], region: str) -> None:
        traits = context.get("traits")
        if isinstance(traits, dict):
            self._from_traits(found, flags, traits, region)
        device = context.get("device")
        if isinstance(device, dict):
            self._from_device(found, flags, device)
        external = context.get("externalIds")
        if isinstance(external, list):
            for item in external[:_MOST_EXTERNAL]:
                self._from_external(found, flags, item, region)

    def _from_device(self, found: list[Identifier], flags: list[str], device: Mapping[str, Any]) -> None:
        for key, namespace in _DEVICE_KEYS:
            if key in device:
                self._add(found, flags, namespace, device[key])
        if "advertisingId" in device:
            advertising = _ADVERTISING.get(str(device.get("type", "")).lower())
            if advertising:
                self._add(found, flags, advertising, device["advertisingId"])

    def _from_external(self, found: list[Identifier], flags: list[str], item: Any, region: str) -> None:
        if not isinstance(item, dict) or item.get("collection", "users") not in ("users", "user"):
            return
        namespace = str(item.get("type", "")).strip().lower()
        if NAMESPACE.fullmatch(namespace):
            self._add(found, flags, namespace, item.get("id"), region if namespace == "phone" else "")

    def _add(self, found: list[Identifier], flags: list[str], namespace: str, value: Any, region: str = "") -> None:
        known = self._known.get(namespace)
        outcome = known.get(region + value) if known is not None and type(value) is str else None
        if outcome is None:
            outcome = self._outcome(namespace, value, region)
        if isinstance(outcome, tuple):
            if outcome not in found:
                found.append(outcome)
        elif outcome and outcome not in flags:
            flags.append(outcome)

    def _outcome(self, namespace: str, value: Any, region: str) -> _Outcome:
        if type(value) is not str:
            if type(value) is not int or value.bit_length() > _LONGEST_NUMBER_BITS:
                return "" if value is None else f"invalid-{self.rules.label(namespace)}"
            value = str(value)
        outcome = _judge(self.rules, namespace, value, region)
        known = self._known.get(namespace)
        if known is not None and len(value) <= _LONGEST_REMEMBERED:
            if len(known) >= _REMEMBERED:
                for old in list(islice(known, _REMEMBERED // 4)):
                    del known[old]
            known[region + value] = outcome
        return outcome


def event_identifiers(event: Event, rules: IdentityRules, phone_region: str) -> list[Identifier]:
    """Return the event's usable identifiers, each once, best priority first; blocked and invalid ones are left out."""
    return Reader(rules).read(event, phone_region).identifiers


def normalise_identifier(
    namespace: str, value: str, rules: IdentityRules | None = None, phone_region: str = "GB"
) -> str:
    """Return the value's normal form in its namespace by the rules of a workspace, or the default ones.

    Raises:
        Invalid: the value cannot be an identifier of this namespace.
    """
    if not NAMESPACE.fullmatch(namespace):
        raise Invalid(
            told(
                "namespace-name",
                "“{namespace}” is not a namespace: use lower-case letters, digits and _, such as email or user_id.",
                namespace=namespace[:64],
            ),
            path="namespace",
        )
    rules = rules or _DEFAULT
    normal = _normal(rules, namespace, value.strip(), phone_region)
    if not normal or not rules.is_valid(namespace, normal):
        raise Invalid(
            told("identifier-wrong", "That is not a valid {namespace}: check its spelling.", namespace=namespace),
            path=namespace,
        )
    return normal


_DEFAULT = IdentityRules()


def _judge(rules: IdentityRules, namespace: str, value: str, region: str) -> _Outcome:
    value = value.strip()
    if not value:
        return ""
    normal = _normal(rules, namespace, value, region)
    if rules.blocks(namespace, normal or value[:_MAX_LENGTH]):
        return f"blocked-{rules.label(namespace)}"
    if not normal or not rules.is_valid(namespace, normal):
        return f"invalid-{rules.label(namespace)}"
    return namespace, normal


def _normal(rules: IdentityRules, namespace: str, value: str, region: str) -> str:
    """Return the normal form of a value without space around it, "" if it has none."""
    if len(value) > _MAX_LENGTH:
        return ""
    if namespace == "email":
        return _folded(normal_email(value)) if rules.fold_gmail else normal_email(value)
    if namespace == "phone":
        return normal_phone(value, region)
    return _in_case(rules.of(namespace), value)


def _in_case(space: Namespace, value: str) -> str:
    if space.case == "keep":
        return value
    return value.lower() if space.case == "lower" else value.upper()


def _folded(email: str) -> str:
    """Return the address under which Gmail takes the mail of this one; other providers' stay as they are."""
    local, _, domain = email.rpartition("@")
    folded = local.partition("+")[0].replace(".", "")
    return f"{folded}@gmail.com" if domain in _GMAIL and folded else email
