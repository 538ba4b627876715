"""Find the identifiers in an event and bring them to their normal form."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from portret.kernel import Event, Invalid
from portret.unify.model import IdentityRules

Identifier = tuple[str, str]
"""(namespace, value in normal form)."""

_NAMESPACE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_MAX_LENGTH = 512
_MOST_EXTERNAL = 50  # of one event; each is compared with all others of the profile
_PHONE_KEYS = ("phone", "phone_number", "phoneNumber", "mobile")
_DEVICE_KEYS = (("id", "device_id"), ("token", "push_token"))
_ADVERTISING = {"ios": "idfa", "android": "gaid"}


def event_identifiers(event: Event, rules: IdentityRules, phone_region: str) -> list[Identifier]:
    """Return the event's usable identifiers, each once, best priority first; blocked and invalid ones are left out."""
    found: list[Identifier] = []
    if event.user_id:
        _add(found, rules, "user_id", event.user_id, phone_region)
    if event.type == "alias" and event.previous_id and event.previous_id != event.user_id:
        _add(found, rules, "anonymous_id", event.previous_id, phone_region)
    if event.traits:
        _from_traits(found, event.traits, rules, phone_region)
    if event.properties and "email" in event.properties:
        _add(found, rules, "email", event.properties["email"], phone_region)
    if event.context:
        _from_context(found, event.context, rules, phone_region)
    if event.anonymous_id:
        _add(found, rules, "anonymous_id", event.anonymous_id, phone_region)
    if len(found) > 1:
        found.sort(key=lambda identifier: rules.of(identifier[0]).priority)
    return found


def normalise_identifier(namespace: str, value: str, phone_region: str = "GB") -> str:
    """Return the value's normal form in its namespace.

    Raises:
        Invalid: the value cannot be an identifier of this namespace.
    """
    if not _NAMESPACE.fullmatch(namespace):
        raise Invalid(
            f"“{namespace[:64]}” is not a namespace: use lower-case letters, digits and _, such as email or user_id.",
            path="namespace",
        )
    normal = _normal(namespace, value, phone_region)
    if not normal:
        raise Invalid(f"That is not a valid {namespace}: check its spelling.", path=namespace)
    return normal


def _from_traits(found: list[Identifier], traits: dict[str, Any], rules: IdentityRules, region: str) -> None:
    if "email" in traits:
        _add(found, rules, "email", traits["email"], region)
    for key in _PHONE_KEYS:
        if key in traits:
            _add(found, rules, "phone", traits[key], region)
    for namespace in ("loyalty_id", "crm_id"):
        if namespace in traits:
            _add(found, rules, namespace, traits[namespace], region)


def _from_context(found: list[Identifier], context: dict[str, Any], rules: IdentityRules, region: str) -> None:
    traits = context.get("traits")
    if isinstance(traits, dict):
        _from_traits(found, traits, rules, region)
    device = context.get("device")
    if isinstance(device, dict):
        for key, namespace in _DEVICE_KEYS:
            _add(found, rules, namespace, device.get(key), region)
        advertising = _ADVERTISING.get(str(device.get("type", "")).lower())
        if advertising:
            _add(found, rules, advertising, device.get("advertisingId"), region)
    external = context.get("externalIds")
    if isinstance(external, list):
        for item in external[:_MOST_EXTERNAL]:
            _from_external(found, item, rules, region)


def _from_external(found: list[Identifier], item: Any, rules: IdentityRules, region: str) -> None:
    if not isinstance(item, dict) or item.get("collection", "users") not in ("users", "user"):
        return
    namespace = str(item.get("type", "")).strip().lower()
    if _NAMESPACE.fullmatch(namespace):
        _add(found, rules, namespace, item.get("id"), region)


def _add(found: list[Identifier], rules: IdentityRules, namespace: str, value: Any, region: str) -> None:
    if type(value) is not str:
        if type(value) is not int:
            return
        value = str(value)
    normal = _normal(namespace, value, region)
    if normal and not rules.blocks(namespace, normal) and (namespace, normal) not in found:
        found.append((namespace, normal))


def _normal(namespace: str, value: str, region: str) -> str:
    value = value.strip()
    if not value or len(value) > _MAX_LENGTH:
        return ""
    if namespace == "email":
        return _email(value)
    if namespace == "phone":
        return _phone(value, region)
    return value


@lru_cache(maxsize=20_000)
def _email(value: str) -> str:
    try:
        return validate_email(value, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError:
        return ""


@lru_cache(maxsize=20_000)
def _phone(value: str, region: str) -> str:
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
