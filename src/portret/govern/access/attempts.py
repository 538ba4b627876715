"""How often somebody may try to sign in: by buckets that fill with each try and empty with time.

A browser that has signed a user in before has a bucket of its own (OWASP's device cookies), so strangers who try one
account fill the strangers' buckets and keep nobody out who was here before.
"""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from portret.kernel import Clock, TooMany, told

_MOST_BUCKETS = 100_000
_TOO_OFTEN = told("sign-in-often", "Too many tries to sign in. Wait a little, then try again.")
_OLD_ADDRESS_BITS = 32
_NEW_ADDRESS_BITS = 64


@dataclass(frozen=True)
class Limit:
    """A bucket: how many tries it holds, and after how long there is room for one more."""

    tries: int
    one_more_after_ms: int


OF_DEVICE = Limit(10, 60_000)
OF_ACCOUNT_FROM_NETWORK = Limit(10, 60_000)
OF_NETWORK = Limit(60, 10_000)
OF_ACCOUNT = Limit(100, 36_000)
OF_RECORD = Limit(1_000, 60_000)
OF_RECORD_OF_USER = Limit(100, 600_000)
Key = tuple[Limit, str]


class Attempts:
    """The buckets of one web process; what is forgotten first are those that were not used for longest."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._empty_at_ms: OrderedDict[Key, int] = OrderedDict()

    def take(self, keys: Sequence[Key]) -> None:
        """Count a try in all buckets. Raises TooMany, and counts nothing, if one of them is full."""
        now_ms = self._clock.now_ms()
        with self._lock:
            waits = [self._wait_ms(key, now_ms) for key in keys]
            if max(waits) > 0:
                seconds = -(-max(waits) // 1000)
                raise TooMany(_TOO_OFTEN, retry_after_s=seconds)
            for key in keys:
                self._empty_at_ms[key] = max(self._empty_at_ms.get(key, 0), now_ms) + key[0].one_more_after_ms
                self._empty_at_ms.move_to_end(key)
            while len(self._empty_at_ms) > _MOST_BUCKETS:
                self._empty_at_ms.popitem(last=False)

    def give_back(self, keys: Sequence[Key]) -> None:
        """Take back a try that succeeded."""
        with self._lock:
            for key in keys:
                if key in self._empty_at_ms:
                    self._empty_at_ms[key] -= key[0].one_more_after_ms

    def _wait_ms(self, key: Key, now_ms: int) -> int:
        limit, _ = key
        return self._empty_at_ms.get(key, 0) + limit.one_more_after_ms - limit.tries * limit.one_more_after_ms - now_ms


def keys_of_stranger(account: str, address: str) -> list[Key]:
    """Return the buckets of a try from a browser that nobody knows."""
    network = _network(address)
    return [
        (OF_ACCOUNT_FROM_NETWORK, f"{account}\x1f{network}"),
        (OF_NETWORK, network),
        (OF_ACCOUNT, account),
    ]


def keys_of_device(device: str) -> list[Key]:
    """Return the buckets of a try from a browser that has signed this user in before."""
    return [(OF_DEVICE, device)]


def keys_of_record(user_id: str) -> list[Key]:
    """Return the buckets of entries about tries that failed: strangers may not fill the record without end."""
    return [(OF_RECORD, ""), (OF_RECORD_OF_USER, user_id)]


def _network(address: str) -> str:
    """Return whom an address stands for: itself, or of IPv6 the 64 bits that one customer has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    bits = _OLD_ADDRESS_BITS if parsed.version == 4 else _NEW_ADDRESS_BITS  # noqa: PLR2004 — the version of IP
    return str(ipaddress.ip_network(f"{parsed}/{bits}", strict=False))
