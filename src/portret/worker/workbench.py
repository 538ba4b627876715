"""What an operation that changes identities is carried out with, in the worker, between two batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from portret.kernel import Clock, Settings
from portret.log import Log
from portret.operation import Kind, Operation
from portret.state import State
from portret.warehouse import Warehouse
from portret.worker.segments import Judge


@dataclass(frozen=True, kw_only=True)
class Workbench:
    """The stores, the time, and what the pipeline remembers.

    Attributes:
        zone: the IANA time zone of a workspace, by which its profiles are folded.
        position: the log position up to which events are in profiles.
        forget: drops what the pipeline remembers of identities and profiles; it is called after every operation, so
            that a handler needs it only to see its own changes through the pipeline.
        judge: says which segments people are in; whoever changes a profile has it judged.
    """

    settings: Settings
    state: State
    warehouse: Warehouse
    log: Log
    clock: Clock
    zone: Callable[[str], str]
    position: Callable[[], int]
    forget: Callable[[], None]
    judge: Judge


Handler = Callable[[Workbench, Operation], dict[str, Any]]
"""Carries out one operation and returns its result.

It may be called again with the same operation after a crash. Calling `operation.finish(connection, …)` in the
transaction that does the work makes it happen exactly once. What it raises fails the operation; Unavailable puts it
back into the queue for some minutes.
"""

Handlers = Mapping[Kind, Handler]
