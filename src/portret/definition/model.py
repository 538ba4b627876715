"""A definition as it is stored: a document under a key, with who made it what it is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["trait", "segment", "ready"]


@dataclass(frozen=True, kw_only=True)
class Stored:
    """One version of a definition.

    Attributes:
        key: what it is called in other definitions; unique among the definitions of its kind that are not deleted.
        id: stays the same as long as it is not deleted; what is made under the same key afterwards is another.
        version: 1 for the first one under this key, growing for ever.
        author: who saved it, such as the id of an API token.
        uses: what it reads, as "trait:key" or "segment:key".
        created_at_ms: when this version was saved.
        deleted: whether this version says that there is none any more; the document is the last one then.
    """

    workspace_id: str
    kind: Kind
    key: str
    id: str
    version: int
    document: dict[str, Any]
    author: str
    reason: str
    uses: tuple[str, ...] = ()
    created_at_ms: int
    deleted: bool = False

    @property
    def is_enabled(self) -> bool:
        """Whether it is kept up to date; it rests otherwise."""
        return bool(self.document.get("enabled", True))
