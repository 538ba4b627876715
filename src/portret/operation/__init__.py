"""Long work to watch: reads what somebody asked for, writes operations with their progress and outcome."""

from portret.operation.job import Job, Runner
from portret.operation.model import HEAVY, IDENTITY, Kind, Operation, Problem, Status, problem_of, raised
from portret.operation.store import (
    advance,
    cancel,
    fail,
    find,
    find_anywhere,
    finish,
    forget_finished,
    forget_naming,
    interrupted,
    next_queued,
    page,
    queue,
    start,
    still_runs,
    try_again,
)

__all__ = [
    "HEAVY",
    "IDENTITY",
    "Job",
    "Kind",
    "Operation",
    "Problem",
    "Runner",
    "Status",
    "advance",
    "cancel",
    "fail",
    "find",
    "find_anywhere",
    "finish",
    "forget_finished",
    "forget_naming",
    "interrupted",
    "next_queued",
    "page",
    "problem_of",
    "queue",
    "raised",
    "start",
    "still_runs",
    "try_again",
]
