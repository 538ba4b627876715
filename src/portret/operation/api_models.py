"""What the API of operations gives, as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from portret.kernel import Harmless, HarmlessText, from_ms
from portret.operation.model import Kind, Operation, Status

_REQUEST = Harmless(frozenset(("profile", "other", "winner", "force", "preview", "side", "since_ms", "full")))


class ProblemView(BaseModel):
    """Why an operation failed."""

    type: HarmlessText = Field(description="The stable type, as in problem documents.")
    detail: str
    path: str


class OperationView(BaseModel):
    """Long work: what was asked for, how far it is, and what came out."""

    id: HarmlessText
    kind: Kind
    request: Annotated[dict[str, Any], _REQUEST] = Field(description="What was asked for.")
    status: Status
    progress: float = Field(ge=0, le=1, description="How much is done, 0 to 1.")
    note: str = Field(description="What it does at this moment.")
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
    problem = operation.problem
    return OperationView(
        id=operation.id,
        kind=operation.kind,
        request=operation.request,
        status=operation.status,
        progress=operation.progress,
        note=operation.note,
        result=operation.result,
        problem=ProblemView(type=problem.type, detail=problem.detail, path=problem.path) if problem else None,
        author=operation.author,
        created_at=from_ms(operation.created_at_ms),
        updated_at=from_ms(operation.updated_at_ms),
        finished_at=from_ms(operation.finished_at_ms) if operation.finished_at_ms else None,
    )
