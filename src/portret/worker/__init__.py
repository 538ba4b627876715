"""Drives the stages: reads the log, writes identities, profiles, quarantine and the warehouse, exactly once.

Two loops, each a process: `run` from the log to profiles and an outbox, `load` from the outbox to the warehouse.
"""

from portret.worker.backup import detach, is_loaded, processed_position, remember_messages
from portret.worker.run import load, run

__all__ = ["detach", "is_loaded", "load", "processed_position", "remember_messages", "run"]
