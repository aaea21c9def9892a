"""What a proof is made of, and its forms: in a button's memory, in the database, in a message."""

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from handlers.ports import StoredMedium
from handlers.turn import Turn
from storage.enums import ProofType
from storage.tables import ProofAttempt

MOST_MEDIA = 10
MOST_LETTERS = 4000
MOST_CAPTION = 1000
VAULT = "vault:"
KINDS = {"photo": ProofType.PHOTO, "audio": ProofType.AUDIO}


@dataclass(frozen=True, slots=True)
class Proof:
    """Something handed in: cleaned media of one kind, or a text."""

    kind: ProofType
    media: tuple[StoredMedium, ...] = ()
    text: str = ""
    caption: str = ""

    @property
    def blobs(self) -> tuple[uuid.UUID, ...]:
        """The vault's ids of its media."""
        return tuple(medium.blob for medium in self.media)

    @property
    def content(self) -> str:
        """What the database keeps of it: the text, or the names of its blobs."""
        return self.text if self.kind is ProofType.TEXT else " ".join(f"{VAULT}{blob}" for blob in self.blobs)

    def to_args(self) -> dict[str, str]:
        """As a button remembers it."""
        media = json.dumps([medium_to_json(medium) for medium in self.media])
        return {"kind": self.kind.value, "media": media, "text": self.text, "caption": self.caption}

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "Proof":
        """Back from a button's memory."""
        media = tuple(medium_from_json(each) for each in json.loads(args["media"]))
        return cls(ProofType(args["kind"]), media, args["text"], args["caption"])


def of_text(text: str) -> Proof:
    """A proof in words, without control characters."""
    return Proof(ProofType.TEXT, text=readable(text))


def readable(text: str) -> str:
    """The text without control characters other than line breaks and tabs."""
    return "".join(sign for sign in text if sign.isprintable() or sign in "\n\t").strip()


def medium_to_json(medium: StoredMedium) -> dict[str, object]:
    """A stored medium as plain values."""
    taken = medium.taken_at.isoformat() if medium.taken_at else None
    return {**asdict(medium), "blob": str(medium.blob), "taken_at": taken, "peaks": list(medium.peaks)}


def medium_from_json(kept: Mapping[str, object]) -> StoredMedium:
    """Back from plain values."""
    taken, peaks = kept["taken_at"], kept["peaks"]
    values = {
        **kept,
        "blob": uuid.UUID(str(kept["blob"])),
        "taken_at": datetime.fromisoformat(taken) if isinstance(taken, str) else None,
        "peaks": tuple(peaks) if isinstance(peaks, list) else (),
    }
    return StoredMedium(**values)  # type: ignore[arg-type]  # written by medium_to_json


def blobs_in(content: str | None) -> frozenset[uuid.UUID]:
    """The ids of the blobs that a kept content names."""
    words = (content or "").split()
    return frozenset(uuid.UUID(word.removeprefix(VAULT)) for word in words if word.startswith(VAULT))


async def media_of(turn: Turn, attempt: ProofAttempt) -> Sequence[StoredMedium]:
    """The media of an attempt that are still kept; none for a text, or once they were destroyed."""
    if attempt.content is None or attempt.kind is ProofType.TEXT:
        return ()
    kept = json.loads(await turn.tx.open(attempt, "hints") or "{}")
    return tuple(medium_from_json(each) for each in kept.get("media", ()))
