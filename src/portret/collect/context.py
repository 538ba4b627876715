"""Contexts: decoded and enriched once, however often a client repeats them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import msgspec

from portret.collect.enrich import Enricher, Surroundings
from portret.collect.signing import Credentials
from portret.collect.values import decode_object, read_object, read_text
from portret.kernel import Enrichment

_REMEMBERED_UP_TO_BYTES = 4_096
_REMEMBERED_SHARED = 64

_TAKEN_OUT = frozenset(("identityToken", "identityHash", "proven"))
"""Credentials are for us alone, and what is proven is for us to say."""

_encode = msgspec.json.Encoder().encode


class Portrayal(msgspec.Struct, frozen=True):
    """What a context tells. It is shared by all events with the same context: nobody may change it.

    Attributes:
        context: the decoded context.
        encoded: the same as JSON.
        traits: what the context says of the person (`context.traits`).
        group_id: the context's `groupId`.
        enrichment: what was derived from it.
        credentials: what it brought as proof of who the user is; the context itself does not hold it any more.
    """

    context: dict[str, Any]
    encoded: bytes
    traits: dict[str, Any]
    group_id: str
    enrichment: Enrichment
    credentials: Credentials | None = None


class Contexts:
    """Reads contexts; remembers the last `size` short ones by their bytes."""

    def __init__(self, enricher: Enricher, size: int) -> None:
        self._enricher = enricher
        self._remembered = lru_cache(maxsize=size)(self._portray)
        self._shared = lru_cache(maxsize=_REMEMBERED_SHARED)(_decode_context)

    def read(self, document: bytes, shared: bytes, around: Surroundings, *, may_be_odd: bool) -> Portrayal:
        """Return what a context tells, laid over the one its batch shares, top-level key by key.

        `may_be_odd` as in `decode_object`, of the event's own. Raises Flaw, ValueError.
        """
        if len(document) + len(shared) > _REMEMBERED_UP_TO_BYTES:
            return self._portray(document, shared, around, may_be_odd)
        return self._remembered(document, shared, around, may_be_odd)

    def enrichment_of_page(self, portrayal: Portrayal, page: Mapping[str, Any], around: Surroundings) -> Enrichment:
        """Return the enrichment of a page event whose page stands in its properties, not in its context."""
        return self._enricher.derive(portrayal.context, around, page)

    def _portray(self, document: bytes, shared: bytes, around: Surroundings, may_be_odd: bool) -> Portrayal:  # noqa: FBT001  # a fact about the document, no switch
        context = decode_object(document, "context", may_be_odd=may_be_odd)
        if shared:
            context = {**self._shared(shared), **context}
        enrichment = self._enricher.derive(context, around)
        if around.anonymize and "ip" in context:
            context = {key: value for key, value in context.items() if key != "ip"}
        credentials = None
        if not _TAKEN_OUT.isdisjoint(context):
            if "identityToken" in context or "identityHash" in context:
                credentials = Credentials(context.get("identityToken"), context.get("identityHash"))
            context = {key: value for key, value in context.items() if key not in _TAKEN_OUT}
        return Portrayal(
            context=context,
            encoded=_encode(context),
            traits=read_object(context.get("traits"), "context.traits"),
            group_id=read_text(context.get("groupId"), "context.groupId"),
            enrichment=enrichment,
            credentials=credentials,
        )


def with_proof(portrayal: Portrayal, proven: Sequence[str]) -> Portrayal:
    """Return a portrayal whose context names what is proven."""
    context = {**portrayal.context, "proven": list(proven)}
    return msgspec.structs.replace(portrayal, context=context, encoded=_encode(context))


def _decode_context(document: bytes) -> dict[str, Any]:
    return decode_object(document, "context")
