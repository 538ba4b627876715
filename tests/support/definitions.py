"""Definitions as documents, and the words of the workspace that they are checked in."""

from __future__ import annotations

from typing import Any

from portret.collect import canonical_name
from portret.kernel import Invalid
from portret.trait import Vocabulary

WORDS = Vocabulary(
    brands={"default": "Us", "shoes": "Shoes & Boots", "hats": "Hats"},
    built_in=frozenset({"orders", "revenue"}),
    spelling=canonical_name,
)


def trait_document(key: str = "t", **computation: Any) -> dict[str, Any]:
    """Return the document of a computed trait; by default it counts all events."""
    return {"key": key, "compute": {"aggregate": {"kind": "count"}, **computation}}


def segment_document(key: str = "s", **condition: Any) -> dict[str, Any]:
    """Return the document of a segment with a condition; by default everybody is in it."""
    return {"key": key, "members": {"kind": "dynamic", "condition": condition or {"kind": "all", "of": []}}}


def faults_of(error: Invalid) -> dict[str, str]:
    """Return what is wrong by where it is."""
    return {fault.path: fault.detail for fault in error.faults}
