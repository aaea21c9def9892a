"""Where content comes from: a pack's share for one persona, counted, and named so that it can be switched."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

DIGEST = 12


class Kind(StrEnum):
    """What of a pack can be switched off."""

    TASKS = "tasks"
    SCENES = "scenes"
    DROPS = "drops"


@dataclass(frozen=True, slots=True)
class PackSource:
    """What a pack brings for one persona. ``digest`` changes with its files, ``root`` is the directory of
    packs they lie in; ``uploaded`` came from a chat."""

    pack: str
    persona: str
    digest: str
    keys: Mapping[Kind, frozenset[str]]
    lines: int = 0
    version: str = ""
    uploaded: bool = False
    root: Path | None = None

    @property
    def name(self) -> str:
        """How it is named, such as ``shipped/octavia``."""
        return f"{self.pack}/{self.persona}"

    def switch(self, kind: Kind) -> str:
        """The name of the switch for a kind of its content."""
        return f"{self.name}:{kind.value}"


def digest_of(texts: Iterable[bytes]) -> str:
    """A short hash over texts in order."""
    digest = hashlib.sha256()
    for text in texts:
        digest.update(hashlib.sha256(text).digest())
    return digest.hexdigest()[:DIGEST]


def digest_of_folder(folder: Path) -> str:
    """The same over the TOML files of a persona's folder, and the tags beside it."""
    files = [*sorted(folder.parent.glob("tags.toml")), *sorted(folder.glob("*.toml"))]
    return digest_of(path.read_bytes() for path in files if path.is_file())
