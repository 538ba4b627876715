"""What others read does not rest unasked: while it does, they see no value of it, or nobody in it."""

from __future__ import annotations

from collections.abc import Collection

from portret.definition.faults import definitions_said, kind_said
from portret.definition.model import Kind
from portret.kernel import Conflict, told

_WITHOUT_VALUE = told("without-value", "no value")
_WITHOUT_MEMBERS = told("without-members", "no members")


def guard_rest(kind: Kind, key: str, readers: Collection[str], confirmed: Collection[str]) -> None:
    """Raise Conflict if a definition that rests from now on is read by others, and nobody confirmed that by its key.

    Args:
        kind: what it defines.
        key: what it is called.
        readers: what reads it and does not rest itself, as "segment:key".
        confirmed: the keys that were confirmed.
    """
    if readers and key not in confirmed:
        message = told(
            "definition-read",
            "The {kind} {key} is read by {names}; while it is disabled it has {without}. If that is meant, confirm it "
            "by the key {confirm}.",
            kind=kind_said(kind),
            key=key,
            names=definitions_said(sorted(readers)),
            without=_WITHOUT_VALUE if kind == "trait" else _WITHOUT_MEMBERS,
            confirm=key,
        )
        raise Conflict(message, path="confirm")
