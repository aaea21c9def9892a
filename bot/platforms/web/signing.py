"""Short-lived signed values that a browser carries, so that the court need not keep them."""

import hmac
from datetime import timedelta

from handlers.ports import Clock
from storage.sealing import Keyring


class Signer:
    """Signs values with the court's secret for a purpose and a time, and reads them back."""

    def __init__(self, keyring: Keyring, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    def sign(self, purpose: str, value: str, lifetime: timedelta) -> str:
        """``value`` with its expiry and a MAC; it can be read, not changed."""
        expires = int((self._clock.wall() + lifetime).timestamp())
        signed = f"{value}.{expires}"
        return f"{signed}.{self._mac(purpose, signed)}"

    def read(self, purpose: str, token: str) -> str | None:
        """The value behind a token, or None if it is forged, for something else, or too old."""
        signed, _, mac = token.rpartition(".")
        value, _, expires = signed.rpartition(".")
        if not signed or not hmac.compare_digest(mac.encode(), self._mac(purpose, signed).encode()):
            return None
        return value if int(expires) > self._clock.wall().timestamp() else None

    def derive(self, purpose: str, value: str) -> str:
        """A secret that follows from ``value``: the same every time, unknown to anybody else."""
        return self._mac(purpose, value)

    def _mac(self, purpose: str, value: str) -> str:
        return self._keyring.keyed_hash(f"web:{purpose}", value)
