"""Two people who became one by mistake. Reads identifiers, aliases and merges; writes them when a profile is parted."""

from portret.unify.parting.joining import best, broken_limit, survivor
from portret.unify.parting.model import Cut
from portret.unify.parting.plan import CameSince, plan_cut, plan_undo
from portret.unify.parting.sides import Sides
from portret.unify.parting.store import erase, part
from portret.unify.store import members as holdings

__all__ = [
    "CameSince",
    "Cut",
    "Sides",
    "best",
    "broken_limit",
    "erase",
    "holdings",
    "part",
    "plan_cut",
    "plan_undo",
    "survivor",
]
