"""Records in, people out: the whole way from raw columns to probable pairs and clusters, with nothing to configure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from portret.kernel import told
from portret.unify.matching.cluster import People, best_threshold
from portret.unify.matching.comparisons import Comparison
from portret.unify.matching.estimate import Evidence, train
from portret.unify.matching.fields import kinds_of_columns
from portret.unify.matching.linkage import Linkage, Outcomes
from portret.unify.matching.model import Weights
from portret.unify.matching.prepare import prepared
from portret.unify.matching.score import Scores, score

Advance = Callable[[float, str], None]
"""Told how far the work is (0 to 1) and what is being done."""

_MEMORY_BYTES = 2 * 1024**3
_HOPELESS_BITS = -15.0
_LARGEST = 100
"""Of longer chains, pairs that share no key are not compared: they count as two random records."""


@dataclass(frozen=True)
class Known:
    """Pairs that people decided on: their levels by comparison, as in `Outcomes`, and 1 for one person, 0 for two."""

    levels: np.ndarray
    same: np.ndarray


@dataclass(frozen=True)
class Linked:
    """What was found.

    Attributes:
        pairs: the pairs that are not hopeless.
        scores: their weights.
        threshold: the probability from which on following links is expected to have the best F1.
        people: per record the number of its person.
        comparisons, weights: the model.
    """

    pairs: Outcomes
    scores: Scores
    threshold: float
    people: Sequence[int]
    comparisons: Sequence[Comparison]
    weights: Weights


def link(
    ids: Sequence[str],
    columns: Mapping[str, Sequence[str | None]],
    kinds: Mapping[str, str] | None = None,
    *,
    memory_bytes: int = _MEMORY_BYTES,
    advance: Advance = lambda _share, _stage: None,
) -> Linked:
    """Find who is who among the records of a table.

    Args:
        ids: one per record.
        columns: raw values by column.
        kinds: column → kind; found out from names and values if None.
        memory_bytes: what the database may use before it writes to disk.
        advance: told of progress.

    Raises:
        Unavailable: Splink is not installed.
    """
    records = prepared(ids, columns, kinds if kinds is not None else kinds_of_columns(columns))
    with closing(Linkage(records, memory_bytes=memory_bytes)) as linkage:
        if not linkage.comparisons:
            return _nothing(len(ids))
        advance(0.1, told("looking-for-pairs", "Looking for pairs"))
        linkage.choose_keys()
        linkage.block()
        pairs, weights = learn(linkage, None, advance)
        return decide(linkage, pairs, weights)


def _nothing(records: int) -> Linked:
    """Return what is found in records that tell nothing."""
    empty, none = np.zeros((0, 0)), np.zeros(0)
    pairs = Outcomes(none.astype(int), none.astype(int), none.astype(int), empty.astype(np.int8), empty)
    weights = Weights(match=0.0, lookalikes=(), m=(), u=(), per_person=1.0)
    return Linked(pairs, Scores(none, none, empty, none), 0.5, list(range(records)), (), weights)


def learn(linkage: Linkage, known: Known | None, advance: Advance) -> tuple[Outcomes, Weights]:
    """Compare the candidates, train, and return the pairs that are not hopeless with the weights."""
    evidence = _Gathered(linkage)
    kept = []
    for piece in linkage.with_random():
        evidence.add(piece)
        kept.append(piece.where((piece.found_by >= 0) & ~_hopeless(piece, linkage.comparisons)))
        advance(min(0.8, 0.2 + 0.1 * len(kept)), told("comparing-pairs", "Comparing pairs"))
    evidence.add_drawn(*linkage.drawn_lookalikes())
    if known is not None and len(known.same):
        evidence.add_known(known)
    return Outcomes.joined(kept), train(evidence.whole(), linkage.comparisons)


def decide(linkage: Linkage, pairs: Outcomes, weights: Weights) -> Linked:
    """Score pairs and follow the links that are worth it."""
    scores = score(pairs.levels, pairs.shares, linkage.comparisons, weights, linkage.records)
    threshold = best_threshold(scores.probability)
    people = _people(linkage, pairs, scores, threshold, weights)
    return Linked(pairs, scores, threshold, people.of(), linkage.comparisons, weights)


def _people(linkage: Linkage, pairs: Outcomes, scores: Scores, threshold: float, weights: Weights) -> People:
    least = float(np.log2(threshold / (1 - threshold)))
    excess = scores.weight - least
    order = np.argsort(-excess, kind="stable")
    order = order[excess[order] >= 0]
    links = list(zip(pairs.left[order].tolist(), pairs.right[order].tolist(), excess[order].tolist(), strict=True))
    chained = People(linkage.records)
    chained.grow(links, {})
    of = np.array(chained.of())
    inside = of[pairs.left] == of[pairs.right]
    known = _by_pair(pairs.where(inside), excess[inside])
    unseen = _unseen(chained, known)
    if unseen:
        others = linkage.compare(*zip(*unseen, strict=True))
        more = score(others.levels, others.shares, linkage.comparisons, weights, linkage.records)
        known |= _by_pair(others, more.weight - least)
    people = People(linkage.records)
    people.grow(links, known, float(np.log2(weights.match)) - least)
    return people


def _by_pair(pairs: Outcomes, weight: np.ndarray) -> dict[tuple[int, int], float]:
    places = zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    return dict(zip(places, weight.tolist(), strict=True))


def _unseen(chained: People, known: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Return the pairs that links would put together without their having been looked at."""
    return [
        (one, other)
        for members in chained.groups()
        if len(members) <= _LARGEST
        for place, one in enumerate(members)
        for other in members[place + 1 :]
        if (one, other) not in known
    ]


def _hopeless(pairs: Outcomes, comparisons: Sequence[Comparison]) -> np.ndarray:
    """Tell which pairs agree in so little that no training could make them likely."""
    total = np.zeros(len(pairs.left))
    for k, comparison in enumerate(comparisons):
        table = np.log2([level.m / level.u for level in comparison.levels] + [1.0])
        total += table[pairs.levels[:, k]]
    return total < _HOPELESS_BITS


class _Gathered:
    """Evidence, piece by piece: patterns are counted, so that memory does not grow with pairs."""

    def __init__(self, linkage: Linkage) -> None:
        self._linkage = linkage
        self._parts: list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]] = []
        self._random = [np.zeros(len(one.levels)) for one in linkage.comparisons]
        self._helping = np.array(
            [
                sum(1 << bit for bit, key in enumerate(linkage.keys) if comparison.name not in key.uses)
                for comparison in linkage.comparisons
            ],
            np.int64,
        )

    def add(self, pairs: Outcomes) -> None:
        """Count the patterns of candidates, and the levels of random pairs."""
        drawn = pairs.found_by < 0
        for k, comparison in enumerate(self._linkage.comparisons):
            levels = pairs.levels[drawn, k]
            self._random[k] += np.bincount(levels[levels >= 0], minlength=len(comparison.levels))
        found = pairs.where(~drawn)
        usable = (found.found_by[:, None] & self._helping[None, :]) != 0
        first, counts = _distinct(found.levels, usable)
        self._parts.append((found.levels[first], counts.astype(float), usable[first], np.full(len(first), np.nan)))

    def add_drawn(self, pairs: Outcomes, weight: np.ndarray) -> None:
        """Count pairs of which each stands for many: they tell how many look alike, not how one person differs."""
        unusable = np.zeros(pairs.levels.shape, bool)
        self._parts.append((pairs.levels, weight, unusable, np.full(len(weight), np.nan)))

    def add_known(self, known: Known) -> None:
        """Count pairs whose truth is known, for every comparison."""
        usable = np.ones(known.levels.shape, bool)
        self._parts.append((known.levels, np.ones(len(known.same)), usable, known.same.astype(float)))

    def whole(self) -> Evidence:
        """Return the evidence."""
        patterns, counts, usable, truth = (np.concatenate(each) for each in zip(*self._parts, strict=True))
        records = self._linkage.records
        shares = self._linkage.exact_shares()
        for counted, share, comparison in zip(self._random, shares, self._linkage.comparisons, strict=True):
            exact = [place for place, level in enumerate(comparison.levels) if level.frequency_of]
            if exact and share is not None and counted.sum() > 0:
                _set_share(counted, share, exact[0])
        return Evidence(patterns, counts, usable, truth, self._random, max(1.0, records * (records - 1) / 2), records)


def _set_share(counts: np.ndarray, share: float, level: int) -> None:
    """Put the true share of equal values in the place of the sampled one."""
    drawn = counts.sum()
    rest = drawn - counts[level]
    counts *= (1 - share) * drawn / rest if rest else 0
    counts[level] = share * drawn


def _distinct(levels: np.ndarray, usable: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where each distinct row stands first, and how often it comes."""
    rows = np.ascontiguousarray(np.concatenate([levels, usable.astype(np.int8)], axis=1))
    whole = rows.view(np.dtype((np.void, rows.shape[1] or 1))).ravel() if rows.size else np.zeros(len(rows), np.int8)
    _, first, counts = np.unique(whole, return_index=True, return_counts=True)
    return first, counts
