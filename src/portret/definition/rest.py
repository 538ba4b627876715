"""What others read does not rest unasked: while it does, they see no value of it, or nobody in it."""

from __future__ import annotations

from collections.abc import Collection

from portret.definition.faults import KIND_SAID
from portret.definition.model import Kind
from portret.kernel import Conflict, told


def guard_rest(kind: Kind, key: str, readers: Collection[str], confirmed: Collection[str]) -> None:
    """Raise Conflict if a definition that rests from now on is read by others, and nobody confirmed that by its key.

    Args:
        kind: what it defines.
        key: what it is called.
        readers: what reads it and does not rest itself, as "segment:key".
        confirmed: the keys that were confirmed.
    """
    if readers and key not in confirmed:
        names = ", ".join(f"the {each.replace(':', ' ')}" for each in sorted(readers))
        without = "no value" if kind == "trait" else "no members"
        message = told(
            "definition-read",
            "The {kind} {key} is read by {names}; while it rests it has {without}. If that is meant, confirm it by "
            "the key {confirm}.",
            kind=KIND_SAID.get(kind, kind),
            key=key,
            names=names,
            without=without,
            confirm=key,
        )
        raise Conflict(message, path="confirm")
