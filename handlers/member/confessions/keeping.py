"""What is said in a confession, and how it is kept: sealed, counted, waiting for an answer."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from handlers import recordings
from handlers.member.proofs.content import medium_from_json, medium_to_json
from handlers.ports import StoredMedium
from handlers.recordings import VAULT
from handlers.turn import Turn
from storage.enums import ContentType
from storage.tables import Confession, ConfessionState

MOST_LETTERS = 4000
MOST_CAPTION = 1000
WAITS = timedelta(days=1)
"""How long a recording waits for the yes to sending it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be confessed: words, or a recording with words beside it."""

    words: str = ""
    voice: StoredMedium | None = None

    @property
    def kind(self) -> ContentType:
        """What it is made of."""
        return ContentType.TEXT if self.voice is None else ContentType.AUDIO

    def to_args(self) -> dict[str, str]:
        """As a button or a draft remembers it."""
        voice = "" if self.voice is None else json.dumps(medium_to_json(self.voice))
        return {"words": self.words, "voice": voice}

    @classmethod
    def from_args(cls, args: Mapping[str, object]) -> "Said":
        """Back from there."""
        voice = str(args.get("voice", ""))
        return cls(str(args.get("words", "")), medium_from_json(json.loads(voice)) if voice else None)


async def keep(turn: Turn, said: Said, *, flagged: bool = False) -> Confession | None:
    """Keep what the member whose turn it is confessed, for her persona to answer. ``flagged``: for a person.

    None if the recording waited too long and is gone."""
    if said.voice is not None and not await recordings.keep(turn, said.voice):
        return None
    member = turn.me.member
    confession = Confession(
        user_id=member.id,
        domme_persona=member.domme_assigned,
        content_type=said.kind,
        submitted_at=turn.now,
    )
    content = said.words if said.voice is None else f"{VAULT}{said.voice.blob}"
    turn.tx.add(await turn.tx.seal(confession, content=content))
    await turn.tx.flush()
    state = ConfessionState(confession_id=confession.id, user_id=member.id, flagged=flagged)
    caption = said.words if said.voice is not None else ""
    turn.tx.add(await turn.tx.seal(state, caption=caption or None))
    member.confession_count += 1
    await turn.tx.flush()
    return confession
