"""How often one address may ask, counted in memory under a key that lives for an hour. Nothing is stored or logged.

A whole office may sit behind one address, so honest requests are limited loosely, to protect the processor; refused
codes and rights are limited tightly, though nobody guesses 60 random bits anyway.
"""

from __future__ import annotations

import hmac
import ipaddress
import os
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from enum import StrEnum

HOUR = 3600
MOST = 100_000
"""Different counters kept at once; beyond it the hour ends early."""


class Act(StrEnum):
    """What is counted."""

    LOOK = "look"
    COLLECT = "collect"
    CAST = "cast"
    CAST_OPEN = "cast_open"
    """A ballot of an open wave, which no slip bounds."""
    REFUSED = "refused"


PER_HOUR: Mapping[Act, int] = {
    Act.LOOK: 3000,
    Act.COLLECT: 1500,
    Act.CAST: 3000,
    Act.CAST_OPEN: 300,
    Act.REFUSED: 120,
}


class Limits:
    """The counters of one process."""

    def __init__(self, clock: Callable[[], float], per_hour: Mapping[Act, int] = PER_HOUR) -> None:
        self._clock = clock
        self._per_hour = per_hour
        self._lock = threading.Lock()
        self._forget()

    def passes(self, act: Act, address: str | None) -> bool:
        """Return True when this address may do this now, and count it. Too many refused tries stop every act.

        This machine's own address is not limited: it is a tablet that many use, or a proxy that hides who asks.
        """
        if address is None or _is_here(address):
            return True
        with self._lock:
            if self._clock() >= self._ends or len(self._counted) >= MOST:
                self._forget()
            who = self._who(address)
            if self._counted[who, Act.REFUSED] >= self._per_hour[Act.REFUSED]:
                return False
            if self._counted[who, act] >= self._per_hour[act]:
                return False
            self._counted[who, act] += 1
            return True

    def _forget(self) -> None:
        self._key = os.urandom(32)
        self._counted: Counter[tuple[bytes, Act]] = Counter()
        self._ends = self._clock() + HOUR

    def _who(self, address: str) -> bytes:
        """Return what stands for an address; of IPv6 its first 64 bits, within which one machine changes at will."""
        parsed = _read(address)
        place = parsed.packed[:8] if parsed.version == 6 else parsed.packed
        return hmac.digest(self._key, place, "sha256")


def _is_here(address: str) -> bool:
    try:
        return _read(address).is_loopback
    except ValueError:
        return True  # a socket file, or a name: no address of a network


def _read(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Return the address; one of IPv4 that a line of both kinds writes as ``::ffff:…`` as what it is."""
    parsed = ipaddress.ip_address(address)
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, ipaddress.IPv6Address) else parsed
