"""From probable pairs to people: where to draw the line, and which links to follow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
        self._around: dict[int, dict[int, tuple[float, int]]] = {}

    def grow(
        self,
        links: Iterable[tuple[int, int, float]],
        weights: Mapping[tuple[int, int], float],
        unknown: float = 0.0,
    ) -> None:
        """Follow links; takes about as long as there are links and weights.

        Args:
            links: (record, record, weight in bits above the threshold), in order of falling weight.
            weights: (record, record) → weight.
            unknown: the weight of a pair that is in neither order in `weights`.
        """
        for (left, right), weight in weights.items():
            for one, other in ((left, right), (right, left)):
                self._around.setdefault(one, {})[other] = (weight, 1)
        for left, right, weight in links:
            one, other = self._of[left], self._of[right]
            if one != other and weight + self._average(one, other, unknown) >= 0:
                self._join(one, other)

    def of(self) -> list[int]:
        """Return for each record the number of its person: the lowest record of it."""
        lowest = {person: min(members) for person, members in self._members.items()}
        return [lowest.get(person, person) for person in self._of]

    def groups(self) -> list[list[int]]:
        """Return the records of each person that has more than one, in order."""
        return sorted(sorted(members) for members in self._members.values())

    def _average(self, one: int, other: int, unknown: float) -> float:
        pairs = len(self._members.get(one, "1")) * len(self._members.get(other, "1"))
        total, known = self._around.get(one, {}).get(other, (0.0, 0))
        return (total + unknown * (pairs - known)) / pairs

    def _join(self, one: int, other: int) -> None:
        """Put the smaller person into the larger one."""
        if len(self._members.get(one, "1")) < len(self._members.get(other, "1")):
            one, other = other, one
        moved = self._members.pop(other, [other])
        self._members.setdefault(one, [one]).extend(moved)
        for record in moved:
            self._of[record] = one
        beside = self._around.setdefault(one, {})
        beside.pop(other, None)
        for third, (total, known) in self._around.pop(other, {}).items():
            if third != one:
                so_far, so_many = beside.get(third, (0.0, 0))
                beside[third] = self._around[third][one] = (so_far + total, so_many + known)
                del self._around[third][other]
