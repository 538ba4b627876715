"""What a context and a request tell: arrival, device, place in time, address."""

from __future__ import annotations

from typing import Any

import pytest

from portret.collect.enrich import Surroundings
from portret.collect.enrich.address import readable_address
from portret.collect.enrich.arrival import Arrival, read_arrival, read_page
from portret.collect.enrich.bots import is_bot
from portret.collect.enrich.locality import read_locale, read_time_zone
from portret.collect.enrich.sites import registered_domain, site_of
from portret.kernel import Enrichment
from tests.support.normalising import enricher

SHOP = "https://www.shop.example/boots"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36"
)


def arrival(url: str = SHOP, referrer: str = "", campaign: object = None, own: tuple[str, ...] = ()) -> Arrival:
    return read_arrival(read_page(url), referrer, campaign, own)


def derived(context: dict[str, Any], *, is_client: bool = True, **around: Any) -> Enrichment:
    return enricher().derive(context, Surroundings(is_client=is_client, **around))


def agent(user_agent: str) -> tuple[str, str, str]:
    found = derived({"userAgent": user_agent})
    return found.device_type, found.os, found.browser


# Arrival


@pytest.mark.parametrize(
    ("referrer", "channel", "source", "medium"),
    [
        ("https://www.google.com/", "search", "google", "organic"),
        ("https://www.google.co.uk/search?q=boots", "search", "google", "organic"),
        ("https://duckduckgo.com/", "search", "duckduckgo", "organic"),
        ("https://search.brave.com/search", "search", "brave", "organic"),
        ("https://yandex.ru/", "search", "yandex", "organic"),
        ("android-app://com.google.android.googlequicksearchbox/", "search", "google", "organic"),
        ("https://l.facebook.com/l.php?u=x", "social", "facebook", "social"),
        ("https://t.co/abc", "social", "twitter", "social"),
        ("https://out.reddit.com/", "social", "reddit", "social"),
        ("https://mail.google.com/mail/u/0/", "email", "gmail", "email"),
        ("https://mail.yahoo.com/", "email", "yahoo mail", "email"),
        ("https://chatgpt.com/", "ai", "chatgpt", "ai"),
        ("https://www.perplexity.ai/search", "ai", "perplexity", "ai"),
        ("https://gemini.google.com/app", "ai", "gemini", "ai"),
        ("https://copilot.microsoft.com/", "ai", "copilot", "ai"),
        ("https://blog.example.org/post", "referral", "blog.example.org", "referral"),
        ("https://notgoogle.example.com/", "referral", "notgoogle.example.com", "referral"),
    ],
)
def test_a_referrer_tells_source_medium_and_channel(referrer: str, channel: str, source: str, medium: str) -> None:
    found = arrival(referrer=referrer)
    assert (found.channel, found.source, found.medium) == (channel, source, medium)


@pytest.mark.parametrize("referrer", ["", "$direct"])
def test_no_referrer_is_direct(referrer: str) -> None:
    assert arrival(referrer=referrer) == Arrival("direct")


@pytest.mark.parametrize(
    "referrer", ["https://www.shop.example/", "https://shop.example/a", "https://checkout.shop.example/b"]
)
def test_a_referrer_of_the_site_itself_is_no_arrival(referrer: str) -> None:
    assert arrival(referrer=referrer).channel == ""
    assert arrival(referrer=referrer).source == ""


@pytest.mark.parametrize(
    "referrer", ["https://www.paypal.com/", "https://checkout.stripe.com/x", "https://accounts.google.com/"]
)
def test_the_way_back_from_payment_or_sign_in_is_no_arrival(referrer: str) -> None:
    assert arrival(referrer=referrer).channel == ""


def test_other_hosts_of_the_source_are_no_referrers() -> None:
    assert arrival(referrer="https://help.brand.example/x", own=("brand.example",)).channel == ""


def test_without_a_page_nothing_is_known() -> None:
    assert arrival(url="") == Arrival()


@pytest.mark.parametrize(
    ("query", "channel", "source", "medium", "click_id"),
    [
        ("gclid=G1", "paid_search", "google", "cpc", "gclid:G1"),
        ("GCLID=G1&utm_campaign=x", "paid_search", "google", "cpc", "gclid:G1"),
        ("msclkid=M", "paid_search", "bing", "cpc", "msclkid:M"),
        ("yclid=Y", "paid_search", "yandex", "cpc", "yclid:Y"),
        ("ttclid=T", "paid_social", "tiktok", "paid_social", "ttclid:T"),
        ("twclid=T", "paid_social", "twitter", "paid_social", "twclid:T"),
        ("dclid=D", "display", "google", "display", "dclid:D"),
        ("awc=A", "affiliate", "awin", "affiliate", "awc:A"),
        ("fbclid=F", "social", "facebook", "social", "fbclid:F"),
        ("fbclid=F&utm_source=fb&utm_medium=paid", "paid_social", "fb", "paid", "fbclid:F"),
        ("utm_source=Google&utm_medium=CPC", "paid_search", "google", "cpc", ""),
        ("utm_source=facebook&utm_medium=cpc", "paid_social", "facebook", "cpc", ""),
        ("utm_source=partner&utm_medium=cpc", "paid", "partner", "cpc", ""),
        ("utm_source=news&utm_medium=email", "email", "news", "email", ""),
        ("utm_source=news&utm_medium=e-mail", "email", "news", "e-mail", ""),
        ("utm_source=x&utm_medium=sms", "sms", "x", "sms", ""),
        ("utm_source=x&utm_medium=web_push", "push", "x", "web_push", ""),
        ("utm_source=x&utm_medium=banner", "display", "x", "banner", ""),
        ("utm_source=x&utm_medium=affiliate", "affiliate", "x", "affiliate", ""),
        ("utm_source=google&utm_medium=organic", "search", "google", "organic", ""),
        ("utm_source=instagram&utm_medium=story", "social", "instagram", "story", ""),
        ("utm_source=chatgpt.com", "ai", "chatgpt.com", "", ""),
        ("utm_source=leaflet&utm_medium=qr", "other", "leaflet", "qr", ""),
    ],
)
def test_tags_and_click_ids_tell_the_channel(query: str, channel: str, source: str, medium: str, click_id: str) -> None:
    found = arrival(f"{SHOP}?{query}")
    assert (found.channel, found.source, found.medium, found.click_id) == (channel, source, medium, click_id)


def test_tags_beat_the_referrer_and_the_context_beats_the_address() -> None:
    found = arrival(
        f"{SHOP}?utm_source=address&utm_medium=email&utm_term=boots+red&utm_content=%C5%BC",
        "https://www.google.com/",
        {"name": "Sale", "source": "Context", "medium": None, "content": 5},
    )
    assert found == Arrival("email", "context", "email", "Sale", "boots red", "5", "", "google.com")


def test_empty_tags_count_as_none() -> None:
    assert arrival(f"{SHOP}?utm_source=&gclid=").channel == "direct"
    assert arrival(campaign={"name": "", "source": " "}).channel == "direct"


@pytest.mark.parametrize("url", ["http://[::1", "not a url", "https://", "javascript:void(0)", "x" * 5_000])
def test_an_address_that_cannot_be_read_does_no_harm(url: str) -> None:
    assert len(read_page(url).url) <= 2_048
    assert arrival(url).channel == ""
    assert arrival(referrer=url).channel in ("direct", "referral")


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("a.b.example.com", "example.com"),
        ("a.example.co.uk", "example.co.uk"),
        ("example.pl", "example.pl"),
        ("www.sklep.com.pl", "sklep.com.pl"),
        ("localhost", "localhost"),
        ("10.0.0.1", "10.0.0.1"),
    ],
)
def test_the_registered_domain_of_a_host(host: str, domain: str) -> None:
    assert registered_domain(host) == domain


def test_a_site_is_known_by_host_or_by_the_name_of_its_domain() -> None:
    assert site_of("WWW.Google.pl").kind == "search"
    assert site_of("google").kind == "search"
    assert site_of("google.example.com").kind == ""


# Device


MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
IPAD = "Mozilla/5.0 (iPad; CPU OS 16_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
PIXEL = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
GALAXY_TAB = "Mozilla/5.0 (Linux; Android 12; SM-X200) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"
TIZEN = "Mozilla/5.0 (SMART-TV; Linux; Tizen 5.0) AppleWebKit/537.36 (KHTML, like Gecko) Version/5.0 TV"


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (CHROME, ("desktop", "Windows", "Chrome")),
        (f"{MAC} Version/17.1 Safari/605.1.15", ("desktop", "macOS", "Safari")),
        (f"{IPHONE} Version/17.1 Mobile/15E148 Safari/604.1", ("mobile", "iOS", "Mobile Safari")),
        (f"{IPAD} Version/16.2 Mobile/15E148 Safari/604.1", ("tablet", "iOS", "Mobile Safari")),
        (f"{PIXEL} Mobile Safari/537.36", ("mobile", "Android", "Chrome Mobile")),
        (f"{GALAXY_TAB} Safari/537.36", ("tablet", "Android", "Chrome")),
    ],
)
def test_a_user_agent_tells_device_system_and_browser(user_agent: str, device: tuple[str, str, str]) -> None:
    assert agent(user_agent) == device


@pytest.mark.parametrize(
    ("user_agent", "kind"),
    [
        (f"{TIZEN} Safari/537.36", "tv"),
        ("Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0 Safari/537.36", "tv"),
        ("Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko)", "console"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot"),
        ("something entirely else 1.0", ""),
    ],
)
def test_other_kinds_of_devices(user_agent: str, kind: str) -> None:
    assert agent(user_agent)[0] == kind


def test_an_app_tells_its_device_in_the_context() -> None:
    found = derived({"os": {"name": "iOS", "version": "17"}, "device": {"type": "ios", "model": "iPad13,4"}})
    assert (found.device_type, found.os) == ("tablet", "iOS")
    phone = derived({"os": {"name": "iPhone OS"}, "device": {"type": "ios", "model": "iPhone14,2"}})
    assert (phone.device_type, phone.os) == ("mobile", "iOS")
    android = derived(
        {
            "os": {"name": "Android"},
            "device": {"type": "android", "name": "pixel"},
            "userAgent": "Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UD1A)",
        }
    )
    assert (android.device_type, android.os) == ("mobile", "Android")


def test_a_phone_of_an_android_app_is_no_tablet() -> None:
    assert derived({"os": {"name": "Android"}, "device": {"type": "android"}}).device_type == "mobile"


@pytest.mark.parametrize("junk", [5, [], {"name": 5}, {"name": None}, "text"])
def test_junk_where_the_device_should_be_does_no_harm(junk: object) -> None:
    found = derived({"os": junk, "device": junk, "page": junk, "library": junk, "campaign": junk, "referrer": junk})
    assert found.device_type == ""


def test_the_agent_of_the_request_stands_in_for_a_client_only() -> None:
    assert derived({}, user_agent=CHROME).browser == "Chrome"
    assert derived({}, user_agent=CHROME, is_client=False).browser == ""


@pytest.mark.parametrize(
    "person", [CHROME, "Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36", "MyShop/3.1 CFNetwork/1490"]
)
def test_people_are_no_bots(person: str) -> None:
    assert not is_bot(person)


# Place in time


@pytest.mark.parametrize(
    ("given", "zone"),
    [
        ("Europe/Warsaw", "Europe/Warsaw"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("UTC", "UTC"),
        ("GMT+0000", "UTC"),
        ("GMT+0200", "Etc/GMT-2"),
        ("GMT-0500", "Etc/GMT+5"),
        ("+02:00", "Etc/GMT-2"),
        ("GMT+0530", ""),
        ("GMT+1500", ""),
        ("here", ""),
        ("", ""),
        (None, ""),
        (5, ""),
        ("Europe/" + "x" * 100, ""),
    ],
)
def test_a_time_zone_is_an_iana_name_or_unknown(given: object, zone: str) -> None:
    assert read_time_zone(given) == zone


def test_a_locale_comes_from_the_context_or_the_request() -> None:
    assert read_locale("pl_PL") == "pl-PL"
    assert read_locale(None, "en-GB,en;q=0.9") == "en-GB"
    assert read_locale("x" * 100, "*") == ""


# Addresses


@pytest.mark.parametrize(
    ("given", "full", "cut"),
    [
        ("81.2.69.142", "81.2.69.142", "81.2.69.0"),
        ("81.2.69.142:8080", "81.2.69.142", "81.2.69.0"),
        ("::ffff:81.2.69.142", "81.2.69.142", "81.2.69.0"),
        ("[2001:db8::1]:443", "2001:db8::1", "2001:db8::"),
        ("fe80::1%eth0", "fe80::1", "fe80::"),
        ("0.0.0.0", "", ""),  # noqa: S104  # an address in an event, nothing is bound
        ("::", "", ""),
        ("unknown", "", ""),
        ("1" * 100, "", ""),
    ],
)  # fmt: skip
def test_an_address_is_read_and_cut(given: str, full: str, cut: str) -> None:
    assert readable_address(given, anonymize=False) == full
    assert readable_address(given, anonymize=True) == cut
