"""The record of changes: who changed what, when and from where. It is only ever added to."""

from portret.govern.audit.record import Change, record

__all__ = ["Change", "record"]
