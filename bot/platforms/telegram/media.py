"""The bytes behind a medium, and Telegram's own copies of files that were sent before."""

import asyncio
import uuid
from collections.abc import Callable
from pathlib import Path

from telegram import InputFile

from bot.platforms.telegram.parts import Kind, kind_of, source_of
from handlers.chat.outgoing import Medium
from handlers.content.content import Content
from handlers.ports import House
from media.vault import VaultDamaged, VaultMissing
from storage.enums import Platform
from storage.errors import Unreadable
from storage.queries import platform_files

DrawCard = Callable[[str], bytes]
LONGEST_UPLOAD = 50 * 1024 * 1024
NAMES = {Kind.PHOTO: "photo.jpg", Kind.VOICE: "voice.ogg", Kind.AUDIO: "audio.mp3", Kind.DOCUMENT: "file"}


class MediumGone(Exception):
    """The medium is no longer to be had."""


class MediumTooLarge(Exception):
    """A bot may not send a file of this size."""


class Shelf:
    """Finds what is to be sent: Telegram's copy by its id where there is one, else the bytes."""

    def __init__(self, house: House, bot: str, draw_card: DrawCard) -> None:
        self._house = house
        self._bot = bot
        self._draw_card = draw_card
        self._assets = assets_of(house.content)

    async def known(self, medium: Medium) -> str | None:
        """The id of Telegram's copy, or None."""
        source = source_of(medium)
        if not source:
            return None
        async with self._house.storage.read() as tx:
            return await platform_files.known(tx, Platform.TELEGRAM, self._bot, source)

    async def remember(self, medium: Medium, file_id: str) -> None:
        """Telegram has a copy under this id."""
        source = source_of(medium)
        if source:
            async with self._house.storage.begin() as tx:
                now = self._house.clock.wall()
                await platform_files.remember(tx, Platform.TELEGRAM, self._bot, source, file_id, now)

    async def upload(self, medium: Medium, *, attach: bool = False) -> InputFile:
        """The medium's bytes, ready to be sent. Raises :class:`MediumGone`, :class:`MediumTooLarge`."""
        data = await self._bytes(medium)
        if len(data) > LONGEST_UPLOAD:
            raise MediumTooLarge
        return InputFile(data, filename=name_of(medium), attach=attach)

    async def _bytes(self, medium: Medium) -> bytes:
        if medium.card:
            return await asyncio.to_thread(self._draw_card, medium.card)
        if medium.asset:
            path = self._assets.get(medium.asset)
            if path is None:
                raise MediumGone
            return await asyncio.to_thread(path.read_bytes)
        try:
            return await self._house.blobs.read(uuid.UUID(medium.blob))
        except (VaultMissing, VaultDamaged, Unreadable, FileNotFoundError, ValueError) as error:
            raise MediumGone from error


def assets_of(content: Content) -> dict[str, Path]:
    """The files of the packs that may be sent, by ``<persona>/<file>``."""
    found: dict[str, Path] = {}
    for persona in content.personas.values():
        found[f"{persona.key}/{persona.sample.name}"] = persona.sample
    for scene in content.scenes.values():
        found[f"{scene.persona}/{scene.audio.name}"] = scene.audio
    for drop in content.drops.values():
        found[f"{drop.persona}/{drop.audio.name}"] = drop.audio
    return found


def name_of(medium: Medium) -> str:
    """What the file is called in the chat; a voice note must end in .ogg."""
    kind = kind_of(medium)
    if kind is Kind.VOICE:
        return NAMES[kind]
    if kind is Kind.PHOTO and not medium.name.lower().endswith((".png", ".jpg", ".jpeg", ".webp")):
        return "card.png" if medium.card else NAMES[kind]
    return medium.name or NAMES[kind]
