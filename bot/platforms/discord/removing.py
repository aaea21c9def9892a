"""Taking messages away again: our own, wherever Discord lets us."""

from bot.platforms.discord.chats import Chats
from bot.platforms.discord.errors import Gone
from bot.platforms.discord.rest import Json, Rest
from bot.platforms.discord.tickets import Place
from bot.platforms.port import Parcel, Receipt, Refused

EVERYTHING = "*"
AT_ONCE = 20
PAGE = 100


class Removing:
    """Deletes messages. What a person wrote in direct messages only she can delete."""

    def __init__(self, rest: Rest, chats: Chats) -> None:
        self._rest = rest
        self._chats = chats

    async def remove(self, parcel: Parcel, ref: str) -> Receipt:
        """Delete a message, or some of all of them: ``more`` says that there are others."""
        if ref == EVERYTHING:
            return await self._all(parcel)
        for text in parcel.earlier.ids if parcel.earlier else ():
            await self.one(parcel.address, Place.read(text))
        return Receipt()

    async def one(self, user: str, place: Place) -> None:
        """Delete one message; one that is gone is no error."""
        try:
            if place.token:
                await self._rest.delete_answer(place.token, place.message)
            else:
                await self._rest.delete(await self._chats.channel_of(user), place.message)
        except (Gone, Refused):
            return

    async def _all(self, parcel: Parcel) -> Receipt:
        """The newest of our messages. ``so_far`` ends with the id down to which all are gone."""
        channel = await self._chats.channel_of(parcel.address)
        before = parcel.so_far[-1] if parcel.so_far else None
        page = await self._rest.history(channel, before=before, limit=PAGE)
        ours = [str(message["id"]) for message in page if _is_ours(message)]
        for message_id in ours[:AT_ONCE]:
            await self.one(parcel.address, Place(message_id))
        if len(ours) > AT_ONCE:
            return Receipt((ours[AT_ONCE - 1],), more=True)
        if len(page) == PAGE:
            return Receipt((str(page[-1]["id"]),), more=True)
        return Receipt()


def _is_ours(message: Json) -> bool:
    """In direct messages the only bot is us."""
    return bool((message.get("author") or {}).get("bot"))
