"""Histories made up for tests of traits and segments: few words, so that they meet; odd days, odd shapes."""

from __future__ import annotations

from decimal import Decimal
from random import Random
from typing import Any

from portret.kernel import Commerce, Enrichment, Event, Line
from tests.support.events import make_event

ZONES = (
    *("Europe/Warsaw", "Europe/Warsaw", "UTC", "America/New_York", "Asia/Kolkata", "America/Sao_Paulo"),
    *("Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Cairo", "America/Havana"),
)
BRANDS = ("hats", "shoes")
NOW_MS = 1_774_782_000_000
"""2026-03-29T11:00:00Z: the day on which Warsaw's clocks went forward."""

DAYS_MS = (
    *(NOW_MS, NOW_MS, NOW_MS),
    1_761_438_600_000,  # 2025-10-26T00:30Z: Warsaw's clocks go back within the hour
    1_775_314_800_000,  # 2026-04-04T15:00Z: Lord Howe's go back by half an hour
    1_541_300_400_000,  # 2018-11-04T03:00Z: a day begins at one o'clock in São Paulo
    1_518_919_200_000,  # 2018-02-18T02:00Z: another has two last hours there
    1_776_981_600_000,  # 2026-04-23T22:00Z: a day begins at one o'clock in Cairo
    1_772_946_000_000,  # 2026-03-08T05:00Z: and in Havana
    1_772_302_500_000,  # 2026-02-28T18:15Z: a month begins in Kathmandu, in a year without a leap day
    1_709_164_800_000,  # 2024-02-29T00:00Z: a leap day
    1_704_067_200_000,  # 2024-01-01T00:00Z: a year begins
)
"""Instants at which days are odd, and one that is often near."""

AHEAD_MS = 5 * 60_000
"""How much earlier than it says it happened an event may come at most."""

_MINUTE_MS = 60_000
_HOUR_MS = 60 * _MINUTE_MS
_DAY_MS = 24 * _HOUR_MS
_STEPS_MS = (1, 1000, 10 * _MINUTE_MS, 30 * _MINUTE_MS, _HOUR_MS, 6 * _HOUR_MS, _DAY_MS, 7 * _DAY_MS, 30 * _DAY_MS)
NAMES = ("Order Completed", "Product Viewed", "Checkout Started", "Page Viewed")
ORDERS = ("Order Completed", "Order Updated", "Order Refunded", "Order Cancelled")
_ACTS = ("Segment Consent Preference Updated",)
_SHOPPING = (*ORDERS, "Product Viewed", "Product Added", "Product Removed", "Cart Viewed", "Checkout Started")
_RARER = (*_SHOPPING, *_ACTS, "Consent Updated", "Consent Updated", "Products Searched", "Email Opened")
PROPERTIES = ("properties.size", "properties.colour", "properties.when", "properties.deep.er", "properties.tags")
WORDS = (
    "",
    "red",
    "Red",
    "RED ",
    "ŻÓŁĆ",
    "żółć",
    "blue",
    "s",
    "5",
    "05",
    "5.0",
    " 5 ",
    "5e0",
    "-1",
    "1e400",
    "yes",
    "TRUE",
    "no",
)
_WHENS = (
    "2026-03-29",
    "2026-03-29T02:30:00",
    "2026-03-29T01:30:00+01:00",
    "2026-03-28T23:59:59.999Z",
    "2000-02-29",
    "1988-03-31",
    1_774_782_000,
    1_774_782_000_000,
    "1774782000000",
    "2026-13-01",
)
NUMBERS = (0, 1, 2, 5, 5.0, 5.5, -1, 0.1, 100, 1_000_000, 12.3456785)
_VALUES = (*WORDS, *_WHENS, *NUMBERS, True, False, None)
PURPOSES = ("ads", "mail")


def history(random: Random, most: int = 14) -> list[Event]:
    """Return the events of one person around an odd day, each once, in no order: ties, the future, odd values, bots."""
    day_ms = random.choice(DAYS_MS)
    anchors = [day_ms + random.choice((-1, 0, 1)) * random.choice(_STEPS_MS) for _ in range(random.randint(1, 3))]
    return [_event(random, position, _instant(random, anchors)) for position in range(1, random.randint(0, most) + 1)]


def _instant(random: Random, anchors: list[int]) -> int:
    """Return an instant that is likely to stand at the edge of a window, or to be that of another event."""
    step = random.choice((-1, -1, -1, 0, 1)) * random.randint(1, 3) * random.choice(_STEPS_MS)
    at_ms = random.choice(anchors) + step + random.choice((-1, 0, 0, 1))
    if random.random() < 0.5:
        anchors.append(at_ms)
    return at_ms


def _event(random: Random, position: int, at_ms: int) -> Event:
    if random.random() < 0.1:
        return _of_portret(random, position, at_ms)
    kind = random.choice(("track", "track", "track", "track", "page", "identify"))
    names = _RARER if random.random() < 0.3 else NAMES
    name = {"page": "Page Viewed", "identify": ""}.get(kind) or (random.choice(names) if kind == "track" else "")
    return make_event(
        position,
        type=kind,
        name=name,
        timestamp_ms=at_ms,
        brand=random.choice(BRANDS),
        source_id=random.choice(("src_1", "src_2")),
        properties=_consents(random) if name == "Consent Updated" else _properties(random),
        traits=_traits(random) if kind == "identify" else {},
        context=_context(random) if random.random() < 0.2 or name in _ACTS else {},
        enrichment=_enrichment(random),
        commerce=_commerce(random) if name in _SHOPPING and random.random() < 0.95 else None,
    )


def _of_portret(random: Random, position: int, at_ms: int) -> Event:
    """Return what is set by hand, or only told: nobody did it."""
    name = random.choice(("", "", "Consent Updated", "Segment Entered", "Page Viewed"))
    return make_event(
        position,
        type="track" if name else "identify",
        name=name,
        timestamp_ms=at_ms,
        brand=random.choice(BRANDS),
        source_id="src_own",
        verified=True,
        properties=_consents(random) if name == "Consent Updated" else {},
        traits={} if name else _traits(random),
        context={"author": {"id": "usr_1", "name": random.choice(("Ann", "Bob"))}},
        profile_id="prf_told",
    )


def _enrichment(random: Random) -> Enrichment:
    return Enrichment(
        country=random.choice(("", "PL", "DE")),
        device_type=random.choice(("", "mobile", "desktop")),
        channel=random.choice(("", "direct", "search", "email")),
        campaign=random.choice(("", "spring")),
        is_bot=random.random() < 0.05,
    )


def _value(random: Random) -> Any:
    if random.random() < 0.1:
        return [random.choice(_VALUES) for _ in range(random.randint(0, 3))]
    return random.choice(_VALUES)


def _properties(random: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in random.sample(("size", "colour", "when", "deep", "deep.er", "tags"), random.randint(0, 4)):
        found[name] = {"er": _value(random)} if name == "deep" else _value(random)
    return found


def _traits(random: Random) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in random.sample(("plan", "age", "birthday", "address", "vip", "email", "phone"), random.randint(1, 4)):
        found[name] = _value(random)
        if name == "address":
            found |= random.choice(({name: {"city": found[name]}}, {"address.city": found.pop(name)}, {}, {name: {}}))
    if "email" in found and random.random() < 0.5:
        found["email"] = random.choice(("anna@example.com", " anna@example.com ", "anna@example"))
    if "phone" in found and random.random() < 0.5:
        found["phone"] = random.choice(("+48 601 234 567", 48601234567, "601"))
    return found


def _context(random: Random) -> dict[str, Any]:
    which = random.choice(("traits", "consent", "device"))
    if which == "traits":
        return {"traits": _traits(random)}
    if which == "consent":
        answers = _answers(random)
        if random.random() < 0.5:
            return {"consent": {"categoryPreferences": answers}}
        allowed, denied = ([one for one, granted in answers.items() if granted is said] for said in (True, False))
        return {"consentManagement": {"allowedConsentIds": allowed, "deniedConsentIds": denied}}
    return {"device": {"token": random.choice(("", "abc")), "type": random.choice(("ios", "web"))}}


def _consents(random: Random) -> dict[str, Any]:
    return {"purposes": _answers(random), **random.choice(({}, {}, {"channel": "sms"}, {"channel": ""}))}


def _answers(random: Random) -> dict[str, bool]:
    return {purpose: random.random() < 0.6 for purpose in random.sample(PURPOSES, random.randint(1, 2))}


def _commerce(random: Random) -> Commerce:
    lines = tuple(
        Line(
            product_id=random.choice(("p1", "p2", "p3")),
            category=random.choice(("", "Shoes", "shoes", "Hats")),
            color=random.choice(("", "red")),
            price=random.choice((None, Decimal("9.99"), Decimal(5), Decimal("0.1"))),
            quantity=random.choice((None, Decimal(1), Decimal(3))),
        )
        for _ in range(random.randint(0, 3))
    )
    revenue = random.choice((None, Decimal("19.99"), Decimal("0.1"), Decimal("0.2"), Decimal(100)))
    order_id = random.choice(("", "o1", "o2"))
    return Commerce(order_id=order_id, currency=random.choice(("", "PLN", "EUR")), revenue=revenue, lines=lines)
