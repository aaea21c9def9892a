"""What the web chat is configured with, and what follows from it."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
WILDCARDS = frozenset({"0.0.0.0", "::"})  # noqa: S104 - recognised, not listened on
MAX_FILES = 10
BOT = "web"


@dataclass(frozen=True, slots=True)
class WebConfig:
    """Where the web chat listens, what it is called from outside, and its limits.

    ``port`` 0 takes a free one. ``trusted_proxies`` are the addresses or networks whose forwarding headers
    are believed. ``heartbeat_seconds`` is how often a live line looks whether its session still holds."""

    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = "http://127.0.0.1:8080"
    idle_minutes: int = 15
    session_days: int = 30
    max_upload_bytes: int = 25 * 1024 * 1024
    max_files: int = MAX_FILES
    trusted_proxies: tuple[str, ...] = ()
    heartbeat_seconds: float = 20.0

    @property
    def scheme(self) -> str:
        """The scheme people use, whatever a proxy speaks to us."""
        return urlsplit(self.public_url).scheme.lower()

    @property
    def secure(self) -> bool:
        """Whether people reach the court by https."""
        return self.scheme == "https"

    @property
    def origin(self) -> str:
        """The public origin, as a browser writes it."""
        parts = urlsplit(self.public_url)
        return f"{self.scheme}://{parts.netloc.lower()}"

    def answers_to(self, host: str) -> bool:
        """Whether the court is called ``host``: any other name may be one that somebody else's page was
        bound to, so that the browser takes us for that page's own server."""
        public = (urlsplit(self.public_url).hostname or "").lower()
        if host == public or (is_loopback(self.host) and host in LOOPBACK_NAMES):
            return True
        # Nobody said what the court is called. A bare address cannot be rebound.
        return public in WILDCARDS and (is_address(host) or host == "localhost")

    @property
    def trustworthy(self) -> bool:
        """Whether browsers treat the court's origin as trustworthy, and so send Sec-Fetch-Site to it."""
        return self.secure or is_loopback(urlsplit(self.public_url).hostname or "")


def is_address(host: str) -> bool:
    """Whether ``host`` is an IP address and not a name."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def host_name(header: str) -> str:
    """The name in a Host header, lower-case, without the port and without an IPv6 address's brackets."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""
