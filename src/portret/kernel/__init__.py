"""The words that all stages share: Event, ids, Clock, errors, Settings, money. No I/O."""

from portret.kernel import coercion
from portret.kernel.clock import Clock, ManualClock, SystemClock, from_ms, to_ms
from portret.kernel.commerce import Commerce, Line
from portret.kernel.cursor import key_of_cursor, read_cursor, write_cursor
from portret.kernel.errors import (
    BadRequest,
    Conflict,
    Fault,
    Forbidden,
    Invalid,
    NotFound,
    PortretError,
    TooLarge,
    TooMany,
    Unauthorized,
    Unavailable,
)
from portret.kernel.event import CONSENT_UPDATED, Enrichment, Event
from portret.kernel.harmless import MASK, Harmless, HarmlessText
from portret.kernel.ids import digest, new_id, stable_id
from portret.kernel.instants import find_zone, parse_instant_ms
from portret.kernel.money import parse_amount
from portret.kernel.pattern import Pattern
from portret.kernel.permission import MEMBER, RECORDED, Permission, needs, open_to_anyone
from portret.kernel.settings import Settings
from portret.kernel.wording import Told, kept_words, retold, told, words_of

__all__ = [
    "CONSENT_UPDATED",
    "MASK",
    "MEMBER",
    "RECORDED",
    "BadRequest",
    "Clock",
    "Commerce",
    "Conflict",
    "Enrichment",
    "Event",
    "Fault",
    "Forbidden",
    "Harmless",
    "HarmlessText",
    "Invalid",
    "Line",
    "ManualClock",
    "NotFound",
    "Pattern",
    "Permission",
    "PortretError",
    "Settings",
    "SystemClock",
    "Told",
    "TooLarge",
    "TooMany",
    "Unauthorized",
    "Unavailable",
    "coercion",
    "digest",
    "find_zone",
    "from_ms",
    "kept_words",
    "key_of_cursor",
    "needs",
    "new_id",
    "open_to_anyone",
    "parse_amount",
    "parse_instant_ms",
    "read_cursor",
    "retold",
    "stable_id",
    "to_ms",
    "told",
    "words_of",
    "write_cursor",
]
