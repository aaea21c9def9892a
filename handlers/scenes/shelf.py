"""The shelf of scenes: what operators made, and what the content packs bring along."""

import uuid
from dataclasses import dataclass

from handlers import recordings
from handlers.chat.outgoing import Medium
from handlers.content import schema
from handlers.recordings import asset_of
from handlers.turn import Turn
from storage.enums import SceneType
from storage.queries import scenes as queries
from storage.queries.scenes import SceneRow
from storage.tables import Scene, SceneDetails

PACKS = uuid.UUID("0f4c3a52-7c1b-4f0e-8f2b-2d8a5f4b9c31")
"""The namespace of the ids of scenes that come with packs: the same scene has the same id everywhere."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """A scene as it is shown, unlocked and played; ``cost`` in tokens."""

    id: uuid.UUID
    persona: str
    name: str
    type: SceneType
    cost: int
    description: str
    transcript: str
    tags: frozenset[str]
    min_tier: str
    url: str
    preview_url: str
    shipped: bool
    live: bool
    retired: bool


async def stock(turn: Turn) -> None:
    """What the packs hold stands on the shelf as they have it now; what they dropped is retired."""
    there = {details.pack_key: (scene, details) for scene, details in await queries.from_packs(turn.tx)}
    for key, source in turn.house.content.scenes.items():
        row = there.pop(key, None) or await _added(turn, key, source)
        _as_in_pack(row, source)
    for _, details in there.values():
        details.retired_at = details.retired_at or turn.now
    await turn.tx.flush()


async def _added(turn: Turn, key: str, source: schema.Scene) -> SceneRow:
    scene_id = uuid.uuid5(PACKS, key)
    # A way down and up again takes the details and leaves the scene.
    scene = await turn.tx.get(Scene, scene_id) or Scene(
        id=scene_id,
        name=source.name,
        domme_persona=source.persona,
        token_cost=source.token_cost,
        type=source.type,
        created_at=turn.now,
    )
    turn.tx.add(scene)
    await turn.tx.flush()
    details = SceneDetails(scene_id=scene.id, pack_key=key, description=source.description, live_at=turn.now)
    return scene, turn.tx.add(details)


def _as_in_pack(row: SceneRow, source: schema.Scene) -> None:
    """Whatever differs is written; cost and description only if no operator has set them."""
    scene, details = row
    _set(scene, name=source.name, type=source.type, audio_url=asset_of(source.persona, source.audio))
    _set(details, transcript=source.transcript, tags=sorted(source.tags), min_tier=source.tier.value)
    if details.changed_at is None:
        _set(scene, token_cost=source.token_cost)
        _set(details, description=source.description)


def _set(row: Scene | SceneDetails, **wanted: object) -> None:
    for name, value in wanted.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


async def find(turn: Turn, scene_id: uuid.UUID) -> Shelved | None:
    """A scene of this id, retired ones and those not live yet too."""
    row = await queries.scene(turn.tx, scene_id)
    return None if row is None else shelved(row)


async def of_persona(turn: Turn, persona: str) -> list[Shelved]:
    """What can be unlocked of a persona, the cheapest first."""
    return [shelved(row) for row in await queries.live(turn.tx, persona)]


def shelved(row: SceneRow) -> Shelved:
    """A row as a scene."""
    scene, details = row
    return Shelved(
        id=scene.id,
        persona=scene.domme_persona,
        name=scene.name,
        type=scene.type,
        cost=scene.token_cost,
        description=details.description,
        transcript=details.transcript,
        tags=frozenset(details.tags),
        min_tier=details.min_tier,
        url=scene.audio_url,
        preview_url=details.preview_url,
        shipped=details.pack_key is not None,
        live=details.live_at is not None,
        retired=details.retired_at is not None,
    )


async def medium(turn: Turn, scene: Shelved) -> Medium | None:
    """How it plays; None if the recording is no longer there."""
    if not await playable(turn, scene):
        return None
    return await recordings.played(turn, scene.url, scene.name, transcript=scene.transcript.strip())


async def sample(turn: Turn, scene: Shelved) -> Medium | None:
    """Its short sample, if it has one."""
    return await recordings.played(turn, scene.preview_url, scene.name) if scene.preview_url else None


async def playable(turn: Turn, scene: Shelved) -> bool:
    """Whether the recording is still there."""
    packs = {asset_of(source.persona, source.audio) for source in turn.house.content.scenes.values()}
    return await recordings.is_there(turn, scene.url, packs)
