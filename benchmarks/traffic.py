"""Traffic for benchmarks: what the browsers and servers of a shop send, made by a seed and encoded beforehand.

python benchmarks/traffic.py [EVENTS] [PROFILES]      how fast it is made, and what it looks like
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

START = datetime(2026, 1, 1, tzinfo=UTC)
EVENTS_PER_SECOND = 50
"""How densely the events lie in their own time unless somebody says otherwise, whatever the speed of sending."""

_ACTIVE_VISITORS = 2_000
_KNOWN_SHARE = 0.4
_SESSION_EVENTS = (1, 24)
_ARTICLES = 5_000
_CATEGORIES = ("kitchen", "lighting", "garden", "bags", "toys", "stationery", "jewellery", "home")
_WORDS = (
    "lantern",
    "mug",
    "bunting",
    "basket",
    "clock",
    "cushion",
    "doormat",
    "hook",
    "jar",
    "kite",
    "lamp",
    "notebook",
)
_ARRIVALS = (
    ("", "", ""),
    ("", "https://www.google.com/", ""),
    ("", "https://www.google.com/", ""),
    ("", "https://www.facebook.com/", ""),
    ("", "https://news.example.org/gifts", ""),
    (
        '"campaign":{"source":"newsletter","medium":"email","name":"spring-sale"},',
        "",
        "?utm_source=newsletter&utm_medium=email&utm_campaign=spring-sale",
    ),
    (
        '"campaign":{"source":"google","medium":"cpc","name":"brand","term":"gifts"},',
        "https://www.google.com/",
        "?utm_source=google&utm_medium=cpc&utm_campaign=brand&utm_term=gifts&gclid=x7f3a",
    ),
)
_WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.2"
_BLINK = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0"
_AGENTS = (
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_BLINK} Safari/537.36",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {_WEBKIT} Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_2 like Mac OS X) {_WEBKIT} Mobile/15E148 Safari/604.1",
    f"Mozilla/5.0 (Linux; Android 15; Pixel 9) {_BLINK} Mobile Safari/537.36",
)
_PAGE, _PRODUCT_VIEWED, _SEARCHED, _ADDED = 0.40, 0.78, 0.84, 0.95
"""Shares of the kinds of events, one on top of the other; what is left orders, with a cart."""

_SCREENS = ((1920, 1080), (1440, 900), (390, 844), (412, 915))


def batches(  # noqa: PLR0913 — what makes traffic
    events: int,
    profiles: int,
    batch_size: int = 100,
    seed: int = 1,
    start: datetime = START,
    people: int | None = None,
    *,
    per_second: int = EVENTS_PER_SECOND,
) -> Iterator[bytes]:
    """Yield bodies for `/v1/batch` that hold `events` events of `profiles` visitors, the last one perhaps shorter.

    The same arguments always give the same bytes; another seed gives other message ids, and other people unless
    `people` says whose seed they have. In their own time they lie `per_second`.
    """
    stream = _events(events, profiles, seed, start, seed if people is None else people, per_second)
    pending: list[str] = []
    for event in stream:
        pending.append(event)
        if len(pending) == batch_size:
            yield _body(pending)
            pending = []
    if pending:
        yield _body(pending)


def anonymous_id(profile: int, seed: int = 1) -> str:
    """Return the visitor id of a profile, to look it up afterwards."""
    return f"{seed:08x}-0000-4000-8000-{profile:012x}"


@dataclass(frozen=True, slots=True)
class _Article:
    """Something on sale; `product` and `order` are pieces of JSON about it."""

    word: str
    path: str
    product: str
    order: str


def _article(number: int) -> _Article:
    word = _WORDS[number % len(_WORDS)]
    cents = (number % 90 + 1) * 100 + number % 100
    return _Article(
        word=word,
        path=f"/p/{number}/{word}",
        product=(
            f'"product_id":"P{number}","sku":"P{number}","name":"Vintage {word}","brand":"Gift shop",'
            f'"category":"{_CATEGORIES[number % len(_CATEGORIES)]}","price":{cents / 100:.2f}'
        ),
        order=(f'"currency":"GBP","revenue":{cents / 100:.2f},"shipping":4.95,"total":{(cents + 495) / 100:.2f}'),
    )


_ARTICLES_BY_NUMBER = tuple(map(_article, range(_ARTICLES)))


@dataclass(slots=True)
class _Session:
    """A visit in progress; `head` and `context` are the JSON that all its events share."""

    person: str
    head: str
    context: str
    referrer: str
    search: str
    left: int
    logs_in: bool
    has_cart: bool = False


def _events(events: int, profiles: int, seed: int, start: datetime, people: int, per_second: int) -> Iterator[str]:
    chance = Random(seed)
    active = [_begin(chance, profiles, people) for _ in range(min(_ACTIVE_VISITORS, profiles))]
    step = timedelta(seconds=1 / per_second)
    for number in range(events):
        slot = int(chance.random() * len(active))
        session = active[slot]
        at = (start + number * step).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        yield _next(session, chance, _key(seed, number), at)
        session.left -= 1
        if session.left <= 0:
            active[slot] = _begin(chance, profiles, people)


def _key(seed: int, number: int) -> str:
    """Return what makes an id unique, shaped like the UUIDs that SDKs make."""
    scattered = number * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
    text = f"{scattered:016x}{seed:06x}{number:010x}"
    return f"{text[:8]}-{text[8:12]}-4{text[12:15]}-8{text[15:18]}-{text[18:]}"


def _begin(chance: Random, profiles: int, seed: int) -> _Session:
    profile = int(chance.random() * profiles)
    campaign, referrer, search = chance.choice(_ARRIVALS)
    agent = _AGENTS[profile % len(_AGENTS)]
    width, height = _SCREENS[profile % len(_SCREENS)]
    is_known = (profile * 2_654_435_761) % 1_000 < _KNOWN_SHARE * 1_000
    user = f'"userId":"user-{seed}-{profile}",' if is_known else ""
    return _Session(
        person=f"{seed}-{profile}",
        head=f'"anonymousId":"{anonymous_id(profile, seed)}",{user}',
        context=(
            f'"ip":"203.0.113.{profile % 254 + 1}","userAgent":"{agent}","locale":"en-GB",'
            f'"timezone":"Europe/London",{campaign}"library":{{"name":"analytics.js","version":"next-1.84.3"}},'
            f'"screen":{{"width":{width},"height":{height},"density":2}}'
        ),
        referrer=referrer,
        search=search,
        left=chance.randint(*_SESSION_EVENTS),
        logs_in=is_known,
    )


def _next(session: _Session, chance: Random, key: str, at: str) -> str:
    """Return the next event of a visit as JSON; `key` is unique to it."""
    article = _ARTICLES_BY_NUMBER[int(chance.random() * _ARTICLES)]
    page = _page(session, article)
    kind, said = _said(session, chance.random(), article, page, key)
    stamp = f'"messageId":"ajs-next-{key}","timestamp":"{at}"'
    return f'{{"type":"{kind}",{session.head}{stamp},"context":{{{session.context},"page":{page}}},{said}}}'


def _page(session: _Session, article: _Article) -> str:
    url = f"https://shop.example.com{article.path}"
    page = (
        f'{{"path":"{article.path}","referrer":"{session.referrer}","search":"{session.search}",'
        f'"title":"Vintage {article.word} | Gift shop","url":"{url}{session.search}"}}'
    )
    session.referrer, session.search = url, ""
    return page


def _said(session: _Session, draw: float, article: _Article, page: str, key: str) -> tuple[str, str]:
    if session.logs_in:
        session.logs_in = False
        email = f'"email":"user.{session.person}@example.com"'
        return "identify", f'"traits":{{{email},"firstName":"User","lastName":"No. {session.person}"}}'
    if draw < _PAGE:
        return "page", f'"name":"Product","properties":{page}'
    if draw < _PRODUCT_VIEWED:
        return "track", f'"event":"Product Viewed","properties":{{{article.product},"currency":"GBP"}}'
    if draw < _SEARCHED:
        return "track", f'"event":"Products Searched","properties":{{"query":"vintage {article.word}"}}'
    if draw < _ADDED or not session.has_cart:
        session.has_cart = True
        cart = f'"cart_id":"cart-{session.person}","quantity":1,"currency":"GBP"'
        return "track", f'"event":"Product Added","properties":{{{article.product},{cart}}}'
    session.has_cart = False
    order = f'"order_id":"order-{key}",{article.order},"products":[{{{article.product},"quantity":1}}]'
    return "track", f'"event":"Order Completed","properties":{{{order}}}'


def _body(events: list[str]) -> bytes:
    return f'{{"batch":[{",".join(events)}]}}'.encode()


def main(events: int = 200_000, profiles: int = 100_000) -> None:
    """Measure how fast traffic is made, and show an event."""
    begun = time.perf_counter()
    sizes = [len(body) for body in batches(events, profiles)]
    seconds = time.perf_counter() - begun
    print(f"{events / seconds:,.0f} events/s made, {sum(sizes) / events:.0f} bytes each")
    print(next(batches(1, profiles, 1)).decode())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
