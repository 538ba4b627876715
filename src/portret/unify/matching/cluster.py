"""From probable pairs to people: where to draw the line, and which links to follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np


def best_threshold(probabilities: np.ndarray) -> float:
    """Return the probability from which on links are expected to have the best F1, by the probabilities alone.

    Of the `n` most probable pairs Σp are right, and Σp over all are there to be found, so that the expected F1 is
    2·Σp(first n) / (n + Σp(all)) (Lipton, Elkan, Narayanaswamy 2014). Never above 0.5.
    """
    if not len(probabilities):
        return 0.5
    ordered = np.sort(probabilities)[::-1]
    score = 2 * np.cumsum(ordered) / (np.arange(1, len(ordered) + 1) + ordered.sum())
    return float(min(0.5, ordered[int(score.argmax())]))


class People:
    """Records that become people, link by link, the strongest first.

    A link is not followed if the pairs that it would put together speak, on average, more strongly against it than it
    speaks for them: chains of likely links do not grow into one person.
    """

    def __init__(self, records: int) -> None:
        self._of = list(range(records))
        self._members: dict[int, list[int]] = {}

    def grow(self, links: Iterable[tuple[int, int, float]], weights: Mapping[tuple[int, int], float]) -> None:
        """Follow links.

        Args:
            links: (record, record, weight in bits above the threshold), in order of falling weight.
            weights: (lower record, higher record) → weight; a pair that is not in it says nothing.
        """
        for left, right, weight in links:
            one, other = self._of[left], self._of[right]
            if one != other and weight + self._average(one, other, weights) >= 0:
                self._join(one, other)

    def of(self) -> list[int]:
        """Return for each record the number of its person: the lowest record of it."""
        return list(self._of)

    def groups(self) -> list[list[int]]:
        """Return the records of each person that has more than one, in order."""
        return [sorted(members) for members in self._members.values()]

    def _average(self, one: int, other: int, weights: Mapping[tuple[int, int], float]) -> float:
        pairs = [(a, b) if a < b else (b, a) for a in self._of_person(one) for b in self._of_person(other)]
        known = [weights[pair] for pair in pairs if pair in weights]
        return sum(known) / len(known) if known else 0.0

    def _of_person(self, person: int) -> Sequence[int]:
        return self._members.get(person) or [person]

    def _join(self, one: int, other: int) -> None:
        low, high = min(one, other), max(one, other)
        joined = [*self._of_person(low), *self._of_person(high)]
        self._members.pop(high, None)
        self._members[low] = joined
        for record in joined:
            self._of[record] = low
