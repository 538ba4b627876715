"""Find out where the line runs, or why it cannot be drawn; nobody is ever left without an identifier."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import msgspec
import sqlalchemy as sa

from portret.kernel import Conflict, Invalid, NotFound
from portret.unify.model import Identifier
from portret.unify.parting import store
from portret.unify.parting.model import Cut, Undone


def plan_undo(connection: sa.Connection, workspace_id: str, profile_id: str, undo: str) -> Cut:
    """Return the cut that takes a merge back.

    The identifiers that the loser brought go back to it, with those that came through them since.

    Args:
        connection: an open transaction.
        workspace_id: whose.
        profile_id: the profile as it is now.
        undo: the id of the merge's record, or of the profile that was merged away.

    Raises:
        NotFound: this profile has no such merge.
        Conflict: it was undone before, or one of the two would be left without any identifier.
    """
    merge = store.find_merge(connection, workspace_id, undo)
    if merge is None or store.canonical(connection, workspace_id, merge.loser_id) != profile_id:
        raise NotFound("There is no such merge of this profile. Its merges are listed at …/merges.", path="undo")
    if merge.undone_at_ms:
        raise Conflict("This merge was undone before.", path="undo")
    held = store.held_through(connection, workspace_id, profile_id)
    brought: list[str] = msgspec.json.decode(merge.loser_identifiers)
    parted = _with_followers(held, {identifier for identifier in held if _text(identifier) in set(brought)})
    kept = held.keys() - parted
    if not parted or not kept:
        raise Conflict(
            "The merge cannot be undone: one of the two profiles holds no identifier any more and would be blank. "
            "Cut chosen identifiers off instead.",
            path="undo",
        )
    parted_aliases = store.merged_into(connection, workspace_id, merge.loser_id)
    return _cut(
        connection,
        Cut(
            workspace_id=workspace_id,
            profile_id=profile_id,
            other_id=merge.loser_id,
            kept=frozenset(kept),
            parted=frozenset(parted),
            parted_aliases=tuple(parted_aliases),
            undone=Undone(id=merge.id, position=merge.position + (merge.reason != "event")),
        ),
    )


def plan_cut(
    connection: sa.Connection, workspace_id: str, profile_id: str, chosen: Collection[Identifier], new_id: str
) -> Cut:
    """Return the cut that makes a new profile of chosen identifiers.

    Raises:
        Invalid: none is chosen, one is not the profile's, or all are.
    """
    held = store.held_through(connection, workspace_id, profile_id).keys()
    if not chosen:
        raise Invalid("Choose at least one identifier to cut off.", path="identifiers")
    unknown = len(set(chosen) - held)
    if unknown:
        raise Invalid(
            f"{unknown} of the chosen identifiers are not held by this profile. It holds those at …/identifiers.",
            path="identifiers",
        )
    if held == set(chosen):
        raise Invalid(
            "These are all identifiers of the profile, and one must stay: there would be nobody left to part from.",
            path="identifiers",
        )
    parted = frozenset(chosen)
    return _cut(
        connection,
        Cut(
            workspace_id=workspace_id,
            profile_id=profile_id,
            other_id=new_id,
            kept=frozenset(held - parted),
            parted=parted,
        ),
    )


def _cut(connection: sa.Connection, cut: Cut) -> Cut:
    """Return the cut with the aliases that stay."""
    parted = {cut.other_id, *cut.parted_aliases}
    aliases = store.merged_ids(connection, cut.workspace_id, cut.profile_id)
    kept = tuple(old_id for old_id in aliases if old_id not in parted)
    return replace(cut, kept_aliases=kept)


def _with_followers(held: Mapping[Identifier, str], parted: set[Identifier]) -> set[Identifier]:
    """Return identifiers with those that came to the profile through them, or through one that did."""
    while True:
        names = {_text(identifier) for identifier in parted}
        found = {identifier for identifier, via in held.items() if via in names}
        if found <= parted:
            return parted
        parted |= found


def _text(identifier: Identifier) -> str:
    return f"{identifier[0]}:{identifier[1]}"
