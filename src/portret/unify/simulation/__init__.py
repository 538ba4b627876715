"""What would another rule do? Reads recorded events and people's decisions, writes nothing; gives a report."""

from portret.unify.simulation.model import Report
from portret.unify.simulation.store import Recorded, decided
from portret.unify.simulation.trial import simulate, trait_keys

__all__ = ["Recorded", "Report", "decided", "simulate", "trait_keys"]
