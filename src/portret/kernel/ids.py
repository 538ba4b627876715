"""Ids are sortable and typed by prefix: `prf_01h455vb4pex5vsknk084sn02q` (the TypeID form of a UUIDv7)."""

from __future__ import annotations

import hashlib
import os
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
_PAIRS = tuple(a + b for a in _ALPHABET for b in _ALPHABET)


def new_id(prefix: str) -> str:
    """Return a new id such as `src_01h455vb4pex5vsknk084sn02q`; ids made later sort later."""
    return _typed(prefix, time.time_ns() // 1_000_000, os.urandom(10))


def stable_id(prefix: str, instant_ms: int, *parts: str) -> str:
    """Return the id that the same instant and parts always give, so that a repeated step makes the same thing."""
    return _typed(prefix, instant_ms, digest(*parts)[:10])


def digest(*parts: str) -> bytes:
    """Return 16 bytes that stand for the parts; a part boundary counts, so ("a", "bc") differs from ("ab", "c")."""
    return hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _typed(prefix: str, instant_ms: int, random: bytes) -> str:
    number = (instant_ms & (1 << 48) - 1) << 80 | int.from_bytes(random, "big")
    number = number & ~(0xF << 76) | 0x7 << 76  # RFC 9562: version 7
    number = number & ~(0x3 << 62) | 0x2 << 62  # RFC 9562: variant 10
    return f"{prefix}_" + "".join([_PAIRS[number >> shift & 1023] for shift in range(120, -1, -10)])
