"""Find out where the line runs, or why it cannot be drawn; nobody is ever left without an identifier."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

import msgspec
import sqlalchemy as sa

from portret.kernel import Conflict, Invalid, NotFound, told
from portret.unify.model import Identifier
from portret.unify.parting import store
from portret.unify.parting.model import Cut, Origin, Undone

CameSince = Callable[[Cut, Collection[str]], Collection[str]]
"""Returns which of these messages came to the profile since the merge that a cut undoes."""


def plan_undo(connection: sa.Connection, workspace_id: str, profile_id: str, undo: str, came_since: CameSince) -> Cut:
    """Return the cut that takes a merge back.

    The identifiers that the loser brought go back to it, with those that came through them since.

    Args:
        connection: an open transaction.
        workspace_id: whose.
        profile_id: the profile as it is now.
        undo: the id of the merge's record, or of the profile that was merged away.
        came_since: asked only if something may have come through the loser's identifiers.

    Raises:
        NotFound: this profile has no such merge.
        Conflict: it was undone before, or one of the two would be left without any identifier.
    """
    merge = store.find_merge(connection, workspace_id, undo)
    if merge is None or store.canonical(connection, workspace_id, merge.loser_id) != profile_id:
        raise NotFound(
            told("merge-none", "This profile has no such merge. Its merges are listed at /api/identity/merges."),
            path="undo",
        )
    if merge.undone_at_ms:
        raise Conflict(told("merge-undone", "This merge was undone before."), path="undo")
    held = store.held_by(connection, workspace_id, profile_id)
    brought = frozenset(msgspec.json.decode(merge.loser_identifiers, type=list[str]))
    parted = {identifier for identifier in held if _text(identifier) in brought}
    cut = Cut(
        workspace_id=workspace_id,
        profile_id=profile_id,
        other_id=merge.loser_id,
        kept=frozenset(held.keys() - parted),
        parted=frozenset(parted),
        parted_aliases=tuple(store.merged_into(connection, workspace_id, merge.loser_id)),
        undone=Undone(id=merge.id, position=merge.position + (merge.reason != "event")),
    )
    cut = _with_followers(_with_aliases(connection, cut), held, came_since)
    if not cut.parted or not cut.kept:
        raise Conflict(
            told(
                "merge-blank",
                "The merge cannot be undone: one of the two profiles holds no identifier any more and would be blank. "
                "Cut chosen identifiers off instead.",
            ),
            path="undo",
        )
    return cut


def plan_cut(
    connection: sa.Connection, workspace_id: str, profile_id: str, chosen: Collection[Identifier], new_id: str
) -> Cut:
    """Return the cut that makes a new profile of chosen identifiers.

    Raises:
        Invalid: none is chosen, one is not the profile's, or all are.
    """
    held = store.held_by(connection, workspace_id, profile_id).keys()
    if not chosen:
        raise Invalid(told("split-nothing", "Choose at least one identifier to cut off."), path="identifiers")
    unknown = len(set(chosen) - held)
    if unknown:
        raise Invalid(
            told(
                "split-not-held",
                "{unknown} of the chosen identifiers are not held by this profile. It holds those at …/identifiers.",
                unknown=unknown,
            ),
            path="identifiers",
        )
    if held == set(chosen):
        raise Invalid(
            told(
                "split-all",
                "These are all identifiers of the profile, and one must stay: there would be nobody left to part from.",
            ),
            path="identifiers",
        )
    parted = frozenset(chosen)
    return _with_aliases(
        connection,
        Cut(
            workspace_id=workspace_id,
            profile_id=profile_id,
            other_id=new_id,
            kept=frozenset(held - parted),
            parted=parted,
        ),
    )


def _with_aliases(connection: sa.Connection, cut: Cut) -> Cut:
    """Return the cut with the aliases that stay."""
    parted = {cut.other_id, *cut.parted_aliases}
    aliases = store.merged_ids(connection, cut.workspace_id, cut.profile_id)
    kept = tuple(old_id for old_id in aliases if old_id not in parted)
    return replace(cut, kept_aliases=kept)


def _with_followers(cut: Cut, held: Mapping[Identifier, Origin], came_since: CameSince) -> Cut:
    """Return the cut with what came since the merge through a parted identifier, or through one that did."""
    possible = _followers(cut, held, held)
    if not possible:
        return cut
    recent = frozenset(came_since(cut, {held[identifier].message_id for identifier in possible}))
    followers = _followers(cut, held, {each for each in possible if held[each].message_id in recent})
    return replace(cut, kept=cut.kept - followers, parted=cut.parted | followers)


def _followers(cut: Cut, held: Mapping[Identifier, Origin], among: Collection[Identifier]) -> frozenset[Identifier]:
    """Return the kept identifiers among these that came through parted ones, at first hand or later."""
    names = {_text(identifier) for identifier in cut.parted}
    found: set[Identifier] = set()
    while True:
        more = {each for each in among if each in cut.kept and each not in found and held[each].via in names}
        if not more:
            return frozenset(found)
        found |= more
        names = {_text(each) for each in more}


def _text(identifier: Identifier) -> str:
    return f"{identifier[0]}:{identifier[1]}"
