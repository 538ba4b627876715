"""All events of a profile while ingestion goes on: those in the warehouse and those on their way, each once.

The outbox is read first, the warehouse after it: a batch that is loaded in between is in both and counts once, and
none can be in neither. No batch comes in meanwhile, as the worker itself reads. Rows that the loader has yet to move
count where they belong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from portret.collect import Recalled, recalled_rows
from portret.kernel import Event
from portret.worker import corrections, outbox, store
from portret.worker.workbench import Workbench


def history(bench: Workbench, workspace_id: str, profile_ids: Sequence[str]) -> Iterator[Recalled]:
    """Return the events that are stored, or will be, under these ids: a profile's own and those merged into it.

    Raises:
        Unavailable: the warehouse does not answer.
    """
    wanted = frozenset(profile_ids)
    with bench.state.read() as connection:
        waiting = [corrections.unpack(body) for body in store.waiting_corrections(connection, workspace_id)]
        redirected = corrections.Redirected(waiting)
        sources = redirected.sources(profile_ids)
        on_their_way = _on_their_way(store.waiting_in_outbox(connection), workspace_id, frozenset(sources))
    counted = {row.event.position for row in on_their_way}
    stored = recalled_rows(bench.warehouse, workspace_id, sources)
    for rows in (on_their_way, (row for row in stored if row.event.position not in counted)):
        for row in rows:
            owner, origin = redirected.owner(row.event.position, row.profile_id, row.origin_id)
            if owner in wanted:
                yield Recalled(row.event, owner, origin)


def _on_their_way(
    batches: Iterator[tuple[int, int, bytes]], workspace_id: str, profile_ids: frozenset[str]
) -> list[Recalled]:
    found: list[Recalled] = []
    for _, _, body in batches:
        resolved = outbox.unpack(body)
        origins = resolved.origins or resolved.owners
        for event, owner, origin in zip(resolved.events, resolved.owners, origins, strict=True):
            if owner in profile_ids and event.workspace_id == workspace_id:
                found.append(Recalled(_with_context(event), owner, origin))
    return found


def _with_context(event: Event) -> Event:
    if event.context or not event.context_json:
        return event
    return replace(event, context=msgspec.json.decode(event.context_json))
