"""One parcel on its way: rendered, its media read, sent where it belongs, at most once."""

from dataclasses import replace

from bot.platforms.discord.chats import Chats
from bot.platforms.discord.errors import UNKNOWN_CHANNEL, Gone, TooLarge
from bot.platforms.discord.media import Media
from bot.platforms.discord.modal import modal_of
from bot.platforms.discord.removing import Removing
from bot.platforms.discord.render import Piece, closed, pieces_of
from bot.platforms.discord.replies import Replies, changing, with_files
from bot.platforms.discord.rest import File, Rest
from bot.platforms.discord.tickets import Place, Ticket
from bot.platforms.discord.tongue import Tongue, Tongues
from bot.platforms.port import NoPayments, Parcel, Receipt, Unreachable
from handlers.chat.outgoing import Amend, Ask, Form, Invoice, Message, Remove, Say
from storage.enums import OutboxClass


class Sending:
    """Sends, changes and removes messages."""

    def __init__(
        self,
        rest: Rest,
        chats: Chats,
        replies: Replies,
        media: Media,
        removing: Removing,
        tongues: Tongues,
    ) -> None:
        self._rest = rest
        self._chats = chats
        self._replies = replies
        self._media = media
        self._removing = removing
        self._tongues = tongues

    async def send(self, parcel: Parcel) -> Receipt:
        """Send a parcel, or its next part."""
        tongue = await self._tongues.of(parcel)
        match parcel.meaning:
            case Say() | Ask() | Form() as message:
                return await self._say(parcel, message, tongue)
            case Amend() as amend:
                return await self._amend(parcel, amend, tongue)
            case Invoice():
                raise NoPayments
            case Remove(ref=ref):
                return await self._removing.remove(parcel, ref)

    # -- saying ------------------------------------------------------------------------------------

    async def _say(self, parcel: Parcel, message: Message, tongue: Tongue) -> Receipt:
        ticket = Ticket.read(parcel.reply_to)
        if ticket is not None and ticket.private and parcel.klass is OutboxClass.GAME:
            return await self._play(parcel, message, ticket, tongue)
        if ticket is not None and isinstance(message, Form) and parcel.part == 0:
            # The message with the button follows: a modal that was dismissed is gone for good.
            await self._replies.show_modal(ticket, modal_of(message))
        voices = tongue.voices(parcel.persona_name)
        pieces = pieces_of(message, voices, private=ticket is not None and ticket.private)
        piece = pieces[min(parcel.part, len(pieces) - 1)]
        place = await self._told(parcel, piece, ticket, tongue)
        return Receipt((place.encoded(),), more=parcel.part + 1 < len(pieces))

    async def _play(self, parcel: Parcel, message: Message, ticket: Ticket, tongue: Tongue) -> Receipt:
        """The game is played in direct messages: where it was asked for it is only said that it is there."""
        try:
            receipt = await self._say(replace(parcel, reply_to=""), message, tongue)
        except Unreachable:
            await self._replies.settle(ticket, Piece(tongue.word("discord.open_your_messages")))
            raise
        await self._replies.settle(ticket, Piece(tongue.word("discord.wrote_to_you")))
        return receipt

    async def _told(self, parcel: Parcel, piece: Piece, ticket: Ticket | None, tongue: Tongue) -> Place:
        files, all_there = await self._media.files(piece.media)
        if not all_there:
            piece = piece.with_line(tongue.word("web.media_gone"))
        try:
            return await self._placed(parcel, piece, files, ticket)
        except TooLarge:
            line = piece.with_line(tongue.word("discord.too_large_for_discord"))
            return await self._placed(parcel, replace(line, embeds=()), [], ticket)

    async def _placed(self, parcel: Parcel, piece: Piece, files: list[File], ticket: Ticket | None) -> Place:
        if ticket is not None:
            place = await self._replies.answer(ticket, piece, files)
            if place is not None:
                return place
        nonce = {"nonce": f"{parcel.outbox_id}.{parcel.part}", "enforce_nonce": True}
        body = {**with_files(piece.payload(), files), **nonce}
        channel = await self._chats.channel_of(parcel.address)
        try:
            return Place(await self._rest.send(channel, body, files))
        except Gone as gone:
            if gone.code != UNKNOWN_CHANNEL:
                raise Unreachable("The chat is gone.") from gone
        channel = await self._chats.channel_of(parcel.address, anew=True)
        return Place(await self._rest.send(channel, body, files))

    # -- changing ----------------------------------------------------------------------------------

    async def _amend(self, parcel: Parcel, amend: Amend, tongue: Tongue) -> Receipt:
        places = [Place.read(text) for text in parcel.earlier.ids] if parcel.earlier else []
        ticket = Ticket.read(parcel.reply_to)
        if not places and ticket is not None and ticket.message:
            places = [Place(ticket.message, ticket.token if ticket.private else "")]
        if not places:
            return Receipt()
        if amend.meaning is None:
            await self._close(parcel, places[-1], ticket, amend.note)
            return Receipt()
        pieces = pieces_of(amend.meaning, tongue.voices(parcel.persona_name), private=bool(places[-1].token))
        if parcel.part:
            return await self._added(parcel, pieces, places, ticket, tongue)
        await self._rewrite(parcel, pieces, places, ticket)
        if len(pieces) <= len(places):
            return Receipt()
        return Receipt(tuple(place.encoded() for place in places), more=True)

    async def _close(self, parcel: Parcel, place: Place, ticket: Ticket | None, note: str) -> None:
        pressed = ticket if ticket is not None and ticket.message == place.message else None
        content = self._replies.content_of(pressed) if pressed else None
        try:
            if content is None and note and not place.token:
                channel = await self._chats.channel_of(parcel.address)
                content = str((await self._rest.message(channel, place.message)).get("content") or "")
            change = closed(content, note) if content is not None else {"components": []}
            await self._changed(parcel, place, pressed, Piece(""), change)
        except Gone:
            return

    async def _rewrite(
        self, parcel: Parcel, pieces: list[Piece], places: list[Place], ticket: Ticket | None
    ) -> None:
        for place, piece in zip(places, pieces, strict=False):
            pressed = ticket if ticket is not None and ticket.message == place.message else None
            try:
                await self._changed(parcel, place, pressed, piece, None)
            except Gone:
                continue
        for place in places[len(pieces) :]:
            await self._removing.one(parcel.address, place)

    async def _added(
        self, parcel: Parcel, pieces: list[Piece], places: list[Place], ticket: Ticket | None, tongue: Tongue
    ) -> Receipt:
        """One of the pieces that a longer message has more of than were there."""
        number = min(len(places) + parcel.part, len(pieces)) - 1
        aside = ticket if places[-1].token else None
        place = await self._told(parcel, pieces[number], aside, tongue)
        return Receipt((place.encoded(),), more=number + 1 < len(pieces))

    async def _changed(
        self,
        parcel: Parcel,
        place: Place,
        pressed: Ticket | None,
        piece: Piece,
        change: dict[str, object] | None,
    ) -> None:
        """Change one message: in answer to the press on it, if there was one, else by its id."""
        files: list[File] = []
        body = change
        if body is None:
            files, _ = await self._media.files(piece.media)
            body = dict(changing(with_files(piece.payload(), files)))
        if pressed is not None and await self._replies.amend(pressed, body, files):
            return
        if place.token:
            await self._rest.edit_answer(place.token, place.message, body, files)
            return
        channel = await self._chats.channel_of(parcel.address)
        await self._rest.edit(channel, place.message, body, files)
