"""What the outcomes of comparisons are worth, learnt without labels: expectation maximisation over kinds of pairs.

A pair of records is of one person (a match), of two strangers, or of two people who look alike: of one household, or
of one name. A match agrees as `m` says, strangers as `u` says; lookalikes agree as `m` says in what they have in common
and as `u` says in the rest. So what a family shares does not pass for identity, nor what follows from a name does, and
where the data has no such pairs their share tends to nothing.

The m of a comparison is taken only from pairs that some blocking key found without its help, as Fellegi and Sunter's
model asks for; u comes from random pairs, with the matches among them subtracted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from portret.unify.matching.comparisons import LOOKALIKES, Comparison
from portret.unify.matching.model import Weights

_ROUNDS = 200
_CONVERGED = 1e-5
_M_WEIGHT = 5.0
_M_UNMOVED = 1e15
_U_WEIGHT = 200.0
_HALF = 0.5
_HALF_AFTER_PAIRS = 10_000


@dataclass(frozen=True)
class Evidence:
    """What training sees.

    Attributes:
        patterns: distinct rows of levels by comparisons, -1 where nothing can be said.
        counts: how many candidate pairs have the pattern.
        usable: pattern by comparison: whether a key found the pairs without the comparison's help.
        known: per pattern 1 for pairs a person accepted, 0 for rejected ones, NaN for the rest.
        random: per comparison the counts of levels among random pairs.
        pairs: how many pairs of records there are at all.
        records: how many records.
    """

    patterns: np.ndarray
    counts: np.ndarray
    usable: np.ndarray
    known: np.ndarray
    random: Sequence[np.ndarray]
    pairs: float
    records: int


def train(evidence: Evidence, comparisons: Sequence[Comparison]) -> Weights:
    """Return the weights under which the evidence is most likely, starting from what is believed beforehand.

    Without many matches, families would explain themselves best as matches of other names and birth dates. If most of
    what is found to be matches differs in what lasts for life, the m believed beforehand are kept, and only u and the
    shares are learnt: that finds fewer, but people.
    """
    found = _most_likely(evidence, comparisons, _M_WEIGHT)
    if _is_of_people(found, comparisons):
        return found
    return msgspec.structs.replace(_most_likely(evidence, comparisons, _M_UNMOVED), learnt=False)


def _is_of_people(weights: Weights, comparisons: Sequence[Comparison]) -> bool:
    """Tell whether the matches mostly agree in what lasts for life."""
    lasting = [each for each in zip(comparisons, weights.m, strict=True) if each[0].lasting]
    against = (
        sum(one for one, level in zip(m, comparison.levels, strict=True) if level.m <= level.u)
        for comparison, m in lasting
    )
    return all(share < _HALF for share in against)


def _most_likely(evidence: Evidence, comparisons: Sequence[Comparison], m_weight: float) -> Weights:
    """Return weights by expectation maximisation; what is believed of m counts as much as so many matches."""
    before_m = [_share([level.m for level in one.levels]) for one in comparisons]
    before_u = [_share([level.u for level in one.levels]) for one in comparisons]
    common = common_masks(comparisons)
    m = before_m
    match = 0.5 / max(1, evidence.records)
    lookalikes = np.full(len(LOOKALIKES), match)
    for _ in range(_ROUNDS):
        u = _all_strangers(evidence, m, before_u, common, match, lookalikes)
        matches, others = _expected(evidence, m, u, common, match, lookalikes)
        new_match = min(0.5, (matches.sum() + _HALF) / (evidence.pairs + 1))
        lookalikes = np.minimum(0.2, (others + _HALF) / (evidence.pairs + 1))
        new_m = [_agreeing(evidence, matches, k, m_weight * one) for k, one in enumerate(before_m)]
        moved = max(float(np.abs(new - old).max()) for new, old in zip(new_m, m, strict=True))
        moved = max(moved, abs(new_match - match) / match)
        m, match = new_m, new_match
        if moved < _CONVERGED:
            break
    u = _all_strangers(evidence, m, before_u, common, match, lookalikes)
    return Weights(
        match=float(match),
        lookalikes=tuple(map(float, lookalikes)),
        m=tuple(tuple(map(float, one)) for one in m),
        u=tuple(tuple(map(float, one)) for one in u),
        per_person=float(1 + match * (evidence.records - 1)),
    )


def common_masks(comparisons: Sequence[Comparison]) -> np.ndarray:
    """Return lookalike by comparison: 1 where they agree as one person does."""
    return np.array([[kind in one.common_to for one in comparisons] for kind in LOOKALIKES], float)


def other_people(parts: np.ndarray, common: np.ndarray, match: float, lookalikes: np.ndarray) -> np.ndarray:
    """Return the logarithm of how likely pairs are as two people, lookalikes or strangers, for log ratios of m to u."""
    kinds = parts @ common.T + np.log(lookalikes)
    strangers = np.log1p(-min(0.95, match + float(lookalikes.sum())))
    return np.asarray(np.logaddexp.reduce(np.column_stack([kinds, np.full(len(parts), strangers)]), axis=1))


def log_ratios(levels: np.ndarray, m: Sequence[np.ndarray], u: Sequence[np.ndarray]) -> np.ndarray:
    """Return pair by comparison: the natural logarithm of m / u of the level, 0 where nothing can be said."""
    made = np.zeros(levels.shape)
    for k, (one, other) in enumerate(zip(m, u, strict=True)):
        table = np.append(np.log(one) - np.log(other), 0.0)  # -1 is the last one
        made[:, k] = table[levels[:, k]]
    return made


def _expected(
    evidence: Evidence,
    m: Sequence[np.ndarray],
    u: Sequence[np.ndarray],
    common: np.ndarray,
    match: float,
    lookalikes: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return how many pairs of each pattern are expected to be matches, and how many there are of each lookalike."""
    ratios = log_ratios(evidence.patterns, m, u)
    as_match = ratios.sum(axis=1) + np.log(match)
    as_others = other_people(ratios, common, match, lookalikes)
    one = 1 / (1 + np.exp(np.clip(as_others - as_match, -700, 700)))
    one = np.where(np.isnan(evidence.known), one, evidence.known)
    kinds = np.exp(ratios @ common.T + np.log(lookalikes) - as_others[:, None])
    return one * evidence.counts, ((1 - one) * evidence.counts) @ kinds


def _agreeing(evidence: Evidence, matches: np.ndarray, k: int, believed: np.ndarray) -> np.ndarray:
    usable = evidence.usable[:, k] & (evidence.patterns[:, k] >= 0)
    return _share(np.bincount(evidence.patterns[usable, k], matches[usable], minlength=len(believed)) + believed)


def _share(counts: Sequence[float] | np.ndarray) -> np.ndarray:
    found = np.asarray(counts, float)
    return np.asarray(found / found.sum())


def _all_strangers(
    evidence: Evidence,
    m: Sequence[np.ndarray],
    before: Sequence[np.ndarray],
    common: np.ndarray,
    match: float,
    lookalikes: np.ndarray,
) -> list[np.ndarray]:
    shares = match + lookalikes @ common
    return [_strangers(*each) for each in zip(evidence.random, m, before, shares.tolist(), strict=True)]


def _strangers(random: np.ndarray, m: np.ndarray, before: np.ndarray, share: float) -> np.ndarray:
    """Take out of random pairs the share that agrees as m says; what was never seen stays unlikely, not impossible."""
    drawn = float(random.sum())
    least = np.maximum(_U_WEIGHT * before, _HALF * drawn / (drawn + _HALF_AFTER_PAIRS))
    counts = np.maximum(random - drawn * share * m, np.minimum(least, _HALF * drawn + _U_WEIGHT * before))
    believed = _U_WEIGHT / (_U_WEIGHT + drawn)
    counts = (1 - believed) * counts / max(float(counts.sum()), 1e-12) + believed * before
    return np.asarray(counts / counts.sum())
