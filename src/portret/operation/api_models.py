"""What the API of operations gives, as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from portret.kernel import Harmless, HarmlessText, from_ms, words_of
from portret.operation.model import Kind, Operation, Problem, Status, raised

_REQUEST = Harmless(frozenset(("profile", "other", "winner", "force", "preview", "side", "since_ms", "full")))


class ProblemView(BaseModel):
    """Why an operation failed, as in problem documents."""

    type: HarmlessText = Field(description="The stable type.")
    status: int = Field(description="What an answer with it would have.")
    detail: str
    path: str
    code: HarmlessText = Field(description="The stable name of what `detail` says; empty if it has none.")
    values: dict[str, Any] = Field(description="What stands in it.")


class OperationView(BaseModel):
    """Long work: what was asked for, how far it is, and what came out."""

    id: HarmlessText
    kind: Kind
    request: Annotated[dict[str, Any], _REQUEST] = Field(description="What was asked for.")
    status: Status
    progress: float = Field(ge=0, le=1, description="How much is done, 0 to 1.")
    note: str = Field(description="What it does at this moment.")
    note_code: HarmlessText = Field(description="The stable name of what `note` says; empty if it has none.")
    note_values: dict[str, Any] = Field(description="What stands in it.")
    result: dict[str, Any] | None = Field(description="What came out, once it is done.")
    problem: ProblemView | None = Field(description="Why it failed, if it did.")
    author: HarmlessText = Field(description="Who asked: the id of an API token.")
    created_at: datetime
    updated_at: datetime
    finished_at: datetime | None


class OperationPage(BaseModel):
    """Some operations, newest first, and the cursor of the next ones if there are more."""

    items: list[OperationView]
    next_cursor: HarmlessText | None


def operation_view(operation: Operation) -> OperationView:
    """Return an operation as the API shows it."""
    words = words_of(operation.note) or {"code": "", "values": {}}
    return OperationView(
        id=operation.id,
        kind=operation.kind,
        request=operation.request,
        status=operation.status,
        progress=operation.progress,
        note=operation.note,
        note_code=words["code"],
        note_values=words["values"],
        result=operation.result,
        problem=_problem_view(operation.problem) if operation.problem else None,
        author=operation.author,
        created_at=from_ms(operation.created_at_ms),
        updated_at=from_ms(operation.updated_at_ms),
        finished_at=from_ms(operation.finished_at_ms) if operation.finished_at_ms else None,
    )


def _problem_view(problem: Problem) -> ProblemView:
    return ProblemView(
        type=problem.type,
        status=raised(problem).status,
        detail=problem.detail,
        path=problem.path,
        code=problem.code,
        values=problem.values,
    )
