"""The weight of every pair under a trained model, and the parts it is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portret.unify.matching.comparisons import Comparison
from portret.unify.matching.estimate import common_masks, log_ratios, other_people
from portret.unify.matching.model import Weights


@dataclass(frozen=True)
class Scores:
    """Weights in bits (log₂ of odds).

    Attributes:
        weight: of the pair: the odds of a match against everything else.
        probability: the same as a probability.
        parts: pair by comparison: what the comparison adds.
        lookalike: what is taken off because the pair may be two people who look alike (≤ 0).
    """

    weight: np.ndarray
    probability: np.ndarray
    parts: np.ndarray
    lookalike: np.ndarray


def score(
    levels: np.ndarray, shares: np.ndarray, comparisons: Sequence[Comparison], weights: Weights, records: int
) -> Scores:
    """Return what the outcomes of comparisons say."""
    u = [np.array(one) for one in weights.u]
    parts = log_ratios(levels, [np.array(one) for one in weights.m], u)
    for k, comparison in enumerate(comparisons):
        exact = _exact(comparison, u[k])[levels[:, k]]
        parts[:, k] += _rarity(shares[:, k], exact, weights, records)
    as_match = parts.sum(axis=1) + np.log(weights.match)
    as_others = other_people(parts, common_masks(comparisons), weights.match, np.array(weights.lookalikes))
    weight = (as_match - as_others) / np.log(2)
    return Scores(
        weight=weight,
        probability=1 / (1 + np.exp2(-np.clip(weight, -500, 500))),
        parts=parts / np.log(2),
        lookalike=-as_others / np.log(2),
    )


def _rarity(shares: np.ndarray, exact: np.ndarray, weights: Weights, records: int) -> np.ndarray:
    """Return what is added for sharing a rare value rather than any, and taken off for a common one.

    How many people have the value is how many records have it, over the records per person; besides the one in question
    half a person is believed to have it, or fewer where the field hardly ever repeats.
    """
    people = max(2.0, records / weights.per_person)
    having = np.maximum(shares * records / weights.per_person, 1.0)
    others = (having - 1 + 0.5 * np.minimum(1.0, people * exact)) / people
    return np.where(shares > 0, np.log(exact) - np.log(others), 0.0)


def _exact(comparison: Comparison, u: np.ndarray) -> np.ndarray:
    """Return by level how often two strangers share a value, of what is shared at this level; 1 where it is nothing."""
    of = [level.frequency_of for level in comparison.levels]
    shared = [sum(float(one) for one, name in zip(u, of, strict=True) if name == mine) if mine else 1.0 for mine in of]
    return np.array([*shared, 1.0])  # -1 is the last one
