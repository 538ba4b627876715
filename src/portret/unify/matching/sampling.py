"""Pairs of records drawn by chance: of any two records, and of those that share something too common to compare all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

_SEED = 1


@dataclass(frozen=True)
class Drawn:
    """Pairs that stand for others.

    Attributes:
        left, right: the positions of the two records, the lower first.
        weight: how many pairs each stands for.
    """

    left: np.ndarray
    right: np.ndarray
    weight: np.ndarray


def random_pairs(records: int, wanted: int) -> tuple[np.ndarray, np.ndarray]:
    """Return random pairs, the same ones for the same records; all pairs where there are no more than wanted."""
    if records * (records - 1) // 2 <= wanted:
        left, right = np.triu_indices(records, 1)
        return left, right
    one, other = np.random.default_rng(_SEED).integers(0, records, (2, wanted))
    differing = one != other
    return np.minimum(one, other)[differing], np.maximum(one, other)[differing]


def pairs_that_share(keys: Sequence[np.ndarray], wanted: int) -> Drawn:
    """Draw pairs of records that share a key, evenly from all pairs that do.

    A pair that shares several keys is drawn by any of them and counts for fewer; so weights add up to the number of
    pairs that share at least one (Veach, Guibas 1995, the balance heuristic).

    Args:
        keys: for each key the values by record as numbers, -1 for none.
        wanted: how many pairs to draw for each key; some come twice.
    """
    chance = np.random.default_rng(_SEED)
    drawn, rates = [], np.zeros(len(keys))
    for k, values in enumerate(keys):
        left, right, there = _within(values, wanted, chance)
        rates[k] = len(left) / there if there else 0.0
        drawn.append((left, right))
    left, right = (np.concatenate([np.zeros(0, np.int64), *(pair[side] for pair in drawn)]) for side in (0, 1))
    expected = np.zeros(len(left))
    for rate, values in zip(rates, keys, strict=True):
        expected += rate * ((values[left] == values[right]) & (values[left] >= 0))
    return Drawn(np.minimum(left, right), np.maximum(left, right), 1 / expected)


def _within(values: np.ndarray, wanted: int, chance: np.random.Generator) -> tuple[np.ndarray, np.ndarray, float]:
    """Return random pairs of equal value, and how many such pairs there are."""
    rows = np.argsort(values, kind="stable")[np.count_nonzero(values < 0) :]
    _, starts, sizes = np.unique(values[rows], return_index=True, return_counts=True)
    until = np.cumsum(sizes * (sizes - 1) / 2)
    there = float(until[-1]) if len(until) else 0.0
    if not there:
        return rows[:0], rows[:0], 0.0
    block = np.searchsorted(until, chance.random(min(wanted, int(there))) * there, side="right")
    one = chance.integers(0, sizes[block])
    other = chance.integers(0, sizes[block] - 1)
    other += other >= one
    return rows[starts[block] + one], rows[starts[block] + other], there
