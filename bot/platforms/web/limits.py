"""How often something may be tried at the web chat's doors."""

import ipaddress
from dataclasses import dataclass, field

from handlers.limits import REMEMBERED, RateLimit
from handlers.limits import minutes as _minutes

__all__ = ["REMEMBERED", "Limits", "RateLimit", "network_of"]


@dataclass(slots=True)
class Limits:
    """Every limit of the web chat."""

    login_ip: RateLimit = field(default_factory=lambda: _minutes(30, 15))
    login_email: RateLimit = field(default_factory=lambda: _minutes(10, 15))
    register_ip: RateLimit = field(default_factory=lambda: _minutes(60, 60))
    code_ip: RateLimit = field(default_factory=lambda: _minutes(30, 10))
    unlock: RateLimit = field(default_factory=lambda: _minutes(10, 15))
    password: RateLimit = field(default_factory=lambda: _minutes(10, 15))
    stop_ip: RateLimit = field(default_factory=lambda: _minutes(10, 10))
    acts: RateLimit = field(default_factory=lambda: RateLimit(30, 10))
    # Words may hold the safeword, which no limit may keep back: theirs is beyond what anybody can type,
    # and only keeps a script from filling the disk.
    words: RateLimit = field(default_factory=lambda: RateLimit(150, 10))


def network_of(ip: str) -> str:
    """What of an address is counted as one visitor: an IPv6 network of 64 bits, else the address."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return ip
    if address.version == 6:  # noqa: PLR2004 - the protocol's name
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
