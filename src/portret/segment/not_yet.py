"""What one would like to ask and cannot yet: the fault says so, and what there is instead."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portret import definition
from portret.kernel import Fault

NOT_YET = {
    "journey": "There are no journeys yet, so nobody is in one: conditions cannot ask for that.",
    "message": "Portret sends no messages yet. What another tool sends and tells is an event: use the kind “event”.",
    "prediction": "There are no predictions yet. What another tool predicts and tells by identify is a trait: use the "
    "kind “trait” with “traits.NAME”.",
    "percentile": "Percentiles are no condition yet. Compare with a number, or add ready-made RFM, which measures the "
    "shares: portret segment ready add rfm.",
}
"""What is not there yet → what the fault says. A word that has one of these in it means it."""


def misshapen(document: Any, type_: type) -> Iterator[Fault]:
    """Yield what keeps a document from being a segment, or a condition, of this type; as `definition.misshapen`."""
    for fault in definition.misshapen(document, type_):
        asked = _at(document, fault.path) if fault.path.endswith(("/kind", "/op")) else None
        told = [said for word, said in NOT_YET.items() if isinstance(asked, str) and word in asked.lower()]
        yield Fault(fault.path, told[0]) if told else fault


def _at(document: Any, path: str) -> Any:
    """Return what stands at a JSON pointer that leads somewhere."""
    found = document
    for part in path.split("/")[1:]:
        found = found[int(part)] if isinstance(found, list) else found[part.replace("~1", "/").replace("~0", "~")]
    return found
