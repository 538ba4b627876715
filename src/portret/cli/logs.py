"""Structured logs on stderr: coloured lines on a terminal, one JSON object a line elsewhere."""

from __future__ import annotations

import logging
import sys
from typing import Any

import structlog


def configure_logs(level: str, process: str) -> None:
    """Set up logs for this process; `process` is written into each line. Lines of libraries go the same way."""
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[structlog.typing.Processor] = [
        _stamp(process),
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=_rendering(sys.stderr.isatty()))
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(number, logging.WARNING))  # libraries speak only when something is wrong
    logging.getLogger("portret").setLevel(number)


def _stamp(process: str) -> structlog.typing.Processor:
    def stamp(_logger: Any, _method: str, line: structlog.typing.EventDict) -> structlog.typing.EventDict:
        line["process"] = process
        return line

    return stamp


def _rendering(terminal: bool) -> list[structlog.typing.Processor]:
    clean = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    if terminal:
        plain = structlog.dev.plain_traceback  # the default shows variables, and so people and secrets
        return [clean, structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    return [clean, structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
