"""Connected components in columns, against networkx."""

from __future__ import annotations

import random
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from portret.unify.bulk.components import connected


def _agrees(edges: list[tuple[int, int]], nodes: int) -> bool:
    left, right = (np.array([edge[end] for edge in edges], np.int32) for end in (0, 1))
    graph = nx.Graph(edges)
    graph.add_nodes_from(range(nodes))
    smallest = {node: min(part) for part in nx.connected_components(graph) for node in part}
    found: list[int] = connected(left, right, nodes).tolist()
    return found == [smallest[node] for node in range(nodes)]


@pytest.mark.parametrize("seed", range(50))
def test_random_graphs_of_all_densities_fall_into_the_parts_that_networkx_finds(seed: int) -> None:
    chance = random.Random(seed)
    nodes = chance.randrange(1, 200)
    count = chance.randrange(2 * nodes)
    assert _agrees([(chance.randrange(nodes), chance.randrange(nodes)) for _ in range(count)], nodes)


def test_long_chains_rings_and_stars_in_any_order_are_one_part_each() -> None:
    chance = random.Random(1)
    names = list(range(999))
    chance.shuffle(names)
    chain = list(pairwise(names[:333]))
    ring = [*pairwise(names[333:666]), (names[665], names[333])]
    star = [(names[666], other) for other in names[667:]]
    edges = [*chain, *ring, *star]
    chance.shuffle(edges)
    assert _agrees(edges, len(names))


def test_without_edges_everybody_is_alone() -> None:
    assert _agrees([], 3)
