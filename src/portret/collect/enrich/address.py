"""IP addresses: whether a text is one, and what is left of it when it may not name a person."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

_MAX_LENGTH = 64
_HOST_BITS = {4: 8, 6: 80}


def readable_address(text: str, anonymize: bool) -> str:  # noqa: FBT001  # a fact about the workspace, no switch
    """Return an address in its normal form, "" for what is none or unspecified (0.0.0.0, ::).

    A port after an IPv4 address, brackets and a zone are cut off; an IPv4 address inside IPv6 is read as IPv4.
    Anonymised, the host part is zero: an IPv4 address keeps 24 bits, an IPv6 address 48.
    """
    return _read(text, anonymize) if len(text) <= _MAX_LENGTH else ""


@lru_cache(maxsize=16_384)
def _read(text: str, anonymize: bool) -> str:  # noqa: FBT001  # as above
    address = _parsed(text.strip())
    if address is None or address.is_unspecified:
        return ""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if not anonymize:
        return str(address)
    bits = _HOST_BITS[address.version]
    return str(type(address)(int(address) >> bits << bits))


def _parsed(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
