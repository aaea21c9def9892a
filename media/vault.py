"""The vault: blobs sealed with AES-GCM under keys that come from above, kept in a folder.

A blob is sealed to its own id and to the context its owner gives, so that it opens nowhere else.
"""

import asyncio
import errno
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol, TypeVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MAGIC = b"HCV1"
_NONCE = 12
_TAG = 16
_ID = re.compile(r"[0-9a-z][0-9a-z_-]{7,63}")
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_PARTIAL = ".part"
_ABANDONED_SECONDS = 3600.0

_T = TypeVar("_T")


class VaultError(Exception):
    """The vault could not do it."""


class VaultMissing(VaultError):
    """There is no such blob."""


class VaultDamaged(VaultError):
    """The blob is damaged, or the key or context is not the one it was sealed with."""


class VaultFull(VaultError):
    """There is no room left; nothing was kept."""


class VaultUnavailable(VaultError):
    """The storage behind the vault does not answer; nothing was kept."""


class Vault(Protocol):
    """Where blobs live. Ids are 8 to 64 of 0-9 a-z _ - and never reused for other content."""

    async def put(self, blob_id: str, data: bytes, *, key: bytes, context: bytes) -> int:
        """Seal and keep, durably; the bytes taken up. Putting again replaces. Raises VaultFull."""
        ...

    async def get(self, blob_id: str, *, key: bytes, context: bytes) -> bytes:
        """Fetch and open; raises VaultMissing, VaultDamaged."""
        ...

    async def delete(self, blob_id: str) -> None:
        """Forget it; forgetting what is not there is no error."""
        ...

    async def exists(self, blob_id: str) -> bool:
        """Whether it is there, opened or not."""
        ...

    async def ids(self) -> frozenset[str]:
        """Every blob there is."""
        ...

    async def get_sealed(self, blob_id: str) -> bytes:
        """The blob as it lies there, for a back-up; raises VaultMissing."""
        ...

    async def put_sealed(self, blob_id: str, sealed: bytes) -> None:
        """Keep a blob as a back-up held it, durably. Raises VaultFull."""
        ...


def checked_id(blob_id: str) -> str:
    """The id itself; raises ValueError for anything that could lead elsewhere."""
    if not _ID.fullmatch(blob_id):
        raise ValueError("not a blob id")
    return blob_id


def seal(blob_id: str, data: bytes, *, key: bytes, context: bytes) -> tuple[bytes, bytes]:
    """A header and the ciphertext, apart so that a large blob is not copied to join them."""
    nonce = secrets.token_bytes(_NONCE)
    return _MAGIC + nonce, AESGCM(key).encrypt(nonce, data, _bound(blob_id, context))


def unseal(blob_id: str, sealed: bytes, *, key: bytes, context: bytes) -> bytes:
    """The content; raises VaultDamaged."""
    start = len(_MAGIC) + _NONCE
    if not sealed.startswith(_MAGIC) or len(sealed) < start + _TAG:
        raise VaultDamaged
    whole = memoryview(sealed)
    try:
        return AESGCM(key).decrypt(sealed[len(_MAGIC) : start], whole[start:], _bound(blob_id, context))
    except InvalidTag as error:
        raise VaultDamaged from error


def _bound(blob_id: str, context: bytes) -> bytes:
    return b"\0".join((_MAGIC, blob_id.encode(), context))


class LocalVault:
    """Blobs in a folder, two levels deep by the beginning of the id."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def put(self, blob_id: str, data: bytes, *, key: bytes, context: bytes) -> int:
        """Seal and keep: on disk, folder entry included, before this returns."""
        path = self._path(blob_id)

        def work() -> int:
            header, body = seal(blob_id, data, key=key, context=context)
            _write(path, header, body)
            return len(header) + len(body)

        return await _in_thread(work)

    async def get(self, blob_id: str, *, key: bytes, context: bytes) -> bytes:
        """Fetch and open."""
        path = self._path(blob_id)

        def work() -> bytes:
            try:
                sealed = path.read_bytes()
            except FileNotFoundError as error:
                raise VaultMissing from error
            return unseal(blob_id, sealed, key=key, context=context)

        return await _in_thread(work)

    async def delete(self, blob_id: str) -> None:
        """Forget it, durably."""
        path = self._path(blob_id)

        def work() -> None:
            with suppress(FileNotFoundError):
                path.unlink()
                _sync_folder(path.parent)

        await _in_thread(work)

    async def exists(self, blob_id: str) -> bool:
        """Whether it is there."""
        return await _in_thread(self._path(blob_id).is_file)

    async def ids(self) -> frozenset[str]:
        """Every blob there is; what a crash left half-written is not one."""
        return await _in_thread(
            lambda: frozenset(path.name for path in self._root.glob("??/??/*") if _ID.fullmatch(path.name))
        )

    async def get_sealed(self, blob_id: str) -> bytes:
        """The blob as it lies there, for a back-up."""
        path = self._path(blob_id)

        def work() -> bytes:
            try:
                return path.read_bytes()
            except FileNotFoundError as error:
                raise VaultMissing from error

        return await _in_thread(work)

    async def put_sealed(self, blob_id: str, sealed: bytes) -> None:
        """Keep a blob as a back-up held it: on disk, folder entry included, before this returns."""
        path = self._path(blob_id)
        await _in_thread(lambda: _write(path, sealed))

    async def sweep(self, *, older_than: float = _ABANDONED_SECONDS) -> int:
        """Remove what crashes left half-written and untouched for `older_than` seconds; how many."""

        def work() -> int:
            limit = time.time() - older_than  # compared with the disk's own times, not the court's
            return sum(_drop_stale(path, limit) for path in self._root.glob(f"??/??/*{_PARTIAL}"))

        return await _in_thread(work)

    def _path(self, blob_id: str) -> Path:
        name = checked_id(blob_id)
        return self._root / name[:2] / name[2:4] / name


def _write(path: Path, *parts: bytes) -> None:
    """All of it or nothing, whatever happens meanwhile."""
    changed = _make_folders(path.parent)
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_PARTIAL}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        try:
            for part in parts:
                _write_whole(descriptor, part)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        partial.replace(path)
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise
    for folder in changed:
        _sync_folder(folder)


def _drop_stale(path: Path, limit: float) -> bool:
    with suppress(FileNotFoundError):  # it was finished, or given up, a moment ago
        if path.stat().st_mtime < limit:
            path.unlink()
            return True
    return False


def _write_whole(descriptor: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _make_folders(folder: Path) -> list[Path]:
    """Like mkdir -p, but private; the folders with a new entry once the blob is in, innermost last.

    They are synced together after the blob: one by one, each would cost a commit of the disk's journal.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    for place in reversed(missing):
        place.mkdir(mode=0o700, exist_ok=True)
    return [*(place.parent for place in reversed(missing)), folder]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


async def _in_thread(work: Callable[[], _T]) -> _T:
    def guarded() -> _T:
        with _translated():
            return work()

    return await asyncio.to_thread(guarded)


@contextmanager
def _translated() -> Iterator[None]:
    """The system's errors in the vault's words. The path is left out of the message."""
    try:
        yield
    except OSError as error:
        kind = VaultFull if error.errno in _FULL else VaultUnavailable
        raise kind(os.strerror(error.errno) if error.errno else "input/output error") from error
