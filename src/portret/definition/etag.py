"""Entity tags of documents with versions: who changes one names the version that he looked at (RFC 9110, 8.8.3)."""

from __future__ import annotations

from portret.kernel import Conflict, told


def tag_of(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"{version}"'


def require(if_match: str, version: int) -> None:
    """Raise Conflict unless `if_match` is the tag of the version in force, or "*"."""
    if if_match not in (tag_of(version), "*"):
        message = told(
            "changed-meanwhile",
            "It was changed meanwhile: the ETag is {tag} now. Look at it and change that one.",
            tag=tag_of(version),
        )
        raise Conflict(message, path="If-Match")
