"""Resolve a recorded history under the rules in force and under others, and tell the difference; change nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from portret.unify.bulk import Given, Numbering, resolve_history
from portret.unify.bulk.history import Columns, Truths
from portret.unify.model import IdentityRules
from portret.unify.person import Held, Members
from portret.unify.simulation.compare import Resolved, compare
from portret.unify.simulation.facts import FactReader, Facts, PhoneRegion, Told, told
from portret.unify.simulation.model import Report
from portret.unify.simulation.narrow import devices, history, news
from portret.unify.simulation.store import Recorded

Progress = Callable[[float, str], None]
"""Told how much is done (0 to 1) and what is being done; raises what must end the work."""

Rules = tuple[IdentityRules, IdentityRules]
"""The rules in force, and those that are proposed."""

Decided = tuple[Mapping[str, Members], Mapping[str, frozenset[str]]]
"""What profiles hold that people merged or keep apart, and who is apart from whom."""


def trait_keys(rules: IdentityRules) -> list[str]:
    """Return the traits that carry identifiers under these rules."""
    return sorted({key for space in (rules.custom, *rules.namespaces.values()) for key in space.trait_keys})


def simulate(
    recorded: Recorded,
    rules: Rules,
    region: PhoneRegion,
    decided: Decided,
    progress: Progress,
) -> Report:
    """Return what the proposed rules would change.

    Args:
        recorded: the history.
        rules: those in force, and those that are proposed.
        region: the country of local numbers by source.
        decided: what people decided, under which the history is resolved.
        progress: told how far this is.

    Raises:
        Unavailable: the warehouse does not answer.
    """
    reader = FactReader(rules, region, recorded.trait_keys)
    for number, table in enumerate(recorded.facts(), start=1):
        reader.read(table)
        progress(0.5 * number / recorded.pieces, "reading what was told")
    facts = reader.facts()
    events = told(facts, list(recorded.times()))
    progress(0.6, "leaving out what was told before")
    given = [_given(each, decided, reader.numbering) for each in rules]
    columns = reader.numbering.columns()
    kept = events.only(_news(facts, events, columns, rules))
    sides: list[Resolved] = []
    for each, claims, there in zip(rules, facts.claims, given, strict=True):
        progress(0.7 + 0.1 * len(sides), "resolving")
        resolvable, places = history(recorded.workspace_id, facts, claims, kept, columns)
        sides.append(Resolved(each, resolvable, places, resolve_history(resolvable, each, there)))
    progress(0.9, "comparing")
    return compare(len(events.facts), len(kept.facts), *sides)


def _news(facts: Facts, events: Told, columns: Columns, rules: Rules) -> Truths:
    """Say, per event, whether it may change anything under some of the rules."""
    is_device = devices(columns)
    found = np.zeros(len(events.facts), np.bool_)
    for each, claims in zip(rules, facts.claims, strict=True):
        found |= news(facts, claims, events, is_device, each)
    return found


def _given(rules: IdentityRules, decided: Decided, numbering: Numbering) -> Given:
    """Return what people decided as these rules read it: without identifiers that they block."""
    held, apart = decided
    profiles: dict[str, Mapping[int, Held]] = {}
    for profile_id, members in held.items():
        numbers = {numbering.of(each): how for each, how in members.items() if not rules.blocks(*each)}
        if numbers:
            profiles[profile_id] = numbers
    return Given(profiles, apart)
