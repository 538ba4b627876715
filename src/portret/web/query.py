"""HTTP for read-only SQL on the warehouse."""

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from portret.kernel import Permission, needs
from portret.warehouse import Limits
from portret.web.model import Context

MAX_SQL_CHARS = 100_000


class Query(BaseModel):
    """SQL in ClickHouse's dialect; values belong into `parameters`, named in the SQL as `{name:Type}`."""

    model_config = ConfigDict(extra="forbid")
    sql: str = Field(
        min_length=1, max_length=MAX_SQL_CHARS, examples=["SELECT name, count() FROM events GROUP BY name"]
    )
    parameters: dict[str, Any] = {}
    max_rows: int | None = Field(default=None, ge=1, description="At most the setting query_max_rows")


class Result(BaseModel):
    """The rows; amounts are text so that no digit is lost, instants RFC 3339."""

    columns: list[str]
    types: list[str]
    rows: list[list[Any]]
    elapsed_ms: int


def routes(context: Callable[..., Context]) -> APIRouter:
    """Return the route of SQL; `context` is the dependency that authenticates. Admins only, as it is a POST."""
    router = APIRouter(prefix="/api/query", tags=["query"])
    Caller = Annotated[Context, Depends(context)]  # noqa: N806 — a type

    @router.post(
        "",
        summary="Ask the warehouse; over a limit of rows, time or memory it is refused",
        openapi_extra=needs(Permission.QUERY_RUN, Permission.PERSONAL_DATA_SEE),
    )
    def ask(body: Query, caller: Caller) -> Result:
        settings = caller.settings
        limits = Limits(
            seconds=settings.query_max_seconds,
            memory_bytes=settings.query_max_memory_bytes,
            rows=min(body.max_rows or settings.query_max_rows, settings.query_max_rows),
        )
        began = time.perf_counter()
        found = caller.warehouse.read(caller.workspace_id, body.sql, body.parameters, limits)
        return Result(
            columns=list(found.columns),
            types=list(found.types),
            rows=[[_plain(value) for value in row] for row in found.rows],
            elapsed_ms=round((time.perf_counter() - began) * 1000),
        )

    return router


def _plain(value: Any) -> Any:
    """Return a value as JSON can say it: no NaN, no bytes, instants in UTC."""
    match value:
        case None | bool() | int():
            plain: Any = value
        case float():
            plain = value if math.isfinite(value) else None
        case str():
            plain = value.encode("utf-8", "replace").decode()
        case bytes():
            plain = value.decode("utf-8", "replace")
        case datetime():
            plain = (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat().replace("+00:00", "Z")
        case list() | tuple() | set() | frozenset():
            plain = [_plain(part) for part in value]
        case dict():
            plain = {str(_plain(name)): _plain(part) for name, part in value.items()}
        case _:
            plain = str(value)
    return plain
