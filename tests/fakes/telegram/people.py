"""A person with everything a Telegram client can send, and money."""

from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram import pictures
from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.errors import Json
from tests.fakes.telegram.files import Kind, StoredFile
from tests.fakes.telegram.person import Talker
from tests.fakes.telegram.queries import CHECKOUT_SECONDS
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.texts import found_entities

OGG = b"OggS\0\2" + bytes(22) + b"\1\x13OpusHead\1\1\0\0\x80\xbb\0\0\0\0\0"
"""the first page of an empty OGG/Opus file: enough where nobody decodes it"""


@dataclass(frozen=True)
class Payment:
    """How paying went."""

    paid: bool
    charge_id: str = ""
    refused: str = ""
    """the bot's reason, or that it was too slow"""
    message: Message | None = None
    """the one that says so"""


@dataclass(frozen=True)
class Item:
    """One piece of an album."""

    kind: Kind
    content: bytes
    name: str = "file.bin"
    mime: str = "application/octet-stream"


class Person(Talker):
    """Somebody who uses Telegram."""

    def _media(self, content: Json, files: list[StoredFile], caption: str, **how: Any) -> Message:
        entities = found_entities(caption)
        words: Json = {"caption": caption} if caption else {}
        words |= {"caption_entities": entities} if entities else {}
        return self.put(content | words, files=files, **how)

    async def sends_photo(
        self, content: bytes, caption: str = "", *, where: Chat | None = None, to: Message | None = None,
        spoiler: bool = False, album: str = "",
    ) -> Message:  # fmt: skip
        """A photo; the platform makes several sizes of it."""
        files = self.world.files.add_photo(pictures.sizes(content))
        told: Json = {"photo": [file.to_json() for file in files]}
        told |= {"has_media_spoiler": True} if spoiler else {}
        told |= {"media_group_id": album} if album else {}
        return self._media(told, files, caption, where=where, to=to)

    async def sends_file(
        self, kind: Kind, content: bytes, caption: str = "", *, size: int | None = None,
        where: Chat | None = None, to: Message | None = None, album: str = "", **described: object,
    ) -> Message:  # fmt: skip
        """Any other file. ``size`` claims another size than it has."""
        file = self.world.files.add(kind, content, size=size, **described)
        told: Json = {str(kind): file.to_json()} | ({"media_group_id": album} if album else {})
        return self._media(told, [file], caption, where=where, to=to)

    async def sends_voice(self, content: bytes = OGG, *, seconds: int = 3, **how: Any) -> Message:
        """A voice note, OGG/Opus as clients record it."""
        return await self.sends_file(Kind.VOICE, content, duration=seconds, mime_type="audio/ogg", **how)

    async def sends_audio(
        self,
        content: bytes,
        *,
        name: str = "song.mp3",
        mime: str = "audio/mpeg",
        seconds: int = 60,
        **how: Any,
    ) -> Message:
        """An audio file."""
        return await self.sends_file(
            Kind.AUDIO, content, duration=seconds, mime_type=mime, file_name=name, **how
        )

    async def sends_document(
        self, content: bytes, *, name: str = "file.pdf", mime: str = "application/pdf", **how: Any
    ) -> Message:
        """A file as it is."""
        return await self.sends_file(Kind.DOCUMENT, content, mime_type=mime, file_name=name, **how)

    async def sends_video(self, content: bytes = b"\0\0\0\x18ftypmp42", **how: Any) -> Message:
        """A video."""
        described: Json = {"width": 640, "height": 480, "duration": 5, "mime_type": "video/mp4"}
        return await self.sends_file(Kind.VIDEO, content, **described, **how)

    async def sends_video_note(self, content: bytes = b"\0\0\0\x18ftypmp42", **how: Any) -> Message:
        """A round video."""
        return await self.sends_file(Kind.VIDEO_NOTE, content, length=240, duration=5, **how)

    async def sends_sticker(self, emoji: str = "🌹", **how: Any) -> Message:
        """A sticker."""
        described: Json = {
            "width": 512, "height": 512, "emoji": emoji, "type": "regular", "is_animated": False,
            "is_video": False, "set_name": "Roses",
        }  # fmt: skip
        return await self.sends_file(Kind.STICKER, b"RIFF\0\0\0\0WEBP", **described, **how)

    async def sends_album(
        self, *items: bytes | Item, caption: str = "", where: Chat | None = None
    ) -> list[Message]:
        """Several photos (bytes) or files at once; the caption stands under the first."""
        album = str(13_500_000_000 + self.world.next_number())
        messages = []
        for number, item in enumerate(items):
            words = caption if number == 0 else ""
            if isinstance(item, bytes):
                messages.append(await self.sends_photo(item, words, album=album, where=where))
            else:
                named: Json = {"file_name": item.name, "mime_type": item.mime}
                sent = await self.sends_file(
                    item.kind, item.content, words, album=album, where=where, **named
                )
                messages.append(sent)
        return messages

    async def sends_location(self, latitude: float = 52.5, longitude: float = 13.4) -> Message:
        """Where she is."""
        return self.put({"location": {"latitude": latitude, "longitude": longitude}})

    async def sends_contact(self, name: str = "Bea", phone: str = "+4930000000") -> Message:
        """Somebody's number."""
        return self.put({"contact": {"phone_number": phone, "first_name": name}})

    async def sends_poll(self, question: str = "Which?", *options: str) -> Message:
        """A poll."""
        told = {
            "id": str(5_000_000_000 + self.world.next_number()), "question": question,
            "options": [
                {"text": option, "voter_count": 0, "persistent_id": str(number)}
                for number, option in enumerate(options or ("this", "that"))
            ],
            "total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular",
            "allows_multiple_answers": False, "allows_revoting": True, "members_only": False,
        }  # fmt: skip
        return self.put({"poll": told})

    async def sends_forwarded(self, text: str, *, origin: str = "Bea") -> Message:
        """Text that somebody else wrote."""
        source = {"type": "hidden_user", "sender_user_name": origin, "date": int(self.world.now()) - 60}
        return self.put({"text": text, "forward_origin": source})

    async def pays(self, invoice: Message | None = None, *, within: float = CHECKOUT_SECONDS) -> Payment:
        """Pay an invoice, the newest by default: the bot is asked, and then told.

        She gives up after ``within`` seconds, at most ten."""
        message = invoice or next((m for m in reversed(self.received) if m.kind == "invoice"), None)
        if message is None or message.kind != "invoice":
            raise AssertionError(f"{self.name} has no invoice to pay.")
        world, query_id = self.world, str(self.id * 10_000_000 + self.world.next_number())
        amount = int(message.content["invoice"]["total_amount"])
        bought: Json = {
            "currency": "XTR", "total_amount": amount, "invoice_payload": world.payloads[message.message_id],
        }  # fmt: skip
        world.queries.ask(query_id, CHECKOUT_SECONDS)
        world.updates.put("pre_checkout_query", {"id": query_id, "from": self.user} | bought, self.id)
        answer = await world.queries.wait(query_id, min(within, CHECKOUT_SECONDS))
        if answer is None or not answer.ok:
            return Payment(paid=False, refused=answer.text if answer else "BOT_PRECHECKOUT_TIMEOUT")
        charge_id = f"stx{world.bot['id']}_{world.next_number()}"
        world.stars.charge(charge_id, self.user, amount, bought["invoice_payload"])
        ids = {"telegram_payment_charge_id": charge_id, "provider_payment_charge_id": f"{self.id}_0"}
        paid = self.put({"successful_payment": bought | ids})
        return Payment(paid=True, charge_id=charge_id, message=paid)
