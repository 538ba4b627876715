"""What kind of place a visitor came from: search engines, social networks, mail boxes, AI assistants."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal, NamedTuple

Kind = Literal["search", "social", "email", "ai", "passage", ""]


class Site(NamedTuple):
    """A place that sends visitors: its plain name, and what it is ("" for just another site)."""

    name: str
    kind: Kind = ""


_SEARCH = (
    "google bing yahoo duckduckgo yandex baidu ecosia qwant startpage seznam naver daum sogou so ask aol kagi mojeek "
    "swisscows brave petalsearch rambler coccoc lycos dogpile metager searx netsprint"
)
_SOCIAL = (
    "facebook instagram twitter linkedin pinterest reddit youtube tiktok vk ok threads tumblr quora weibo wykop xing "
    "snapchat whatsapp telegram discord mastodon bsky twitch vimeo flickr medium line kakao truthsocial"
)
_AI = "chatgpt openai perplexity claude anthropic deepseek mistral grok poe phind"
_EMAIL = "gmail outlook hotmail protonmail proton fastmail"

_LABELS: dict[str, Site] = {
    **{name: Site(name, "search") for name in _SEARCH.split()},
    **{name: Site(name, "social") for name in _SOCIAL.split()},
    **{name: Site(name, "ai") for name in _AI.split()},
    **{name: Site(name, "email") for name in _EMAIL.split()},
    "openai": Site("chatgpt", "ai"),
    "fb": Site("facebook", "social"),
    "meta": Site("facebook", "social"),
    "ig": Site("instagram", "social"),
    "newsletter": Site("newsletter", "email"),
    "mailchimp": Site("mailchimp", "email"),
    "klaviyo": Site("klaviyo", "email"),
}
"""By the name of a registered domain ("google" in www.google.co.uk), or as campaign sources are written ("fb")."""

_HOSTS: dict[str, Site] = {
    "mail.google.com": Site("gmail", "email"),
    "com.google.android.gm": Site("gmail", "email"),
    "mail.yahoo.com": Site("yahoo mail", "email"),
    "mail.aol.com": Site("aol mail", "email"),
    "mail.yandex.ru": Site("yandex mail", "email"),
    "mail.yandex.com": Site("yandex mail", "email"),
    "e.mail.ru": Site("mail.ru", "email"),
    "mail.proton.me": Site("proton", "email"),
    "outlook.live.com": Site("outlook", "email"),
    "outlook.office.com": Site("outlook", "email"),
    "outlook.office365.com": Site("outlook", "email"),
    "poczta.onet.pl": Site("onet poczta", "email"),
    "poczta.wp.pl": Site("wp poczta", "email"),
    "poczta.o2.pl": Site("o2 poczta", "email"),
    "poczta.interia.pl": Site("interia poczta", "email"),
    "gemini.google.com": Site("gemini", "ai"),
    "bard.google.com": Site("gemini", "ai"),
    "copilot.microsoft.com": Site("copilot", "ai"),
    "copilot.com": Site("copilot", "ai"),
    "chat.mistral.ai": Site("mistral", "ai"),
    "meta.ai": Site("meta ai", "ai"),
    "you.com": Site("you", "ai"),
    "com.openai.chatgpt": Site("chatgpt", "ai"),
    "com.google.android.googlequicksearchbox": Site("google", "search"),
    "szukaj.onet.pl": Site("onet", "search"),
    "szukaj.wp.pl": Site("wp", "search"),
    "t.co": Site("twitter", "social"),
    "x.com": Site("twitter", "social"),
    "t.me": Site("telegram", "social"),
    "wa.me": Site("whatsapp", "social"),
    "lnkd.in": Site("linkedin", "social"),
    "youtu.be": Site("youtube", "social"),
    "mastodon.social": Site("mastodon", "social"),
    "news.ycombinator.com": Site("hacker news", "social"),
    "com.facebook.katana": Site("facebook", "social"),
    "com.instagram.android": Site("instagram", "social"),
    "com.linkedin.android": Site("linkedin", "social"),
    "com.reddit.frontpage": Site("reddit", "social"),
    "accounts.google.com": Site("google", "passage"),
    "appleid.apple.com": Site("apple", "passage"),
    "checkout.stripe.com": Site("stripe", "passage"),
    "pay.google.com": Site("google pay", "passage"),
}
_PASSAGES = frozenset(
    ("paypal", "klarna", "payu", "przelewy24", "adyen", "mollie", "tpay", "dotpay", "blik", "worldpay")
)
"""Payment pages and sign-ins: a visitor on the way back did not arrive anew."""

_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "gov", "edu", "ac", "ne", "or", "gob", "nom"))
_COUNTRY_CODE = 2  # letters
_NAME_AND_ENDING = 2  # labels


@lru_cache(maxsize=8_192)
def site_of(host: str) -> Site:
    """Return what is known of a host, or of a campaign source such as "google" or "facebook.com"."""
    host = host.lower().removeprefix("www.")[:255]
    exact = _HOSTS.get(host)
    if exact is not None:
        return exact
    domain = registered_domain(host)
    label = domain.partition(".")[0]
    if label in _PASSAGES and label != host:
        return Site(label, "passage")
    known = _HOSTS.get(domain) or _LABELS.get(label)
    return known if known is not None else Site(host)


def registered_domain(host: str) -> str:
    """Return the part of a host that its owner registered: "example.co.uk" of "shop.example.co.uk".

    A rule of thumb, not the public suffix list: a two-letter ending after one such as "co" or "com" counts as one.
    """
    labels = host.split(".")
    if len(labels) <= _NAME_AND_ENDING or labels[-1].isdigit():
        return host
    kept = _NAME_AND_ENDING
    if len(labels[-1]) == _COUNTRY_CODE and labels[-2] in _SECOND_LEVEL:
        kept += 1
    return ".".join(labels[-kept:])
