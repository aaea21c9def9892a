"""A back-up's archive: one zip of a manifest, the database and the vault's blobs, still encrypted.

The manifest names every file with its hash and is signed with the court's key, which is never in it."""

import hashlib
import hmac
import json
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from bot.errors import ArchiveBroken
from storage.sealing import Keyring

FORMAT = 1
MANIFEST, SIGNATURE, DATABASE, BLOBS = "manifest.json", "manifest.sig", "database", "blobs/"
PURPOSE = "archive"
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. ``files`` are SHA-256 hashes by name; ``journal_*`` is where the safety journal
    stood; ``missing`` blobs were deleted while the archive was made."""

    court: str
    created: str
    database: str
    revision: str
    journal_name: str | None = None
    journal_last: str | None = None
    files: dict[str, str] = field(default_factory=dict)
    missing: int = 0
    format: int = FORMAT

    @property
    def blobs(self) -> list[str]:
        """The ids of the blobs."""
        return [name.removeprefix(BLOBS) for name in self.files if name.startswith(BLOBS)]


class ArchiveWriter:
    """Fills an archive; nothing counts before :meth:`finish`."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.files: dict[str, str] = {}

    def add_file(self, name: str, path: Path) -> None:
        """Add a file, compressed."""
        digest = hashlib.sha256()
        info = zipfile.ZipInfo(name)
        info.compress_type = zipfile.ZIP_DEFLATED
        with path.open("rb") as source, self._archive.open(info, "w", force_zip64=True) as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                target.write(chunk)
        self.files[name] = digest.hexdigest()

    def add_bytes(self, name: str, data: bytes) -> None:
        """Add bytes as they are: what is encrypted does not get smaller."""
        self._archive.writestr(zipfile.ZipInfo(name), data)
        self.files[name] = hashlib.sha256(data).hexdigest()

    def finish(self, manifest: Manifest, keyring: Keyring) -> None:
        """Write the signed manifest."""
        text = json.dumps(asdict(manifest), indent=1, sort_keys=True)
        self._archive.writestr(MANIFEST, text)
        self._archive.writestr(SIGNATURE, keyring.keyed_hash(PURPOSE, text))


class ArchiveReader:
    """An archive whose manifest was read; contents are checked when they are taken out."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        try:
            self._text = archive.read(MANIFEST).decode()
            self._signature = archive.read(SIGNATURE).decode()
            body: dict[str, Any] = json.loads(self._text)
            self.manifest = Manifest(**body)
        except (KeyError, ValueError, TypeError, zipfile.BadZipFile, zlib.error) as error:
            raise ArchiveBroken("It has no readable manifest.") from error
        if self.manifest.format != FORMAT:
            raise ArchiveBroken("It was made by another version of this program.")

    def require_signature(self, keyring: Keyring) -> None:
        """Raise :class:`ArchiveBroken` unless the manifest is as this court's key signed it."""
        if not hmac.compare_digest(self._signature, keyring.keyed_hash(PURPOSE, self._text)):
            raise ArchiveBroken("Its manifest was changed, or another court's key signed it.")

    def extract(self, name: str, target: Path) -> None:
        """Write a file of the archive to ``target``. Raises :class:`ArchiveBroken` if it was changed."""
        with target.open("wb") as file:
            for chunk in self._checked(name):
                file.write(chunk)

    def read(self, name: str) -> bytes:
        """The bytes of a file of the archive. Raises :class:`ArchiveBroken` if it was changed."""
        return b"".join(self._checked(name))

    def check(self, name: str) -> None:
        """Read a file to its end. Raises :class:`ArchiveBroken` if it was changed."""
        for _chunk in self._checked(name):
            pass

    def _checked(self, name: str) -> Iterator[bytes]:
        digest = hashlib.sha256()
        try:
            with self._archive.open(name) as source:
                while chunk := source.read(CHUNK):
                    digest.update(chunk)
                    yield chunk
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
            raise ArchiveBroken(f"({name} cannot be read.)") from error
        if digest.hexdigest() != self.manifest.files.get(name):
            raise ArchiveBroken(f"({name} is not what the manifest says.)")


@contextmanager
def reading(path: Path) -> Iterator[ArchiveReader]:
    """Open an archive. Raises :class:`ArchiveBroken`."""
    try:
        archive = zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise ArchiveBroken(f"({path} is not there or not an archive.)") from error
    with archive:
        yield ArchiveReader(archive)


@contextmanager
def writing(file: IO[bytes]) -> Iterator[ArchiveWriter]:
    """Begin an archive in an open file."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        yield ArchiveWriter(archive)
