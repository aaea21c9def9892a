"""5 MB into the vault and out again, against the same cipher and a plain file.

The plain file is synced too: without that, the comparison would be between keeping and not keeping.
The figure without any sync is shown beside it.
"""

import asyncio
import os
import secrets
import tempfile
from pathlib import Path

from media.vault import LocalVault
from tests.benchmarks.measure import Figure, in_milliseconds, medians

NAME = "vault"
THRESHOLD = 1.3
SIZE = 5_000_000
ROUNDS = 41


async def run() -> Figure:
    """Sealed, written atomically, synced, read and opened - in times of AES-GCM and a file."""
    data, key = os.urandom(SIZE), secrets.token_bytes(32)
    with tempfile.TemporaryDirectory() as folder:
        vault, plain = LocalVault(Path(folder) / "vault"), Path(folder) / "plain"

        async def ours() -> None:
            blob = secrets.token_hex(16)
            await vault.put(blob, data, key=key, context=b"benchmark")
            assert await vault.get(blob, key=key, context=b"benchmark") == data
            await vault.delete(blob)

        taken = await medians(
            {
                "court": ours,
                "plain": lambda: asyncio.to_thread(_plain, plain, data, key, durable=True),
                "plain, not synced": lambda: asyncio.to_thread(_plain, plain, data, key, durable=False),
            },
            rounds=ROUNDS,
        )
    return Figure(NAME, taken["court"] / taken["plain"], THRESHOLD, details=in_milliseconds(taken))


def _plain(folder: Path, data: bytes, key: bytes, *, durable: bool) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    folder.mkdir(exist_ok=True)
    nonce, path = secrets.token_bytes(12), folder / secrets.token_hex(16)
    with path.open("wb") as target:
        target.write(nonce)
        target.write(AESGCM(key).encrypt(nonce, data, None))
        if durable:
            target.flush()
            os.fsync(target.fileno())
    sealed = path.read_bytes()
    assert AESGCM(key).decrypt(sealed[:12], sealed[12:], None) == data
    path.unlink()
