"""What the HTTP interface asks of the engine, and what it gets; importing this does not import chDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from portret.warehouse.embedded.statement import Statement
from portret.warehouse.tables import DATABASE


@dataclass(frozen=True)
class Request:
    """One statement and all that it runs with. `workspace_id` is "" for the writer, who sees every workspace."""

    statement: Statement
    workspace_id: str = ""
    default_format: str = "TabSeparated"
    database: str = DATABASE
    settings: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, str] = field(default_factory=dict)
    session_id: str = ""


@dataclass
class Answer:
    """What a statement gives: blocks of bytes in a format. `counts` is complete once the blocks are consumed."""

    format: str
    blocks: Iterator[bytes]
    counts: dict[str, int] = field(default_factory=dict)
