"""Resolve a recorded history under the rules in force and under others, and tell the difference; change nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from portret.kernel import told
from portret.unify.bulk import Given, Numbering
from portret.unify.model import IdentityRules
from portret.unify.person import Held, Members
from portret.unify.simulation.compare import Resolved, compare
from portret.unify.simulation.facts import FactReader, PhoneRegion, history_told
from portret.unify.simulation.model import Report
from portret.unify.simulation.narrow import resolve_facts
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
        progress(0.5 * number / recorded.pieces, told("reading-history", "Reading what was told"))
    facts = reader.facts()
    events = history_told(facts, list(recorded.times()))
    given = [_given(each, decided, reader.numbering) for each in rules]
    columns = reader.numbering.columns()
    sides: list[Resolved] = []
    for side in zip(rules, facts.claims, given, strict=True):
        progress(0.6 + 0.15 * len(sides), told("resolving", "Resolving"))
        sides.append(resolve_facts(recorded.workspace_id, facts, events, columns, side))
    progress(0.9, told("comparing", "Comparing"))
    return compare(len(events.facts), *sides)


def _given(rules: IdentityRules, decided: Decided, numbering: Numbering) -> Given:
    """Return what people decided as these rules read it: without identifiers that they block."""
    held, apart = decided
    profiles: dict[str, Mapping[int, Held]] = {}
    for profile_id, members in held.items():
        numbers = {numbering.of(each): how for each, how in members.items() if not rules.blocks(*each)}
        if numbers:
            profiles[profile_id] = numbers
    return Given(profiles, apart)
