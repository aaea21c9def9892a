"""The vault in an object store: the same seal, kept by anything obstore can speak to."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from media.vault import VaultFull, VaultMissing, VaultUnavailable, checked_id, seal, unseal

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_FULL_WORDS = ("no space left", "quota", "entitytoolarge", "storagefull", "insufficientstorage")


class S3Vault:
    """Blobs in a bucket, each under its id."""

    def __init__(self, store: "ObjectStore") -> None:
        self._store = store

    @classmethod
    def connect(
        cls,
        bucket: str,
        *,
        access_key: str,
        secret_key: str,
        region: str = "us-east-1",
        endpoint: str | None = None,
        prefix: str | None = None,
    ) -> Self:
        """A vault in an S3 bucket, or in whatever speaks S3 at `endpoint`. Nothing is sent yet."""
        from obstore.store import S3Store  # noqa: PLC0415 - most courts keep blobs in a folder

        plain = endpoint is not None and endpoint.startswith("http://")
        return cls(
            S3Store(
                bucket,
                prefix=prefix,
                access_key_id=access_key,
                secret_access_key=secret_key,
                config={"region": region, **({"endpoint": endpoint} if endpoint else {})},
                client_options={"allow_http": plain},
            )
        )

    async def put(self, blob_id: str, data: bytes, *, key: bytes, context: bytes) -> int:
        """Seal and keep."""
        name = checked_id(blob_id)
        sealed = await asyncio.to_thread(lambda: b"".join(seal(name, data, key=key, context=context)))
        with _translated():
            await self._store.put_async(name, sealed)
        return len(sealed)

    async def get(self, blob_id: str, *, key: bytes, context: bytes) -> bytes:
        """Fetch and open."""
        name = checked_id(blob_id)
        with _translated():
            answer = await self._store.get_async(name)
            sealed = bytes(await answer.bytes_async())
        return await asyncio.to_thread(lambda: unseal(name, sealed, key=key, context=context))

    async def delete(self, blob_id: str) -> None:
        """Forget it."""
        try:
            with _translated():
                await self._store.delete_async(checked_id(blob_id))
        except VaultMissing:
            return

    async def exists(self, blob_id: str) -> bool:
        """Whether it is there."""
        try:
            with _translated():
                await self._store.head_async(checked_id(blob_id))
        except VaultMissing:
            return False
        return True

    async def ids(self) -> frozenset[str]:
        """Every blob there is."""
        found: set[str] = set()
        with _translated():
            async for page in self._store.list(chunk_size=1000):
                found.update(entry["path"] for entry in page)
        return frozenset(found)

    async def get_sealed(self, blob_id: str) -> bytes:
        """The blob as it lies there, for a back-up."""
        with _translated():
            answer = await self._store.get_async(checked_id(blob_id))
            return bytes(await answer.bytes_async())

    async def put_sealed(self, blob_id: str, sealed: bytes) -> None:
        """Keep a blob as a back-up held it."""
        with _translated():
            await self._store.put_async(checked_id(blob_id), sealed)


@contextmanager
def _translated() -> Iterator[None]:
    """The store's errors in the vault's words; its own messages may name buckets and keys."""
    from obstore.exceptions import BaseError, NotFoundError  # noqa: PLC0415 - as above

    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        raise VaultMissing from error
    except (BaseError, OSError) as error:
        words = str(error).lower()
        full = any(word in words for word in _FULL_WORDS)
        raise (VaultFull if full else VaultUnavailable)(type(error).__name__) from error
