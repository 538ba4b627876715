"""An operation: work that takes longer than a request, from its queueing to its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from portret.kernel import PortretError, Told

Kind = Literal["profile-merge", "profile-split", "profile-erase", "identity-simulation", "matching", "import"]
Status = Literal["queued", "running", "done", "failed", "cancelled"]

IDENTITY: tuple[Kind, ...] = ("profile-merge", "profile-split", "profile-erase")
"""Kinds that change identities: the worker carries them out between two batches of events."""

HEAVY: tuple[Kind, ...] = ("identity-simulation", "matching", "import")
"""Kinds that read much and change nothing that others write: each has a process of its own, one at a time."""

FINISHED: tuple[Status, ...] = ("done", "failed", "cancelled")


class Problem(msgspec.Struct, frozen=True):
    """Why an operation failed: the stable `type` of the error, what a person should know, and what that is made of."""

    type: str
    detail: str
    path: str = ""
    code: str = ""
    values: dict[str, Any] = {}


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One piece of long work.

    Attributes:
        request: what was asked for; its shape is the kind's own.
        progress: how much is done, 0 to 1.
        note: what it is doing at this moment, in words.
        result: what came out; None until it is done.
        problem: why it failed; None unless it did.
        author: who asked, such as the id of an API token.
        attempts: how often it was started.
        finished_at_ms: when it ended, milliseconds since the epoch; 0 until then.
    """

    workspace_id: str
    id: str
    kind: Kind
    request: dict[str, Any]
    status: Status = "queued"
    progress: float = 0.0
    note: str = ""
    result: dict[str, Any] | None = None
    problem: Problem | None = None
    author: str
    attempts: int = 0
    created_at_ms: int
    updated_at_ms: int
    finished_at_ms: int = 0

    @property
    def has_finished(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.status in FINISHED


def problem_of(error: PortretError) -> Problem:
    """Return an error as a failed operation keeps it."""
    detail = error.detail
    if not isinstance(detail, Told):
        return Problem(error.type, detail, error.path)
    return Problem(error.type, str(detail), error.path, detail.code, detail.parts())


def raised(problem: Problem) -> PortretError:
    """Return the error that a failed operation kept, to be raised where somebody waited for it."""
    detail = Told(problem.detail, problem.code, problem.values) if problem.code else problem.detail
    kinds = [PortretError]
    for kind in kinds:
        if kind.type == problem.type:
            return kind(detail, path=problem.path)
        kinds += kind.__subclasses__()
    return PortretError(detail, path=problem.path)
