"""What the platform says itself, in the language of whom it says it to."""

from dataclasses import dataclass

from bot.platforms.discord.render import Voices
from bot.platforms.port import Parcel
from handlers.ports import House
from storage.enums import Platform
from storage.queries.people import account_at
from storage.tables import Account


@dataclass(frozen=True, slots=True)
class Tongue:
    """The catalogue in one language."""

    house: House
    language: str

    def word(self, key: str) -> str:
        """A text."""
        return self.house.texts.get(key, self.language)

    def voices(self, persona_name: str | None) -> Voices:
        """Who speaks, and what our own buttons say."""
        return Voices(
            safety=self.word("web.safety"),
            desk=self.word("web.desk"),
            persona_name=persona_name,
            open_form=self.word("discord.open_form"),
            write_aside=self.word("discord.write_aside"),
            answer_here=self.word("discord.answer_here"),
            wall_at=self.house.clock.wall_at,
        )


class Tongues:
    """Finds out who is spoken to in which language."""

    def __init__(self, house: House, bot: str) -> None:
        self._house = house
        self._bot = bot

    @property
    def first(self) -> Tongue:
        """The court's own language."""
        return Tongue(self._house, self._house.policy.languages[0])

    async def of(self, parcel: Parcel) -> Tongue:
        """The language of a parcel's chat."""
        if len(self._house.policy.languages) == 1:
            return self.first
        async with self._house.storage.read() as tx:
            account = await tx.get(Account, parcel.account_id)
        return Tongue(self._house, account.language) if account is not None else self.first

    async def of_user(self, user: str) -> Tongue:
        """The language of somebody on Discord."""
        if len(self._house.policy.languages) == 1:
            return self.first
        async with self._house.storage.read() as tx:
            account = await account_at(tx, Platform.DISCORD, self._bot, user)
        return Tongue(self._house, account.language) if account is not None else self.first

    def spoken(self, locale: str) -> str:
        """The court's language for Discord's locale, its own first one if it does not speak it."""
        language = locale.replace("_", "-").partition("-")[0].casefold()
        return language if language in self._house.policy.languages else self._house.policy.languages[0]
