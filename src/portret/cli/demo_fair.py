"""The demo's stand at a fair: a tablet on which everybody logs in, and loyalty cards typed in by hand afterwards.

It shows what identity is for: a shared device that makes nobody one person, cards that an e-mail address joins to
their owners, cards that only matching finds the owners of, and the slips of those who type.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portret.cli.demo_browsing import rfc3339
from portret.cli.demo_people import Device, Person
from portret.kernel import digest

_ON_TABLET = 12
_UNTIL_TYPED_IN = timedelta(days=1)
_MINUTE = timedelta(minutes=1)
_TYPIST = {"library": {"name": "card-desk", "version": "1.0"}}


@dataclass(frozen=True)
class Fair:
    """Who came to the stand, when it opened, and the tablet there."""

    guests: Sequence[Person]
    opens: datetime
    tablet: Device

    @property
    def first_card(self) -> str:
        """The card of the first guest, as an identifier."""
        return f"loyalty_id:{_card_number(0)}"

    def log_ins(self) -> Iterator[dict[str, Any]]:
        """Yield what the tablet sends: one guest after the other logs in and looks around."""
        for number, guest in enumerate(self.guests[:_ON_TABLET]):
            device = {"anonymousId": self.tablet.anonymous_id, "userId": guest.user_id}
            context = {"ip": self.tablet.ip, "userAgent": self.tablet.user_agent, "locale": "en-GB"}
            at = self.opens + number * 5 * _MINUTE
            yield {
                **device,
                "type": "identify",
                "messageId": self._message_id("login", guest),
                "timestamp": rfc3339(at),
                "traits": {"email": guest.email},
                "context": context,
            }
            yield {
                **device,
                "type": "page",
                "name": "Fair",
                "messageId": self._message_id("page", guest),
                "timestamp": rfc3339(at + _MINUTE),
                "context": context,
            }

    def cards(self) -> Iterator[dict[str, Any]]:
        """Yield what the desk sends: that a card was handed out, and a day later what its owner wrote on the form."""
        for number, guest in enumerate(self.guests):
            card = {"context": _TYPIST | {"externalIds": [{"type": "loyalty_id", "id": _card_number(number)}]}}
            at = self.opens + number * _MINUTE
            yield card | {
                "type": "track",
                "event": "Card Handed Out",
                "messageId": f"demo-card-out-{guest.user_id}",
                "timestamp": rfc3339(at),
            }
            yield card | {
                "type": "identify",
                "messageId": f"demo-card-form-{guest.user_id}",
                "timestamp": rfc3339(at + _UNTIL_TYPED_IN),
                "traits": _form(guest, number + 1),
            }

    def _message_id(self, step: str, guest: Person) -> str:
        return f"demo-{digest('fair', self.tablet.anonymous_id, guest.user_id, step).hex()}"


def _card_number(number: int) -> str:
    return f"L-{number + 1:04d}"


def _form(guest: Person, place: int) -> dict[str, Any]:
    """Return what was typed in: every other form has an address, some have slips."""
    form = {
        "firstName": guest.first_name,
        "lastName": guest.last_name,
        "birthday": guest.birthday,
        "address": guest.address,
    }
    if place % 2:
        form["email"] = guest.email
    if not place % 4:
        form["lastName"] = guest.last_name[:-2] + guest.last_name[-1]
    if not place % 3:
        form["birthday"] = "1900-01-01"
    if not place % 9:
        form["phone"] = "020 79"
    return form
