"""Carry out an operation of the kind `identity-simulation`: what would other identity rules do? Changes nothing."""

from __future__ import annotations

from typing import Any

import msgspec

from portret import unify
from portret.collect import SourceBook
from portret.operation import Job
from portret.unify.simulation import Recorded, decided, simulate, trait_keys


class _CancelledError(Exception):
    """Nobody waits for the outcome any more."""


def run(job: Job) -> dict[str, Any]:
    """Return the report as JSON has it; the request holds the document `rules` and, if not all counts, `since_ms`.

    Raises:
        Invalid: the document is not one of identity rules.
        Unavailable: the warehouse does not answer.
    """
    workspace_id, request = job.operation.workspace_id, job.operation.request
    proposed = unify.parse_rules(msgspec.json.encode(request["rules"]))
    with job.state.read() as connection:
        present = unify.rules_of(connection, workspace_id)
        given = decided(connection, workspace_id)
    keys = sorted({*trait_keys(present), *trait_keys(proposed)})
    book = SourceBook(job.state)

    def region(source_id: str) -> str:
        return book.phone_region(source_id) or job.settings.phone_region

    def progress(done: float, note: str) -> None:
        if job.cancelled():
            raise _CancelledError
        job.advance(done, note)

    recorded = Recorded(job.warehouse, workspace_id, request.get("since_ms"), keys)
    try:
        report = simulate(recorded, (present, proposed), region, given, progress)
    except _CancelledError:
        return {}
    found: dict[str, Any] = msgspec.to_builtins(report)
    return found
