"""5 MB into the vault and out again, against the same cipher and a plain file.

The plain file is synced too, as one that is to be kept must be; the vault syncs its folder besides. A
contender that syncs nothing would leave its pages for the next one's sync to write, so there is none.
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
ROUNDS = 15


async def run() -> Figure:
    """Sealed, written atomically, synced, read and opened - in times of AES-GCM and a file."""
    data, key = os.urandom(SIZE), secrets.token_bytes(32)
    with tempfile.TemporaryDirectory() as folder:
        vault, plain = LocalVault(Path(folder) / "vault"), Path(folder) / "plain"

        async def ours() -> None:
            blob = secrets.token_hex(16)
            await vault.put(blob, data, key=key, context=b"benchmark")
            assert await vault.get(blob, key=key, context=b"benchmark") == data

        taken = await medians(
            {
                "court": ours,
                "plain": lambda: asyncio.to_thread(_plain, plain, data, key),
            },
            rounds=ROUNDS,
        )
    return Figure(NAME, taken["court"] / taken["plain"], THRESHOLD, details=in_milliseconds(taken))


def _plain(folder: Path, data: bytes, key: bytes) -> None:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    folder.mkdir(exist_ok=True)
    nonce, path = secrets.token_bytes(12), folder / secrets.token_hex(16)
    with path.open("wb") as target:
        target.write(nonce)
        target.write(AESGCM(key).encrypt(nonce, data, None))
        target.flush()
        os.fsync(target.fileno())
    sealed = path.read_bytes()
    assert AESGCM(key).decrypt(sealed[:12], sealed[12:], None) == data
