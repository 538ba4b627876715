"""Resolve a history of facts without the events that only repeat what is known; these are most."""

from __future__ import annotations

import numpy as np

from portret.unify.bulk import Given, History, Partition, resolve_history
from portret.unify.bulk.history import Columns, Numbers, Truths, gathered
from portret.unify.model import DEVICE_NAMESPACES, ELSEWHERE, MOVED, IdentityRules
from portret.unify.simulation.compare import Resolved
from portret.unify.simulation.facts import Claims, Facts, Told


def resolve_facts(
    workspace_id: str, facts: Facts, events: Told, columns: Columns, rules: tuple[IdentityRules, Claims, Given]
) -> Resolved:
    """Return the history under a set of rules without the events that change nothing, and what comes out.

    Args:
        workspace_id: whose.
        facts: what was told.
        events: in order.
        columns: the identifiers of `facts`.
        rules: with what the facts claim under them, and what people decided.
    """
    each, claims, given = rules
    chosen = news(claims, events, columns)
    while True:
        resolvable, places = history(workspace_id, facts, claims, events, chosen, columns)
        partition = resolve_history(resolvable, each, given)
        doubtful = np.append(events.facts[places[_refused(partition)]], _claiming(claims, _outranked(partition)))
        again = np.isin(events.facts, np.unique(doubtful)) & ~chosen
        if not again.any():
            return Resolved(each, resolvable, places, partition)
        chosen |= again


def news(claims: Claims, told: Told, columns: Columns) -> Truths:
    """Say, per event, whether it may change anything, provided that no rule kept anything out of it before.

    Then only devices go from one profile to another. So a fact changes nothing if it was told before and no other was
    told of its devices since. Where a rule did keep something out, repetitions must be tried again: the rule may allow
    them now, or what they name has gone to whom it was verified of. What an alias means depends on what is known at the
    moment: all of them are looked at.
    """
    sizes = np.diff(claims.starts)
    tracks, starts = _tracks(claims, _devices(columns), sizes > 1)
    spread, places = gathered(starts, told.facts)
    events = np.repeat(np.arange(len(told.facts), dtype=np.int32), np.diff(spread))
    by_track = np.argsort(tracks[places], kind="stable")
    track, fact = tracks[places][by_track], told.facts[events[by_track]]
    is_news = np.ones(len(track), np.bool_)
    is_news[1:] = (track[1:] != track[:-1]) | (fact[1:] != fact[:-1])
    found = np.zeros(len(told.facts), np.bool_)
    found[events[by_track[is_news]]] = True
    found |= np.isin(told.facts, list(claims.aliases))
    return found & (sizes > 0)[told.facts]


def _refused(partition: Partition) -> Numbers:
    """Return the events from which a rule kept something out."""
    return np.array([event for event, _, rule in partition.drops if rule not in MOVED], np.int64)


def _outranked(partition: Partition) -> Numbers:
    """Return the identifiers that went to whom they were verified of."""
    return np.array([number for _, number, rule in partition.drops if rule == ELSEWHERE], np.int64)


def _claiming(claims: Claims, identifiers: Numbers) -> Numbers:
    """Return the facts that claim any of these identifiers."""
    facts = np.repeat(np.arange(len(claims.starts) - 1), np.diff(claims.starts))
    return facts[np.isin(claims.claimed, identifiers)]


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


def history(
    workspace_id: str, facts: Facts, claims: Claims, told: Told, chosen: Truths, columns: Columns
) -> tuple[History, Numbers]:
    """Return the history of the chosen events, which claim something, and the places that these have among all."""
    places = np.flatnonzero(chosen)
    here = told.only(places)
    starts, of_claim = gathered(claims.starts, here.facts)
    aliases = np.flatnonzero(np.isin(here.facts, list(claims.aliases)))
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
        aliases={place: claims.aliases[here.facts[place]] for place in aliases.tolist()},
    )
    return found, places


def _devices(columns: Columns) -> Truths:
    """Say, per identifier, whether it names a device, which may go from one profile to another."""
    namespaces, spaces, _ = columns
    return np.isin(spaces, [place for place, name in enumerate(namespaces) if name in DEVICE_NAMESPACES])
