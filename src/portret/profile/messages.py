"""Which event says what about a message on which channel."""

from __future__ import annotations

from portret.profile.model import Behaviour

_KINDS = {
    "Email": ("email", {"Link Clicked": "clicked", "Marked as Spam": "spam", "Clicked": "clicked"}),
    "SMS": ("sms", {"Link Clicked": "clicked", "Clicked": "clicked", "Failed": "bounced", "Replied": "replied"}),
    "Push Notification": ("push", {"Received": "delivered", "Tapped": "clicked", "Dismissed": "dismissed"}),
    "In-App Message": ("in_app", {"Clicked": "clicked", "Dismissed": "dismissed"}),
}
_EVERYWHERE = {
    "Sent": "sent",
    "Delivered": "delivered",
    "Opened": "opened",
    "Bounced": "bounced",
    "Unsubscribed": "unsubscribed",
}

MESSAGES: dict[str, tuple[str, str]] = {
    f"{family} {word}": (channel, kind)
    for family, (channel, own) in _KINDS.items()
    for word, kind in (_EVERYWHERE | own).items()
} | {"Unsubscribed": ("email", "unsubscribed")}
"""Event name → (channel, kind)."""


def note_message(behaviour: Behaviour, name: str, at_ms: int) -> None:
    """Count an event of the message families."""
    channel, kind = MESSAGES[name]
    kinds = behaviour.messages.setdefault(channel, {})
    number, newest_ms = kinds.get(kind, (0, at_ms))
    kinds[kind] = (number + 1, max(newest_ms, at_ms))


def add_messages(behaviour: Behaviour, other: Behaviour) -> None:
    """Add another state's message history."""
    for channel, theirs in other.messages.items():
        kinds = behaviour.messages.setdefault(channel, {})
        for kind, (number, newest_ms) in theirs.items():
            known, known_ms = kinds.get(kind, (0, newest_ms))
            kinds[kind] = (known + number, max(known_ms, newest_ms))
