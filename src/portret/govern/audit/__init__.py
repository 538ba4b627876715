"""The record of changes: who changed what, when and from where. It is only ever added to."""

from portret.govern.audit.record import Change, record
from portret.govern.audit.store import actor_names

__all__ = ["Change", "actor_names", "record"]
