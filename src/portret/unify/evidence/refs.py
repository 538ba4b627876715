"""What a reference to a person means for the search: where it begins, and who that is now."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portret.kernel import Invalid, told
from portret.unify import rules
from portret.unify import store as whole
from portret.unify.evidence.model import Side
from portret.unify.identifiers import normalise_identifier
from portret.unify.model import Identifier, IdentityRules

_ID = "prf_"
_MOST_MERGES = 20_000


def known_as(
    connection: sa.Connection, workspace_id: str, name: Identifier, phone_region: str
) -> tuple[Identifier, str]:
    """Return an identifier as the workspace's rules write it, and the id of who holds it, "" for nobody.

    What is held just as it is given is taken for that: rules of other days may have written it so.

    Args:
        connection: an open transaction.
        workspace_id: whose.
        name: the identifier as somebody wrote it.
        phone_region: the country of a telephone number without one.

    Raises:
        Invalid: the value cannot be an identifier of this namespace.
    """
    namespace, value = name
    profile_id = whole.find(connection, workspace_id, namespace, value)
    if profile_id is None:
        in_force = rules.rules_of(connection, workspace_id)
        value = normalise_identifier(namespace, value, in_force, phone_region)
        profile_id = whole.find(connection, workspace_id, namespace, value)
    return (namespace, value), profile_id or ""


def known_as_many(
    connection: sa.Connection, workspace_id: str, namespace: str, values: Sequence[str], phone_region: str
) -> dict[str, str]:
    """Return, for each value as somebody wrote it, who holds it: a profile id, or "" for nobody.

    What cannot be an identifier of the namespace is left out; the rest is as in `known_as`.

    Raises:
        Invalid: there can be no such namespace.
    """
    in_force = rules.rules_of(connection, workspace_id)
    normal = {value: _normal(namespace, value, in_force, phone_region) for value in values}
    wanted = sorted({*values, *normal.values()} - {""})
    held = whole.holders(connection, workspace_id, namespace, wanted)
    found = {}
    for value, form in normal.items():
        holding = held.get(value) or held.get(form)
        if holding or form:
            found[value] = holding[0] if holding else ""
    return found


def _normal(namespace: str, value: str, in_force: IdentityRules, phone_region: str) -> str:
    try:
        return normalise_identifier(namespace, value, in_force, phone_region)
    except Invalid as error:
        if error.path == "namespace":
            raise
        return ""


def side_of(connection: sa.Connection, workspace_id: str, ref: str, phone_region: str, path: str) -> Side:
    """Return what is meant by a profile id, also an old one, or by "namespace:value".

    Raises:
        Invalid: it is neither.
    """
    if ref.startswith(_ID):
        return _of_profile(connection, workspace_id, ref)
    namespace, colon, value = ref.partition(":")
    if not colon:
        message = told(
            "person-ref", "Name a person by a profile id (prf_…) or by namespace:value, such as email:jo@example.com."
        )
        raise Invalid(message, path=path)
    (_, value), profile_id = known_as(connection, workspace_id, (namespace, value), phone_region)
    name = f"{namespace}:{value}"
    ids = _ids(connection, workspace_id, profile_id) if profile_id else frozenset[str]()
    return Side(ref=name, profile_id=profile_id, ids=ids, identifiers=frozenset({name}))


def _of_profile(connection: sa.Connection, workspace_id: str, ref: str) -> Side:
    now = whole.living(connection, workspace_id, [ref]).get(ref, "")
    if not now:
        return Side(ref=ref, profile_id="", ids=frozenset({ref}), identifiers=frozenset())
    ids = _ids(connection, workspace_id, now)
    return Side(ref=ref, profile_id=now, ids=ids, identifiers=_brought(connection, workspace_id, ref, now, ids))


def _ids(connection: sa.Connection, workspace_id: str, profile_id: str) -> frozenset[str]:
    return frozenset({profile_id, *whole.merged_ids(connection, workspace_id, profile_id)})


def _brought(connection: sa.Connection, workspace_id: str, ref: str, now: str, ids: frozenset[str]) -> frozenset[str]:
    """Return the identifiers that the profile of an id brought in: of an old one what it held when it was merged."""
    standing = [
        row.merge
        for row in whole.merges_of(connection, workspace_id, sorted(ids), None, _MOST_MERGES)
        if not row.undone_at_ms
    ]
    if ref != now:
        return frozenset().union(*(merge.loser_identifiers for merge in standing if merge.loser_id == ref))
    held = frozenset(
        f"{row['namespace']}:{row['value']}" for row in whole.identifiers_of(connection, workspace_id, now)
    )
    others = frozenset[str]().union(*(merge.loser_identifiers for merge in standing))
    return held - others or held
