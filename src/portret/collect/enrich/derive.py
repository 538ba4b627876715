"""Derives an event's Enrichment from its context and its request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from portret.collect.enrich.address import readable_address
from portret.collect.enrich.arrival import Arrival, Page, read_arrival, read_page
from portret.collect.enrich.device import MAX_AGENT, Device, Devices, completed
from portret.collect.enrich.geo import NOWHERE, Geo, Place, open_geo
from portret.collect.enrich.locality import read_locale, read_time_zone
from portret.kernel import Enrichment, Settings

_MAX_TITLE = 512
_MAX_PATH = 1_024
_MAX_NAME = 64
_REMEMBERED_VISITORS = 4_096
_LONGER_THAN_ANY = 65  # address, zone or locale: what is longer is none, and is not to be remembered
_SERVER_LIBRARY = re.compile(
    r"node|python|ruby|java(?!script)|php|\bgo\b|analytics-go|\.net|dotnet|rust|http|server", re.IGNORECASE
)


class Surroundings(NamedTuple):
    """What a request tells about each of its events, besides its body.

    Attributes:
        is_client: whether the visitor's own browser or app sent it; else its address and agent are a server's.
        own_hosts: hosts besides the page's that are no referrers.
        anonymize: whether addresses are cut before anything is derived from them.
    """

    is_client: bool = False
    ip: str = ""
    user_agent: str = ""
    referer: str = ""
    language: str = ""
    own_hosts: tuple[str, ...] = ()
    anonymize: bool = False


class _Visitor(NamedTuple):
    """What is the same on all pages of a visit."""

    address: str
    place: Place
    device: Device
    timezone: str
    locale: str


class Enricher:
    """Derives enrichments; remembers what it derived from visitors, addresses, agents and pages."""

    def __init__(self, geo: Geo) -> None:
        self._place = geo.place
        self._device = Devices().read
        self._visitor = lru_cache(maxsize=_REMEMBERED_VISITORS)(self._derive_visitor)

    def derive(self, context: Mapping[str, Any], around: Surroundings, page: object = None) -> Enrichment:
        """Return the enrichment of an event with this context; `page` stands in for a missing `context.page`.

        The address is the context's, else the request's if a client sent it or the context says `direct`. Place and
        device follow from what is left of it after anonymisation.
        """
        is_client = around.is_client and not _is_server_library(context)
        is_direct = is_client or context.get("direct") is True
        address, place, device, timezone, locale = self._visitor(
            (_text(context, "ip") or (around.ip if is_direct else ""))[:_LONGER_THAN_ANY],
            (_text(context, "userAgent") or (around.user_agent if is_client else ""))[:MAX_AGENT],
            _text(context, "timezone")[:_LONGER_THAN_ANY],
            _text(context, "locale")[:_LONGER_THAN_ANY],
            around.language if is_client else "",
            around.anonymize,
        )
        if "os" in context or "device" in context:
            device = completed(device, context)
        seen, title, arrival = _visited(context, page, around, is_client)
        return Enrichment(
            ip=address,
            country=place.country,
            region=place.region,
            city=place.city,
            device_type=device.type,
            os=device.os,
            browser=device.browser,
            is_bot=device.is_bot,
            channel=arrival.channel,
            source=arrival.source,
            medium=arrival.medium,
            campaign=arrival.campaign,
            term=arrival.term,
            content=arrival.content,
            click_id=arrival.click_id,
            referrer_host=arrival.referrer_host,
            page_url=seen.url,
            page_path=seen.path[:_MAX_PATH],
            page_title=title,
            timezone=timezone,
            locale=locale,
        )

    def _derive_visitor(
        self,
        ip: str,
        user_agent: str,
        timezone: str,
        locale: str,
        language: str,
        anonymize: bool,  # noqa: FBT001  # a fact about the workspace, no switch
    ) -> _Visitor:
        address = readable_address(ip, anonymize) if ip else ""
        place = self._place(address) if address else NOWHERE
        device = self._device(user_agent)
        return _Visitor(address, place, device, read_time_zone(timezone), read_locale(locale, language))


def open_enricher(settings: Settings) -> Enricher:
    """Return the enricher of an installation, with the databases of places that its settings name.

    Raises OSError or maxminddb.InvalidDatabaseError for a file that cannot be used.
    """
    return Enricher(open_geo(settings))


def _visited(
    context: Mapping[str, Any],
    page: object,
    around: Surroundings,
    is_client: bool,  # noqa: FBT001  # a fact, no switch
) -> tuple[Page, str, Arrival]:
    own = context.get("page")
    facts = own if type(own) is dict and own.get("url") else page if type(page) is dict else own
    facts = facts if type(facts) is dict else {}
    url = _text(facts, "url") or (around.referer if is_client else "")
    seen = read_page(url) if url else Page(path=_text(facts, "path"))
    referrer = _text(facts, "referrer") or _referrer_of_app(context.get("referrer"))
    arrival = read_arrival(seen, referrer, context.get("campaign"), around.own_hosts)
    return seen, _text(facts, "title")[:_MAX_TITLE], arrival


def _is_server_library(context: Mapping[str, Any]) -> bool:
    library = context.get("library")
    name = library.get("name") if type(library) is dict else None
    return type(name) is str and _is_server_name(name[:_MAX_NAME])


@lru_cache(maxsize=1_024)
def _is_server_name(name: str) -> bool:
    return _SERVER_LIBRARY.search(name) is not None


def _referrer_of_app(referrer: object) -> str:
    return (_text(referrer, "url") or _text(referrer, "link")) if type(referrer) is dict else ""


def _text(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value if type(value) is str else ""
