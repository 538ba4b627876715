"""All that is ready-made, read from the documents that come with Portret."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec

from portret.definition import nearest, read_yaml, said
from portret.kernel import NotFound, told
from portret.segment.ready.model import ReadyMade

_FOLDER = Path(__file__).parent / "documents"


@cache
def library() -> Mapping[str, ReadyMade]:
    """Return what is ready-made, by name."""
    files = sorted(_FOLDER.glob("*.yaml"))
    found = [msgspec.convert({"name": file.stem, **read_yaml(file.read_text("utf-8"))}, ReadyMade) for file in files]
    return MappingProxyType({each.name: each for each in found})


def ready_made(name: str) -> ReadyMade:
    """Return what is ready-made under a name. Raises NotFound."""
    found = library().get(name)
    if found is None:
        message = told(
            "no-ready",
            "Nothing ready-made is called {name}.{near} GET /api/segments/ready lists it.",
            name=said(name),
            near=nearest(name, library()),
        )
        raise NotFound(message, path="name")
    return found
