"""Events set aside: mend them, try them again, or let them go."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from portret.collect.model import Check, Quarantined, Status
from portret.collect.original import replayable
from portret.collect.store import find_quarantined, save_quarantined
from portret.kernel import Conflict, Invalid, NotFound, told
from portret.log import Entry, Log
from portret.state import State

_SAID: Mapping[Status, str] = {
    "open": told("quarantine-open", "in quarantine"),
    "replayed": told("quarantine-replayed", "replayed"),
    "discarded": told("quarantine-discarded", "discarded"),
}


def fix(state: State, check: Check, workspace_id: str, quarantine_id: str, event: bytes) -> Quarantined:
    """Keep a mended event beside the original; `replay` sends it. Raises NotFound, Conflict, Invalid."""
    item = _open(state, workspace_id, quarantine_id)
    _refuse_faulty(check, entry_of(item, event))
    return _save(state, item, "open", event)


def replay(state: State, log: Log, check: Check, workspace_id: str, quarantine_id: str) -> Quarantined:
    """Append the mended event (or the original) to the log, as received when it first came.

    Repeated after a crash it appends again; the event's message id is the same, so it counts once. Raises NotFound,
    Conflict, Invalid, Unavailable.
    """
    item = _open(state, workspace_id, quarantine_id)
    entry = entry_of(item, item.body if item.fixed is None else item.fixed)
    _refuse_faulty(check, entry)
    log.append([entry])
    return _save(state, item, "replayed", item.fixed)


def discard(state: State, workspace_id: str, quarantine_id: str) -> Quarantined:
    """Let an event go; it stays listed as discarded. Raises NotFound, Conflict."""
    item = _open(state, workspace_id, quarantine_id)
    return _save(state, item, "discarded", item.fixed)


def reopen(state: State, workspace_id: str, quarantine_id: str) -> Quarantined:
    """Take a discarded event back. Raises NotFound, Conflict."""
    item = the_item(state, workspace_id, quarantine_id)
    if item.status != "discarded":
        raise Conflict(
            told(
                "quarantine-not-discarded",
                "The event is {status}: only a discarded one can be taken back.",
                status=_SAID[item.status],
            )
        )
    return _save(state, item, "open", item.fixed)


def replay_many(state: State, log: Log, check: Check, workspace_id: str, ids: Sequence[str]) -> dict[str, str]:
    """Replay events by one write to the log; return why some were not, by id. Raises Unavailable."""
    entries: dict[str, Entry] = {}
    items: dict[str, Quarantined] = {}
    refused: dict[str, str] = {}
    for quarantine_id in dict.fromkeys(ids):
        try:
            item = _open(state, workspace_id, quarantine_id)
            entry = entry_of(item, item.body if item.fixed is None else item.fixed)
            _refuse_faulty(check, entry)
        except (NotFound, Conflict, Invalid) as error:
            refused[quarantine_id] = error.detail
        else:
            entries[item.id], items[item.id] = entry, item
    if entries:
        log.append(list(entries.values()))
    _set_status(state, items.values(), "replayed")
    return refused


def discard_many(state: State, workspace_id: str, ids: Sequence[str]) -> dict[str, str]:
    """Let events go; return why some were not, by id."""
    return _change_many(state, workspace_id, ids, "open", "discarded")


def reopen_many(state: State, workspace_id: str, ids: Sequence[str]) -> dict[str, str]:
    """Take discarded events back; return why some were not, by id."""
    return _change_many(state, workspace_id, ids, "discarded", "open")


def entry_of(item: Quarantined, event: bytes) -> Entry:
    """Return a quarantined event as an entry of its own. Raises Invalid if it is no JSON object."""
    body, count = replayable(item.envelope, event, item.id)
    return Entry(item.source_id, item.received_at_ms, count, item.head, body)


def the_item(state: State, workspace_id: str, quarantine_id: str) -> Quarantined:
    """Return an event set aside, whatever became of it. Raises NotFound."""
    with state.read() as connection:
        item = find_quarantined(connection, workspace_id, quarantine_id)
    if item is None:
        raise NotFound(
            told("quarantine-none", "Nothing is in quarantine under {quarantine_id}.", quarantine_id=quarantine_id)
        )
    return item


def _open(state: State, workspace_id: str, quarantine_id: str) -> Quarantined:
    item = the_item(state, workspace_id, quarantine_id)
    if item.status != "open":
        raise Conflict(_already(item))
    return item


def _already(item: Quarantined) -> str:
    return told("quarantine-already", "The event is {status} already.", status=_SAID[item.status])


def _change_many(state: State, workspace_id: str, ids: Sequence[str], before: Status, after: Status) -> dict[str, str]:
    items: list[Quarantined] = []
    refused: dict[str, str] = {}
    for quarantine_id in dict.fromkeys(ids):
        try:
            item = the_item(state, workspace_id, quarantine_id)
        except NotFound as error:
            refused[quarantine_id] = error.detail
            continue
        if item.status == before:
            items.append(item)
        else:
            refused[quarantine_id] = _already(item)
    _set_status(state, items, after)
    return refused


def _set_status(state: State, items: Collection[Quarantined], status: Status) -> None:
    with state.begin() as connection:
        for item in items:
            save_quarantined(connection, item.workspace_id, item.id, status, item.fixed)


def _refuse_faulty(check: Check, entry: Entry) -> None:
    for fault in check(entry):
        raise Invalid(fault.detail)


def _save(state: State, item: Quarantined, status: Status, fixed: bytes | None) -> Quarantined:
    with state.begin() as connection:
        save_quarantined(connection, item.workspace_id, item.id, status, fixed)
    return replace(item, status=status, fixed=fixed)
