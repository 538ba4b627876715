"""Whether a user agent is a machine: crawlers, previews, monitors, headless browsers, HTTP libraries."""

from __future__ import annotations

import re

_OLD_BROWSERS = r"msie|ms ?ie|konqueror|googletoolbar|\w+; msie|windows|linux|ms-office|lotus"
_OLD_TELEPHONES = r"teleca|polaris|oss/|nokia|sonyericsson"
_SIGNS = (
    # what they call themselves
    r"(?<!cu)bots?(?![a-z])",
    r"bots?snippet",
    r"crawl",
    r"spider",
    r"slurp",
    r"scrap(?:e|y|ing)",
    r"archive",
    r"fetch",
    r"monitor(?!.*liveconnect)",
    r"(?:web|link|bing|url)\s?-?preview",
    r"validat",
    r"indexer",
    r"scanner|check(?:er|link|_http|host)",
    r"survey(?!on)|capture|thumb|screenshot|parser|analyzer|semantic|synthetic|webhook",
    r"nutch|(?<!user.)\bagent\b|[a-z]agent/",
    r"(?<!ya)(?<!; )search(?!toolbar|app|;| \(windows)",
    r"page ?speed|pingdom|uptim|uptrends|appinsights|lighthouse",
    r"headless|phantomjs|selenium|puppeteer|playwright",
    r"nikto|nmap|masscan|openvas|\bsqlmap",
    # a note to webmasters
    r"https?://|www\.|\w@[\w-]{1,40}\.[a-z]{2,}|^(?!.*android).*\.(?:com|io|org)\b[/;) ]",
    # "Mozilla/5.0 (compatible; Something": browsers say MSIE, Konqueror or a system there, old telephones their maker
    rf"\(compatible; (?!{_OLD_BROWSERS}|{_OLD_TELEPHONES})",
    # previews and proxies of large services
    r"externalhit|facebook(?:catalog|platform)|google(?:other|imageproxy| web|-inspection|-read|-site|-safety|assoc)",
    r"(?:img|image|mail)proxy|mediapartners",
    r"^whatsapp/[\d.]+ ?[a-z]?$",
    # HTTP libraries
    r"^(?:curl|wget|python|java/|go-http|axios|node|ruby|perl|php|libwww|lwp|http|apache|guzzle|aiohttp|ahc/|got/)",
    r"httpclient|http client|http\.rb|python-requests|aiohttp",
    # a bare name without a version
    r"^[a-z][a-z -]*$",
)

_BOT = re.compile("|".join(_SIGNS), re.IGNORECASE | re.ASCII)


def is_bot(user_agent: str) -> bool:
    """Tell whether a user agent names itself as something other than a person's browser or app."""
    return _BOT.search(user_agent) is not None
