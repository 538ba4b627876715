"""The canonical event: what every stage after collection reads."""

from __future__ import annotations

from typing import Any

import msgspec

from portret.kernel.commerce import Commerce


class Enrichment(msgspec.Struct, frozen=True, array_like=True):
    """What collection derived from the request and the context; unknown is "" (or False)."""

    ip: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    device_type: str = ""
    os: str = ""
    browser: str = ""
    is_bot: bool = False
    channel: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    term: str = ""
    content: str = ""
    click_id: str = ""
    referrer_host: str = ""
    page_url: str = ""
    page_path: str = ""
    page_title: str = ""
    timezone: str = ""
    locale: str = ""


CONSENT_UPDATED = "Consent Updated"
"""The event by which somebody answers, or by which it is set by hand what they answered."""


class Event(msgspec.Struct, kw_only=True, array_like=True):
    """One thing that happened, normalised (wire protocol D5). Absent text is "", absent maps are empty.

    Attributes:
        position: its place in the log; unique and increasing.
        type: track, page, screen, identify, group or alias.
        name: the canonical name: "Order Completed", "Page Viewed", "Screen Viewed"; "" for identify, group, alias.
        timestamp_ms: when it happened by the corrected clock, milliseconds since the epoch.
        received_at_ms: when it was accepted.
        verified: whether all its identity claims can be trusted: it came with a server's key.
        proven: the identifiers ("namespace:value" in normal form) that a signed user token of its site proves.
        profile_id: the profile that Portret itself tells of in its own events, or that somebody of the workspace set
            traits (identify) or consents of by hand; "" for whatever came from outside.
        properties: what the event says of itself; the event owns it, while `traits`, `context` and `integrations` may
            be shared with other events and must not be changed.
        traits: of the group for a group event; of the person for all others (`context.traits` beneath `traits`).
        context_json: `context` as JSON, encoded once for all events that share it, with what the SDK says of its own
            delivery; b"" if it is not at hand.
        commerce: typed e-commerce content, if the name is one of the spec's.
        flags: data-quality remarks such as "clock-skew" or "oversized".
    """

    position: int
    workspace_id: str
    source_id: str
    brand: str
    message_id: str
    type: str
    name: str
    timestamp_ms: int
    received_at_ms: int
    user_id: str = ""
    anonymous_id: str = ""
    previous_id: str = ""
    group_id: str = ""
    verified: bool = False
    properties: dict[str, Any] = {}
    traits: dict[str, Any] = {}
    context: dict[str, Any] = {}
    context_json: bytes = b""
    integrations: dict[str, Any] = {}
    enrichment: Enrichment = Enrichment()
    commerce: Commerce | None = None
    flags: tuple[str, ...] = ()
    proven: tuple[str, ...] = ()
    profile_id: str = ""

    @property
    def is_told(self) -> bool:
        """Whether Portret only tells it of a person: it changes nobody, unlike what was set by hand."""
        return bool(self.profile_id) and self.type != "identify" and self.name != CONSENT_UPDATED
