"""Drives the stages: reads the log, writes identities, profiles, quarantine and the warehouse, exactly once.

Two loops, each a process: `run` from the log to profiles and an outbox, `load` from the outbox to the warehouse.
`run` also carries out what changes identities, and starts a process for each heavy operation: `carry_out`.
"""

from portret.worker.backup import detach, is_loaded, processed_position, remember_messages
from portret.worker.jobs import carry_out
from portret.worker.run import load, run

__all__ = ["carry_out", "detach", "is_loaded", "load", "processed_position", "remember_messages", "run"]
