"""The vault with its index: bytes under the owner's key, rows that say whose they are."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from handlers.ports import Clock
from media.vault import Vault, VaultMissing
from storage.tables import VaultBlob
from storage.unit import Storage


class IndexedVault:
    """Implements ``handlers.ports.Blobs``."""

    def __init__(self, storage: Storage, vault: Vault, clock: Clock) -> None:
        self._storage = storage
        self._vault = vault
        self._clock = clock

    async def read(self, blob: uuid.UUID) -> bytes:
        """The plain bytes of a blob. Raises ``VaultMissing``, ``VaultDamaged``, ``Unreadable``."""
        async with self._storage.read() as tx:
            row = await tx.get(VaultBlob, blob)
            if row is None or row.closed_at is not None:
                raise VaultMissing(str(blob))
            key = await tx.secret_of(row.key_id)
        return await self._vault.get(blob.hex, key=key, context=context_of(blob))

    async def write(
        self, person_id: uuid.UUID, data: bytes, *, kind: str, mime: str, keep: timedelta | None = None
    ) -> uuid.UUID:
        """Store bytes under a person's key; the index row comes first, so that no blob is ever unknown."""
        blob = uuid.uuid4()
        now = self._clock.wall()
        async with self._storage.begin() as tx:
            key_id = await tx.key_of(person_id)
            key = tx.keyring.raw(key_id)
            tx.add(
                VaultBlob(
                    id=blob,
                    person_id=person_id,
                    key_id=key_id,
                    kind=kind,
                    mime=mime,
                    size=len(data),
                    created_at=now,
                    expires_at=None if keep is None else now + keep,
                )
            )
        await self._vault.put(blob.hex, data, key=key, context=context_of(blob))
        return blob

    async def destroy(self, blobs: Sequence[uuid.UUID]) -> None:
        """Delete blobs, then their index rows; a missing one is no error."""
        for blob in blobs:
            try:
                await self._vault.delete(blob.hex)
            except VaultMissing:
                continue
        async with self._storage.begin() as tx:
            for blob in blobs:
                row = await tx.get(VaultBlob, blob)
                if row is not None:
                    await tx.delete(row)


def context_of(blob: uuid.UUID) -> bytes:
    """What binds a blob's ciphertext to its id."""
    return f"vault|{blob.hex}".encode()
