"""What a reference to a person means for the search: where it begins, and who that is now."""

from __future__ import annotations

import sqlalchemy as sa

from portret.kernel import Invalid
from portret.unify import rules
from portret.unify import store as whole
from portret.unify.evidence.model import Side
from portret.unify.identifiers import normalise_identifier

_ID = "prf_"
_MOST_MERGES = 20_000


def side_of(connection: sa.Connection, workspace_id: str, ref: str, path: str) -> Side:
    """Return what is meant by a profile id, also an old one, or by "namespace:value".

    Raises:
        Invalid: it is neither.
    """
    if ref.startswith(_ID):
        return _of_profile(connection, workspace_id, ref)
    namespace, colon, value = ref.partition(":")
    if not colon:
        message = "Name a person by a profile id (prf_…) or by namespace:value, such as email:jo@example.com."
        raise Invalid(message, path=path)
    profile_id = whole.find(connection, workspace_id, namespace, value)
    if profile_id is None:
        in_force = rules.rules_of(connection, workspace_id)
        value = normalise_identifier(namespace, value, in_force)
        profile_id = whole.find(connection, workspace_id, namespace, value)
    name = f"{namespace}:{value}"
    ids = _ids(connection, workspace_id, profile_id) if profile_id else frozenset[str]()
    return Side(ref=name, profile_id=profile_id or "", ids=ids, identifiers=frozenset({name}))


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
