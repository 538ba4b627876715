"""Device type, operating system and browser, from a user agent and what the context says of the device."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import ua_parser_rs
from ua_parser.loaders import load_builtins

from portret.collect.enrich.bots import is_bot

MAX_AGENT = 512
"""How many characters of a user agent count."""

_VERSIONED = ("regex", "family", "major", "minor", "patch", "patch_minor")

_TYPES = (
    (
        "tv",
        r"smart-?tv|apple ?tv|google ?tv|android tv|hbbtv|netcast|web0s|viera|bravia|roku|crkey|dtv|large screen|\baft",
    ),
    ("console", r"xbox|playstation|nintendo"),
    ("watch", r"watchos|apple ?watch|wear ?os"),
    (
        "tablet",
        (
            r"ipad|tablet(?! pc)|kindle|playbook|\bsilk(?!.*mobile)|mozilla.*android(?!.*mobi)|nexus (?:7|9|10)\b"
            r"|\bsm-[tx]\d|galaxy tab|(?:media|mate|mi)\s?pad"
        ),
    ),
    ("mobile", r"mobi|iphone|ipod|android|windows phone|blackberry|bb10|opera mini|symbian|series60|kaios|\bios\b"),
    ("desktop", r"windows|macintosh|mac ?os|x11|linux|cros\b|ubuntu"),
)
_KINDS = tuple((kind, re.compile(signs, re.IGNORECASE | re.ASCII)) for kind, signs in _TYPES)
_OS_NAMES = {"Mac OS X": "macOS", "iPhone OS": "iOS", "iPad OS": "iPadOS", "android": "Android", "ios": "iOS"}


class Device(NamedTuple):
    """What an event was sent from; unknown is "".

    Attributes:
        type: desktop, mobile, tablet, tv, console, watch or bot.
        os: the operating system without its version: "Windows", "macOS", "iOS", "Android".
        browser: the browser without its version.
    """

    type: str = ""
    os: str = ""
    browser: str = ""
    is_bot: bool = False


@cache
def _rules() -> tuple[ua_parser_rs.UserAgentExtractor, ua_parser_rs.OSExtractor]:
    """Return the rules for browsers and for systems, which cost a while to make ready and never change."""
    agents, systems, _ = load_builtins()
    return (
        ua_parser_rs.UserAgentExtractor(map(attrgetter(*_VERSIONED), agents)),
        ua_parser_rs.OSExtractor(map(attrgetter(*_VERSIONED), systems)),
    )


class Devices:
    """Reads user agents with the rules of uap-core and remembers the last few thousand."""

    def __init__(self) -> None:
        self._browsers, self._systems = _rules()
        self._remembered = lru_cache(maxsize=8_192)(self._read)

    def read(self, user_agent: str) -> Device:
        """Return the device of a user agent; only its first 512 characters count."""
        return self._remembered(user_agent[:MAX_AGENT]) if user_agent else Device()

    def _read(self, user_agent: str) -> Device:
        browser = self._browsers.extract(user_agent)
        system = self._systems.extract(user_agent)
        os = _os_name(system.family or "") if system else ""
        bot = is_bot(user_agent)
        return Device("bot" if bot else _type(user_agent), os, (browser.family or "") if browser else "", bot)


def completed(device: Device, context: Mapping[str, Any]) -> Device:
    """Return the device with what an app's context says of it, which knows better than a user agent."""
    system, hardware = context.get("os"), context.get("device")
    named = system.get("name") if type(system) is dict else None
    os = _os_name(named) if type(named) is str and named else device.os
    kind = device.type
    if type(hardware) is dict and not device.is_bot:
        said = [text for key in ("type", "name", "model") if type(text := hardware.get(key)) is str]
        kind = _type(" ".join(said)) or kind
    return Device(kind or _type(os), os, device.browser, device.is_bot)


def _type(text: str) -> str:
    for kind, signs in _KINDS:
        if signs.search(text):
            return kind
    return ""


def _os_name(name: str) -> str:
    return _OS_NAMES.get(name, name)[:64]
