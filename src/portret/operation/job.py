"""What a heavy operation is carried out with, in a process of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from portret.kernel import Clock, Settings
from portret.operation.model import Operation
from portret.state import State
from portret.warehouse import Warehouse


@dataclass(frozen=True, kw_only=True)
class Job:
    """One heavy operation at work: it reads the stores and changes nothing that another process writes.

    Attributes:
        advance: says how far it is, 0 to 1, and what it does; may be called as often as one likes.
        cancelled: whether somebody cancelled it, so that it may end; what it then returns is not kept.
    """

    operation: Operation
    settings: Settings
    state: State
    warehouse: Warehouse
    clock: Clock
    advance: Callable[[float, str], None]
    cancelled: Callable[[], bool]


Runner = Callable[[Job], dict[str, Any]]
"""Carries out a heavy operation and returns its result.

After a crash it is called once more with the same operation. A PortretError that it raises fails the operation.
"""
