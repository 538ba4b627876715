"""Leave out the events that repeat what is known, and make a history of the others, in columns."""

from __future__ import annotations

import numpy as np

from portret.unify.bulk import History
from portret.unify.bulk.history import Columns, Numbers, Truths, gathered
from portret.unify.model import DEVICE_NAMESPACES, IdentityRules
from portret.unify.simulation.facts import Claims, Facts, Told


def news(facts: Facts, claims: Claims, told: Told, is_device: Truths, rules: IdentityRules) -> Truths:
    """Say, per event, whether it may change anything: whether the fact was not the last one told of its devices.

    Only devices go from one profile to another. So a fact that was told before changes nothing if no other was told of
    its devices since; and one of a single identifier never does. Where limits have windows, time alone makes a
    difference, and what an alias means depends on what is known at the moment: there nothing is left out.
    """
    sizes = np.diff(claims.starts)
    several = sizes > 1
    tracks, starts = _tracks(claims, is_device, several)
    spread, places = gathered(starts, told.facts)
    events = np.repeat(np.arange(len(told.facts), dtype=np.int32), np.diff(spread))
    by_track = np.argsort(tracks[places], kind="stable")
    track, fact = tracks[places][by_track], told.facts[events[by_track]]
    is_news = np.ones(len(track), np.bool_)
    is_news[1:] = (track[1:] != track[:-1]) | (fact[1:] != fact[:-1])
    found = np.zeros(len(told.facts), np.bool_)
    found[events[by_track[is_news]]] = True
    if any(space.window != "ever" for space in (rules.custom, *rules.namespaces.values())):
        found |= several[told.facts]
    found |= np.isin(told.facts, list(facts.aliases))
    return found & (sizes > 0)[told.facts]


def _tracks(claims: Claims, is_device: Truths, several: Truths) -> tuple[Numbers, Numbers]:
    """Return, fact by fact, the devices that it joins to others; a fact without such has a track of its own."""
    of_claim = np.repeat(np.arange(len(several)), np.diff(claims.starts))
    tracked = is_device[claims.claimed] & several[of_claim]
    alone = np.ones(len(several), np.bool_)
    alone[of_claim[tracked]] = False
    lone = np.flatnonzero(alone)
    facts = np.concatenate([of_claim[tracked], lone])
    tracks = np.concatenate([claims.claimed[tracked], len(is_device) + lone])
    in_order = np.argsort(facts, kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(facts, minlength=len(several)))])
    return tracks[in_order], starts


def history(workspace_id: str, facts: Facts, claims: Claims, told: Told, columns: Columns) -> tuple[History, Numbers]:
    """Return the history of those events that claim something, and the places that these have among all."""
    places = np.flatnonzero(np.diff(claims.starts)[told.facts] > 0)
    here = told.only(places)
    starts, of_claim = gathered(claims.starts, here.facts)
    aliases = np.flatnonzero(np.isin(here.facts, list(facts.aliases)))
    namespaces, spaces, values = columns
    found = History(
        workspace_id=workspace_id,
        positions=here.positions,
        received_at_ms=here.received_at_ms,
        timestamps_ms=here.timestamps_ms,
        message_ids=facts.message_ids.take(here.facts),
        verified=facts.verified[here.facts],
        starts=starts,
        claimed=claims.claimed[of_claim],
        proven=claims.proven[of_claim],
        namespaces=namespaces,
        spaces=spaces,
        values=values,
        aliases={place: facts.aliases[here.facts[place]] for place in aliases.tolist()},
    )
    return found, places


def devices(columns: Columns) -> Truths:
    """Say, per identifier, whether it names a device, which may go from one profile to another."""
    namespaces, spaces, _ = columns
    return np.isin(spaces, [place for place, name in enumerate(namespaces) if name in DEVICE_NAMESPACES])
