"""Files the platform holds: their ids, kinds and bytes."""

import hashlib
import itertools
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from tests.fakes.telegram.errors import Json, Refusal, bad
from tests.fakes.telegram.pictures import Size

DOWNLOAD_LIMIT = 20 * 1024 * 1024
"""bytes a bot can fetch"""


class Kind(StrEnum):
    """What a file was sent as; it can only be sent again as the same."""

    PHOTO = "photo"
    VOICE = "voice"
    AUDIO = "audio"
    DOCUMENT = "document"
    VIDEO = "video"
    VIDEO_NOTE = "video_note"
    STICKER = "sticker"
    ANIMATION = "animation"


PREFIXES = {
    Kind.PHOTO: "AgACAgI", Kind.VOICE: "AwACAgI", Kind.AUDIO: "CQACAgI", Kind.DOCUMENT: "BQACAgI",
    Kind.VIDEO: "BAACAgI", Kind.VIDEO_NOTE: "DQACAgI", Kind.STICKER: "CAACAgI", Kind.ANIMATION: "CgACAgI",
}  # fmt: skip
INNER_NAMES = {
    Kind.PHOTO: "Photo", Kind.VOICE: "VoiceNote", Kind.AUDIO: "Audio", Kind.DOCUMENT: "Document",
    Kind.VIDEO: "Video", Kind.VIDEO_NOTE: "VideoNote", Kind.STICKER: "Sticker", Kind.ANIMATION: "Animation",
}  # fmt: skip
FOLDERS = {
    Kind.PHOTO: ("photos", ".jpg"), Kind.VOICE: ("voice", ".oga"), Kind.AUDIO: ("music", ".mp3"),
    Kind.DOCUMENT: ("documents", ""), Kind.VIDEO: ("videos", ".mp4"), Kind.STICKER: ("stickers", ".webp"),
    Kind.VIDEO_NOTE: ("video_notes", ".mp4"), Kind.ANIMATION: ("animations", ".mp4"),
}  # fmt: skip


@dataclass(frozen=True)
class StoredFile:
    """One file of one size."""

    kind: Kind
    file_id: str
    unique_id: str
    path: str
    """below the download address"""
    content: bytes
    size: int
    """bytes, as the platform tells it"""
    described: Json
    """what the platform says about it: mime_type, duration, width…"""

    def to_json(self) -> Json:
        """As it stands in a message."""
        told = {"file_id": self.file_id, "file_unique_id": self.unique_id, "file_size": self.size}
        return told | self.described


class FileStore:
    """Every file of the platform, by id and by path."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._numbers = itertools.count()
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._sizes: dict[str, list[StoredFile]] = {}

    def add(self, kind: Kind, content: bytes, *, size: int | None = None, **described: object) -> StoredFile:
        """Keep a file. ``size`` claims another size than it has, for tests of limits."""
        number = next(self._numbers)
        token = urlsafe_b64encode(hashlib.sha256(f"{self._seed}{number}".encode()).digest()).decode()
        folder, ending = FOLDERS[kind]
        name = str(described.get("file_name", ""))
        ending = PurePath(name).suffix or ending
        told = {key: value for key, value in described.items() if value is not None}
        file = StoredFile(
            kind=kind, file_id=f"{PREFIXES[kind]}{token[:40].rstrip('=')}", unique_id=f"AQAD{token[:12]}",
            path=f"{folder}/file_{number}{ending}", content=content,
            size=len(content) if size is None else size, described=told,
        )  # fmt: skip
        self._by_id[file.file_id] = self._by_path[file.path] = file
        return file

    def add_photo(self, sizes: list[Size]) -> list[StoredFile]:
        """Keep a photo's sizes, small to large."""
        files = [self.add(Kind.PHOTO, s.content, width=s.width, height=s.height) for s in sizes]
        self._sizes.update({file.file_id: files for file in files})
        return files

    def sizes_of(self, file: StoredFile) -> list[StoredFile]:
        """All sizes of the photo that ``file`` is one of."""
        return self._sizes[file.file_id]

    def find(self, file_id: str) -> StoredFile:
        """The file of an id, refused as the real server refuses nonsense."""
        if not file_id:
            raise bad("file_id not specified")
        if file_id not in self._by_id:
            raise bad("invalid file_id")
        return self._by_id[file_id]

    def again(self, file_id: str, kind: Kind) -> StoredFile:
        """The file of an id that is to be sent again as ``kind``."""
        if file_id.startswith(("http://", "https://")):
            raise bad("failed to get HTTP URL content")
        if file_id not in self._by_id:
            raise bad("wrong remote file identifier specified: can't unserialize it. Wrong last symbol")
        file = self._by_id[file_id]
        if file.kind is not kind:
            raise bad(f"can't use file of type {INNER_NAMES[file.kind]} as {INNER_NAMES[kind]}")
        return file

    def at(self, path: str) -> StoredFile:
        """The file at a download path; nothing above 20 MB can be had."""
        file = self._by_path.get(path)
        if file is None or file.size > DOWNLOAD_LIMIT:
            raise Refusal(404, "Not Found")
        return file
