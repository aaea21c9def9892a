"""Pictures, voices and files on their way to Discord: from the vault, the packs, or drawn."""

import asyncio
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.platforms.discord.render import file_name
from bot.platforms.discord.rest import File
from bot.platforms.port import TryLater
from handlers.chat.outgoing import Medium
from handlers.content.content import Content
from handlers.ports import House
from media.vault import VaultDamaged, VaultMissing, VaultUnavailable
from storage.errors import Unreadable

LONGEST_ALT = 1024
VAULT_SECONDS = 10.0

DrawCard = Callable[[str], bytes]


class Media:
    """Reads media as files with alt text."""

    def __init__(self, house: House, draw_card: DrawCard) -> None:
        self._house = house
        self._draw_card = draw_card
        self._assets = assets_of(house.content)

    async def files(self, media: Sequence[Medium]) -> tuple[list[File], bool]:
        """The files, and whether all were still there. Raises ``TryLater`` if the vault does not answer."""
        found = [await self._file(medium, number) for number, medium in enumerate(media)]
        return [file for file in found if file is not None], None not in found

    async def _file(self, medium: Medium, number: int) -> File | None:
        try:
            data = await self._data(medium)
        except (VaultMissing, VaultDamaged, Unreadable, FileNotFoundError, KeyError, ValueError):
            return None
        except VaultUnavailable as error:
            raise TryLater(VAULT_SECONDS) from error
        return File(file_name(medium, number), data, medium.alt[:LONGEST_ALT])

    async def _data(self, medium: Medium) -> bytes:
        if medium.card:
            return await asyncio.to_thread(self._draw_card, medium.card)
        if medium.asset:
            return await asyncio.to_thread(self._assets[medium.asset].read_bytes)
        return await self._house.blobs.read(uuid.UUID(medium.blob))


def assets_of(content: Content) -> dict[str, Path]:
    """The files of the packs that may be shown, by ``<persona>/<file>``."""
    found: dict[str, Path] = {}
    for persona in content.personas.values():
        found[f"{persona.key}/{persona.sample.name}"] = persona.sample
    for scene in content.scenes.values():
        found[f"{scene.persona}/{scene.audio.name}"] = scene.audio
    for drop in content.drops.values():
        found[f"{drop.persona}/{drop.audio.name}"] = drop.audio
    return found
