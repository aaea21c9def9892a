"""5 MB into the vault and out again, against the same cipher and a plain file.

The plain file is synced too, as one that is to be kept must be; the vault syncs its folder besides. A
contender that syncs nothing would leave its pages for the next one's sync to write, so there is none.
"""

import asyncio
import os
import secrets
import tempfile
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from media.vault import LocalVault
from tests.benchmarks.measure import Figure, in_milliseconds, medians

NAME = "vault"
THRESHOLD = 1.3
SIZE = 5_000_000
ROUNDS = 31


async def run() -> Figure:
    """Sealed, written atomically, synced, read and opened - in times of AES-GCM and a file."""
    data, key = os.urandom(SIZE), secrets.token_bytes(32)
    with tempfile.TemporaryDirectory() as folder:
        vault, plain = LocalVault(Path(folder) / "vault"), Path(folder) / "plain"
        plain.mkdir()

        async def ours() -> None:
            blob = secrets.token_hex(16)
            await vault.put(blob, data, key=key, context=b"benchmark")
            assert await vault.get(blob, key=key, context=b"benchmark") == data

        async def bare() -> None:
            path = plain / secrets.token_hex(16)
            await asyncio.to_thread(_write, path, data, key)
            assert await asyncio.to_thread(_read, path, key) == data

        taken = await medians({"court": ours, "plain": bare}, rounds=ROUNDS)
    return Figure(NAME, taken["court"] / taken["plain"], THRESHOLD, details=in_milliseconds(taken))


def _write(path: Path, data: bytes, key: bytes) -> None:
    nonce = secrets.token_bytes(12)
    with path.open("wb") as target:
        target.write(nonce)
        target.write(AESGCM(key).encrypt(nonce, data, None))
        target.flush()
        os.fsync(target.fileno())


def _read(path: Path, key: bytes) -> bytes:
    sealed = path.read_bytes()
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], None)
