"""Passwords: argon2id, in a thread, never inside a transaction."""

import asyncio
import secrets
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MEMORY_KIB = 32 * 1024
ROUNDS = 2
LANES = 1
AT_ONCE = 2
SHORTEST, LONGEST = 10, 256


class Passwords:
    """Hashes and checks. Unknown people cost the same time as known ones."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=ROUNDS, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._nobody = ""

    async def hashed(self, password: str) -> str:
        """The argon2id hash of a new password."""
        async with self._slots:
            return await asyncio.to_thread(self._hasher.hash, _normal(password))

    async def fits(self, password: str, hashed: str | None) -> bool:
        """Whether the password belongs to the hash. Without a hash it takes as long and is False."""
        against = hashed or await self._dummy()
        async with self._slots:
            fitting = await asyncio.to_thread(self._verify, _normal(password), against)
        return fitting and hashed is not None

    def outdated(self, hashed: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(hashed)

    def _verify(self, password: str, hashed: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False

    async def _dummy(self) -> str:
        if not self._nobody:
            self._nobody = await self.hashed(secrets.token_urlsafe(LONGEST // 8))
        return self._nobody


def _normal(password: str) -> str:
    """The same password however it was typed; what is too long to be one is cut."""
    return unicodedata.normalize("NFC", password[: LONGEST * 2])
