"""Drives the stages: reads the log, writes identities, profiles, quarantine and the warehouse, exactly once."""

from portret.worker.backup import detach, is_loaded, processed_position, remember_messages
from portret.worker.pipeline import Batch, Figures, Pipeline
from portret.worker.run import run

__all__ = ["Batch", "Figures", "Pipeline", "detach", "is_loaded", "processed_position", "remember_messages", "run"]
