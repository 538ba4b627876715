"""Which address a request comes from, when proxies stand between."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

_REMEMBERED = 10_000


class TrustedProxies:
    """The proxies whose X-Forwarded-… headers are believed, as addresses or networks ("10.0.0.0/8")."""

    def __init__(self, networks: Sequence[str]) -> None:
        self._networks = [ipaddress.ip_network(network, strict=False) for network in networks]
        self._known: dict[str, bool] = {}

    def __contains__(self, address: str) -> bool:
        """Tell whether an address is a trusted proxy; what is no address is not."""
        known = self._known.get(address)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[address] = self._is_trusted(address)
        return known

    def client(self, peer: str, forwarded_for: bytes) -> str:
        """Return the client's address: the last in X-Forwarded-For that is not itself a trusted proxy."""
        if not forwarded_for or peer not in self:
            return peer
        client = peer
        for hop in reversed(forwarded_for.decode("latin-1").split(",")):
            address = _address(hop)
            if not address:
                break
            client = address
            if address not in self:
                break
        return client

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)


def _address(hop: str) -> str:
    """Return the address of one X-Forwarded-For element, without port and brackets; "" if it is none."""
    text = hop.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""
