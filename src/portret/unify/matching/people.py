"""Profiles as records to be matched: what each was told, field by field, and with whom it may not become one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from portret.unify.cleaning.traits import standard_fields
from portret.unify.matching.fields import kind_of_name
from portret.unify.matching.store import Row
from portret.unify.model import IdentityRules

_KIND_OF_FIELD = {
    "given_name": "given",
    "family_name": "family",
    "full_name": "full",
    "birth_date": "birth",
    "email": "email",
    "phone": "phone",
    "postcode": "postcode",
    "country": "country",
    "city": "city",
    "street": "street",
}
_ALSO = frozenset(("state", "house"))
_NO_NUMBERS = frozenset(("email", "phone", "user_id", "anonymous_id", "device_id", "push_token", "idfa", "gaid"))
_LONGEST = 500
_MANY_NUMBERS = 6

FIELDS = (*_KIND_OF_FIELD.values(), *sorted(_ALSO), "number")
"""What matching compares, by the words that settings use; "number" is every customer, card or insurance number."""


@dataclass(frozen=True)
class People:
    """Profiles of one workspace, column by column.

    Attributes:
        ids: their ids.
        versions: the log position each is folded to.
        identifiers: namespace → values, of each.
        fields: field → value of each, as it was told; "number …" fields by trait or namespace.
    """

    ids: list[str]
    versions: list[int]
    identifiers: list[dict[str, list[str]]]
    fields: dict[str, list[str | None]]

    @property
    def kinds(self) -> dict[str, str]:
        """Field → kind, as `prepared` wants it."""
        return {field: "number" if field.startswith("number ") else field for field in self.fields}


def people_of(rows: Iterable[Row], ignored: Collection[str]) -> People:
    """Return profiles as records, without the ignored fields."""
    ids: list[str] = []
    versions: list[int] = []
    identifiers: list[dict[str, list[str]]] = []
    told: list[dict[str, str]] = []
    for row in rows:
        ids.append(row.profile_id)
        versions.append(row.version)
        identifiers.append(row.identifiers)
        told.append(told_of(row))
    names = _worth_comparing(told, ignored)
    return People(ids, versions, identifiers, {name: [one.get(name) for one in told] for name in names})


def told_of(row: Row) -> dict[str, str]:
    """Return field → value of one profile: of several traits for a field the one that names it best."""
    found: dict[str, tuple[int, str]] = {}
    for field, rank, _, value in standard_fields(row.traits):
        kind = _KIND_OF_FIELD.get(field)
        if kind and (text := _text(value)) and rank < found.get(kind, (1_000, ""))[0]:
            found[kind] = rank, text
    fields = {kind: text for kind, (_, text) in found.items()}
    for key, value in _flat(row.traits):
        kind = kind_of_name(key)
        name = kind if kind in _ALSO else f"number {_word(key)}" if kind == "number" else ""
        if name and name not in fields and (text := _text(value)):
            fields[name] = text
    for namespace, values in row.identifiers.items():
        name = namespace if namespace in ("email", "phone") else f"number {_word(namespace)}"
        if values and name not in fields and (namespace in ("email", "phone") or namespace not in _NO_NUMBERS):
            fields[name] = values[0]
    return fields


def forbidden(one: dict[str, list[str]], other: dict[str, list[str]], rules: IdentityRules) -> str:
    """Return the namespace of which the two together hold more than a person may, "" if there is none.

    Such as two user ids: the rules say that these are two people, and would refuse to merge them.
    """
    for namespace in one.keys() & other.keys():
        if len({*one[namespace], *other[namespace]}) > rules.of(namespace).limit:
            return namespace
    return ""


def values_of(people: People, record: int, fields: Sequence[str]) -> str:
    """Return what a profile told of some fields, for a person to read."""
    found = [people.fields[field][record] for field in fields if field in people.fields]
    return ", ".join(value for value in found if value)


def _worth_comparing(told: Sequence[dict[str, str]], ignored: Collection[str]) -> list[str]:
    """Return the fields that profiles have, of numbers the most frequent ones."""
    counts: dict[str, int] = {}
    for one in told:
        for name in one:
            counts[name] = counts.get(name, 0) + 1
    numbers = sorted((name for name in counts if name.startswith("number ")), key=lambda name: (-counts[name], name))
    kept = {name for name in counts if not name.startswith("number ")} | set(numbers[:_MANY_NUMBERS])
    return sorted(name for name in kept if name.partition(" ")[0] not in ignored)


def _flat(traits: dict[str, Any]) -> Iterable[tuple[str, Any]]:
    for key, value in traits.items():
        if isinstance(value, dict):
            yield from value.items()
        else:
            yield key, value


def _word(key: str) -> str:
    return re.sub(r"[\W_]+", " ", key).strip().lower()


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return text.strip()[:_LONGEST]
