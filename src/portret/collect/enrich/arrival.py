"""How a visitor came: campaign tags, click ids and the referrer give source, medium and channel."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote_plus, urlsplit

from portret.collect.enrich.sites import registered_domain, site_of

_MAX_URL = 2_048
_MAX_TAG = 256
_CAMPAIGN = {"name": "campaign", "source": "source", "medium": "medium", "term": "term", "content": "content"}
_PLAIN_TAGS = frozenset(_CAMPAIGN.values())
_UTM = {f"utm_{key}": key for key in ("source", "medium", "campaign", "term", "content")}


class Click(NamedTuple):
    """What a click id says: whose it is, and the channel it proves."""

    source: str
    medium: str
    channel: Literal["paid_search", "paid_social", "social", "display", "affiliate", "email"]


_CLICKS = {
    "gclid": Click("google", "cpc", "paid_search"),
    "gbraid": Click("google", "cpc", "paid_search"),
    "wbraid": Click("google", "cpc", "paid_search"),
    "msclkid": Click("bing", "cpc", "paid_search"),
    "yclid": Click("yandex", "cpc", "paid_search"),
    "dclid": Click("google", "display", "display"),
    "tblci": Click("taboola", "display", "display"),
    "dicbo": Click("outbrain", "display", "display"),
    "ttclid": Click("tiktok", "paid_social", "paid_social"),
    "twclid": Click("twitter", "paid_social", "paid_social"),
    "li_fat_id": Click("linkedin", "paid_social", "paid_social"),
    "rdt_cid": Click("reddit", "paid_social", "paid_social"),
    "sccid": Click("snapchat", "paid_social", "paid_social"),
    "epik": Click("pinterest", "paid_social", "paid_social"),
    "qclid": Click("quora", "paid_social", "paid_social"),
    "fbclid": Click("facebook", "social", "social"),  # on every link that leaves Facebook, paid or not
    "igshid": Click("instagram", "social", "social"),
    "irclickid": Click("impact", "affiliate", "affiliate"),
    "awc": Click("awin", "affiliate", "affiliate"),
    "cjevent": Click("cj", "affiliate", "affiliate"),
    "mc_eid": Click("mailchimp", "email", "email"),
    "_kx": Click("klaviyo", "email", "email"),
}
"""Click ids by strength: the first that an address carries counts."""

_PAID = re.compile(r"cpc|ppc|cpm|cpv|cpa|paid|retarget|remarket|sem$")
_MEDIA = (
    ("email", re.compile(r"^e[-_ ]?mail|newsletter|mailing$")),
    ("sms", re.compile(r"^(?:sms|mms|text)$")),
    ("push", re.compile(r"push|^notification")),
    ("affiliate", re.compile(r"affiliat|partner")),
    ("display", re.compile(r"^(?:display|banner|expandable|interstitial|cpm|native|programmatic)")),
)
_PLAIN = {"organic": "search", "social": "social", "referral": "referral", "ai": "ai", "video": "social"}


class Page(NamedTuple):
    """An address taken apart; `tags` holds its campaign tags and click ids."""

    url: str = ""
    host: str = ""
    path: str = ""
    tags: Mapping[str, str] = {}


class Arrival(NamedTuple):
    """How a visitor came.

    Attributes:
        channel: search, social, email, ai, referral, direct, paid_search, paid_social, paid, display, affiliate, sms,
            push or other; "" if the event tells nothing, as on the second page of a visit.
        source: who sent the visitor, lower case: "google", "newsletter", the host of a referring site.
        medium: as the campaign says, lower case; else organic, social, email, ai, referral, cpc.
        click_id: "gclid:…".
    """

    channel: str = ""
    source: str = ""
    medium: str = ""
    campaign: str = ""
    term: str = ""
    content: str = ""
    click_id: str = ""
    referrer_host: str = ""


def read_page(url: str) -> Page:
    """Return the parts of an address; of one that cannot be read, the text alone. Only 2,048 characters count."""
    return _read_page(url[:_MAX_URL])


@lru_cache(maxsize=8_192)
def _read_page(url: str) -> Page:
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return Page(url)
    return Page(url, host, parts.path, _tags(parts.query) if parts.query else {})


def read_arrival(page: Page, referrer: str, campaign: object, own_hosts: tuple[str, ...]) -> Arrival:
    """Return how the visitor came: by campaign tags, else a click id, else the referrer.

    `campaign` is the context's, stronger than the tags in the address. A referrer on the same registered domain or in
    `own_hosts` is no arrival; "$direct" is RudderStack's word for none.
    """
    tags = page.tags
    if type(campaign) is dict:
        tags = {**tags, **_campaign_tags(campaign)}
    came_from = "" if referrer in ("", "$direct") else read_page(referrer).host.removeprefix("www.")
    if tags:
        return _tagged(tags, came_from)
    return _untagged(came_from, page.host, own_hosts)


@lru_cache(maxsize=4_096)
def _untagged(came_from: str, page_host: str, own_hosts: tuple[str, ...]) -> Arrival:
    if not came_from:
        return Arrival("direct") if page_host else Arrival()
    site = site_of(came_from)
    if site.kind == "passage" or _is_own(came_from, page_host, own_hosts):
        return Arrival(referrer_host=came_from)
    medium = {"search": "organic", "": "referral"}.get(site.kind, site.kind)
    return Arrival(site.kind or "referral", site.name, medium, referrer_host=came_from)


def _tagged(tags: Mapping[str, str], came_from: str) -> Arrival:
    name = "" if tags.keys() <= _PLAIN_TAGS else next((name for name in _CLICKS if name in tags), "")
    click = _CLICKS[name] if name else None
    source = tags.get("source", "").lower() or (click.source if click else site_of(came_from).name)
    medium = tags.get("medium", "").lower() or (click.medium if click else "")
    return Arrival(
        channel=_channel(source, medium, click),
        source=source,
        medium=medium,
        campaign=tags.get("campaign", ""),
        term=tags.get("term", ""),
        content=tags.get("content", ""),
        click_id=f"{name}:{tags[name]}" if name else "",
        referrer_host=came_from,
    )


@lru_cache(maxsize=4_096)
def _channel(source: str, medium: str, click: Click | None) -> str:
    kind = site_of(source).kind if source else ""
    if click is not None and click.channel.startswith("paid"):
        return click.channel
    if _PAID.search(medium) and kind in ("search", "social"):
        return f"paid_{kind}"
    for channel, signs in _MEDIA:
        if signs.search(medium):
            return channel
    if _PAID.search(medium):
        return "paid"
    if click is not None and not kind:
        return click.channel
    plain = _PLAIN.get(medium) or ("social" if medium.startswith("social") else "")
    return plain or (kind if kind not in ("", "passage") else "other")


def _is_own(host: str, page_host: str, own_hosts: tuple[str, ...]) -> bool:
    domain = registered_domain(host)
    return (page_host != "" and domain == registered_domain(page_host.removeprefix("www."))) or any(
        domain == registered_domain(own) for own in own_hosts
    )


def _campaign_tags(campaign: Mapping[str, Any]) -> dict[str, str]:
    tags = {}
    for key, tag in _CAMPAIGN.items():
        value = campaign.get(key)
        text = value.strip()[:_MAX_TAG] if type(value) is str else str(value) if type(value) is int else ""
        if text:
            tags[tag] = text
    return tags


def _tags(query: str) -> dict[str, str]:
    tags = {}
    for pair in query.split("&"):
        key, _, value = pair.partition("=")
        key = key.lower()
        tag = _UTM.get(key) or (key if key in _CLICKS else "")
        if tag and value and tag not in tags:
            tags[tag] = unquote_plus(value).replace("\0", "\ufffd").strip()[:_MAX_TAG]
    return {tag: value for tag, value in tags.items() if value}
