"""Why are these one person? Reads what joined identifiers, writes what moved away; answers with the shortest path."""

from portret.unify.evidence.explain import explain, links_of, shortest_path
from portret.unify.evidence.model import Attachment, Edge, Evidence, Explanation, Link, Obstacle, Side, Step
from portret.unify.evidence.store import keep_past

__all__ = [
    "Attachment",
    "Edge",
    "Evidence",
    "Explanation",
    "Link",
    "Obstacle",
    "Side",
    "Step",
    "explain",
    "keep_past",
    "links_of",
    "shortest_path",
]
