"""Why two profiles may be one person: every step from the first guess to the weight, in words and bits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from portret.unify.matching.comparisons import LOOKALIKES, Comparison
from portret.unify.matching.link import Known, Linked
from portret.unify.matching.model import Calibration, Pair, Reason, Weights
from portret.unify.matching.people import People, values_of

_SHOWN_AS: Mapping[str, tuple[str, ...]] = {"given": ("given", "full"), "family": ("family", "full")}
_LEAST_BITS = 0.05


def reasons_of(people: People, linked: Linked, pair: int, calibration: Calibration) -> tuple[Reason, ...]:
    """Return the reasons of a pair by its place in `linked.pairs`; their bits add up to its weight."""
    left, right = int(linked.pairs.left[pair]), int(linked.pairs.right[pair])
    made = [Reason("", "", "", "two profiles at random", round(math.log2(linked.weights.match), 2))]
    for k, comparison in enumerate(linked.comparisons):
        level = int(linked.pairs.levels[pair, k])
        if level >= 0:
            bits = round(float(linked.scores.parts[pair, k]), 2)
            one, other = (_values(people, record, comparison) for record in (left, right))
            made.append(Reason(comparison.name, one, other, comparison.levels[level].label, bits))
    lookalike = round(float(linked.scores.lookalike[pair]), 2)
    if abs(lookalike) >= _LEAST_BITS:
        made.append(Reason("", "", "", _how_alike(linked, pair), lookalike))
    evidence = float(linked.scores.weight[pair])
    taught = round(calibrated(evidence, calibration) - evidence, 2)
    if abs(taught) >= _LEAST_BITS:
        made.append(Reason("", "", "", "what was accepted and rejected before", taught))
    return tuple(made)


def known_from(decided: Iterable[tuple[Pair, bool]], comparisons: Sequence[Comparison]) -> Known:
    """Return decided pairs as training sees them: the outcome of each comparison, as the reasons keep it."""
    levels, same = [], []
    for pair, is_same in decided:
        outcomes = {reason.field: reason.outcome for reason in pair.reasons}
        levels.append([_level(comparison, outcomes.get(comparison.name)) for comparison in comparisons])
        same.append(is_same)
    return Known(np.array(levels, np.int8).reshape(-1, len(comparisons)), np.array(same, bool))


def calibrated(evidence: float, calibration: Calibration) -> float:
    """Return the weight in bits that reviews make of a weight."""
    return calibration.slope * evidence + calibration.shift


def probability(weight: float) -> float:
    """Return a weight in bits as a probability."""
    return 1 / (1 + math.exp2(-max(-500.0, min(500.0, weight))))


def calibrate(decided: Iterable[tuple[float, bool]]) -> Calibration:
    """Return the slope and shift under which decisions are most likely: logistic regression that begins at 1 and 0.

    What is believed beforehand (a slope of 1 ± 0.1, a shift of 0 ± 1 bit) keeps few decisions from turning everything
    over; it is the penalty of a maximum a posteriori estimate, found by Newton's method.

    Args:
        decided: (evidence in bits, whether a person said that it is one person).
    """
    points = [(max(-30.0, min(30.0, evidence)) * math.log(2), float(same)) for evidence, same in decided]
    if not points:
        return Calibration()
    x, y = (np.array(column) for column in zip(*points, strict=True))
    features = np.column_stack([x, np.ones_like(x)])
    before, precision = np.array([1.0, 0.0]), np.diag([100.0, 1 / math.log(2) ** 2])
    found = before.copy()
    for _ in range(50):
        likely = 1 / (1 + np.exp(-features @ found))
        slope = features.T @ (likely - y) + precision @ (found - before)
        curve = (features * (likely * (1 - likely))[:, None]).T @ features + precision
        step = np.linalg.solve(curve, slope)
        found -= step / max(1.0, float(np.abs(step).max()))
        if float(np.abs(step).max()) < 1e-9:  # noqa: PLR2004 — done
            break
    return Calibration(slope=max(0.1, float(found[0])), shift=float(found[1]) / math.log(2))


def compared(comparisons: Sequence[Comparison]) -> tuple[str, ...]:
    """Return comparisons and their levels as text: two models with the same text can stand for one another."""
    return tuple(f"{one.name}: {', '.join(level.label for level in one.levels)}" for one in comparisons)


def fits(weights: Weights, comparisons: Sequence[Comparison]) -> bool:
    """Say whether weights are those of these comparisons."""
    return [len(one) for one in weights.m] == [len(one.levels) for one in comparisons]


def _values(people: People, record: int, comparison: Comparison) -> str:
    fields: list[str] = []
    for column in comparison.columns:
        if column.startswith("number_"):
            fields.append(f"number {comparison.name}")
        else:
            fields += _SHOWN_AS.get(column, (column,))[:1]
    told = values_of(people, record, fields)
    return told or values_of(people, record, ["full"])


def _how_alike(linked: Linked, pair: int) -> str:
    """Say which kind of lookalike the pair may be."""
    parts = linked.scores.parts[pair]
    common = [[kind in one.common_to for one in linked.comparisons] for kind in LOOKALIKES]
    bits = [
        float(parts[mask].sum()) + math.log2(share)
        for mask, share in zip(common, linked.weights.lookalikes, strict=True)
    ]
    words = {"household": "may be two people of one household", "namesake": "may be two people of one name"}
    return words[LOOKALIKES[int(np.argmax(bits))]]


def _level(comparison: Comparison, outcome: str | None) -> int:
    return next((place for place, level in enumerate(comparison.levels) if level.label == outcome), -1)
