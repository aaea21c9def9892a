"""What a person with Discord's app has in sight."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.fakes.discord.forms import ModalSeen
from tests.fakes.discord.interactions import Interaction
from tests.fakes.discord.world import Channel, Guild, Message, User

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer


class Onlooker:
    """Somebody who looks at a phone."""

    def __init__(self, server: "DiscordServer", user: User) -> None:
        self.server, self.user = server, user
        self.results: list[Interaction] = []
        """every interaction this person made, oldest first"""

    def __repr__(self) -> str:
        return f"<Person {self.user.name}>"

    @property
    def id(self) -> int:
        """The account's id."""
        return self.user.id

    @property
    def dm(self) -> Channel:
        """The direct messages with the bot."""
        return self.server.world.dm_of(self.user)

    @property
    def messages(self) -> list[Message]:
        """The direct messages with the bot, oldest first."""
        return self.dm.newest_first()[::-1]

    @property
    def heard(self) -> list[Message]:
        """What the bot wrote there, oldest first."""
        return [one for one in self.messages if one.by_bot]

    @property
    def texts(self) -> list[str]:
        """The words of what the bot wrote there."""
        return [one.content for one in self.heard]

    def ephemerals(self, guild: Guild | None = None) -> list[Message]:
        """What only this person saw, in a guild or in direct messages, oldest first."""
        seen = self.server.world.seen_by(self.user)
        return [one for one in seen if one.only_for is self.user and one.channel.guild is guild]

    def sees(self, guild: Guild | None = None) -> list[Message]:
        """Everything in sight in a guild (or in direct messages), oldest first."""
        return [one for one in self.server.world.seen_by(self.user) if one.channel.guild is guild]

    @property
    def modal(self) -> ModalSeen | None:
        """The modal that stands open, if one does."""
        opened_by = self.server.shown_modals.get(self.user.id)
        return ModalSeen(opened_by, opened_by.modal) if opened_by and opened_by.modal else None

    async def hears(self, *words: str, within: float = 5.0, after: Message | None = None) -> Message:
        """Waits for a message of the bot with all these words, anywhere in sight; the newest one.

        With ``after`` only messages later than that one count."""
        earliest = after.id if after else 0
        await self.server.pulse.until(lambda: self._hearing(words, earliest), within)
        found = self._hearing(words, earliest)
        if found is None:
            seen = [one.content for one in self.server.world.seen_by(self.user) if one.by_bot]
            raise AssertionError(f"{self.user.name} never heard {words}, only {seen[-5:]}")
        return found

    def _hearing(self, words: Sequence[str], earliest: int) -> Message | None:
        for one in reversed(self.server.world.seen_by(self.user)):
            if one.id <= earliest:
                return None
            if one.by_bot and not one.loading and all(word in one.content for word in words):
                return one
        return None
