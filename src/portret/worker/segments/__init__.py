"""Keeps memberships true: reads definitions, profiles and history, writes memberships and tells of every change."""

from portret.worker.segments.judge import Batch, Judge, fold_computed
from portret.worker.segments.known import Known
from portret.worker.segments.upkeep import Upkeep

__all__ = ["Batch", "Judge", "Known", "Upkeep", "fold_computed"]
