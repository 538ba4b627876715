"""RudderStack's cookies set by the server, so that browsers keep them longer than those of a script."""

from __future__ import annotations

import re
from typing import Any

import msgspec

_NAME = re.compile(r"rl_[A-Za-z0-9_.-]{1,64}", re.ASCII)
_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]{0,4000}", re.ASCII)  # RFC 6265 cookie-octet
_ATTRIBUTE = re.compile(r"[A-Za-z0-9/._-]{1,255}", re.ASCII)
_SAME_SITE = {"strict": "Strict", "lax": "Lax", "none": "None"}
_MAX_AGE_S = 400 * 86_400  # browsers keep none longer
_MAX_COOKIES = 20


def set_cookie_headers(body: bytes) -> list[tuple[bytes, bytes]]:
    """Return the Set-Cookie headers a `/rsaRequest` asks for; only the SDK's own `rl_…` cookies, nothing malformed.

    The body is `{"reqType": "setCookies", "data": {"options": {…}, "cookies": [{"name", "value"}]}}`.
    """
    try:
        data = msgspec.json.decode(body).get("data", {})
        options, cookies = data.get("options") or {}, data.get("cookies") or []
        attributes = _attributes(options)
        return [
            (b"set-cookie", f"{cookie['name']}={cookie.get('value') or ''}{attributes}".encode("ascii"))
            for cookie in cookies[:_MAX_COOKIES]
            if _NAME.fullmatch(cookie["name"]) and _VALUE.fullmatch(cookie.get("value") or "")
        ]
    except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
        return []


def _attributes(options: dict[str, Any]) -> str:
    attributes = ""
    for option, name in (("path", "Path"), ("domain", "Domain")):
        value = options.get(option)
        if isinstance(value, str) and _ATTRIBUTE.fullmatch(value):
            attributes += f"; {name}={value}"
    age_ms = options.get("maxAge")
    if isinstance(age_ms, int):
        attributes += f"; Max-Age={max(0, min(age_ms // 1_000, _MAX_AGE_S))}"
    same_site = _SAME_SITE.get(str(options.get("sameSite") or options.get("samesite") or "").lower())
    if same_site:
        attributes += f"; SameSite={same_site}"
    return attributes + ("; Secure" if options.get("secure") is True else "")
