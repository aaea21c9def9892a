"""Everything that stands on the server: people, guilds, channels, messages, commands."""

from dataclasses import dataclass, field
from datetime import datetime

from tests.fakes.discord.check_components import BUTTON, SELECTS, nested
from tests.fakes.discord.check_messages import EPHEMERAL, LOADING, VOICE
from tests.fakes.discord.clock import ServerClock, time_of
from tests.fakes.discord.errors import Json

TEXT, DM, GROUP_DM = 0, 1, 3


@dataclass(eq=False)
class User:
    """An account: a person's, or the bot's own."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    dms_open: bool = True
    installed: bool = True
    """has added the app to the own account, so that it works in direct messages and elsewhere"""
    sees_age_restricted: bool = True


@dataclass(eq=False)
class Attachment:
    """A file on the CDN."""

    id: int
    name: str
    content: bytes
    content_type: str | None
    description: str | None = None
    marked_spoiler: bool = False
    width: int | None = None
    height: int | None = None
    duration: float | None = None
    """seconds, voice messages only"""
    waveform: str | None = None

    @property
    def spoiler(self) -> bool:
        """Whether it is shown blurred."""
        return self.marked_spoiler or self.name.startswith("SPOILER_")


@dataclass(eq=False)
class Message:
    """A message as it stands in a channel, or as only one person sees it."""

    id: int
    channel: "Channel"
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    allowed_mentions: Json | None = None
    tts: bool = False
    reply_to: int | None = None
    edited_at: datetime | None = None
    only_for: User | None = None
    interaction: Json | None = None
    """interaction metadata, when an interaction made it"""
    reactions: list[tuple[User, str]] = field(default_factory=list)
    pinned: bool = False
    deleted: bool = False
    versions: list[str] = field(default_factory=list)
    """earlier texts, oldest first"""

    @property
    def text(self) -> str:
        """The content, under a name that reads well in tests."""
        return self.content

    @property
    def created_at(self) -> datetime:
        """When it was sent."""
        return time_of(self.id)

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether the bot is still thinking."""
        return bool(self.flags & LOADING)

    @property
    def voice(self) -> bool:
        """Whether it is a voice message."""
        return bool(self.flags & VOICE)

    @property
    def by_bot(self) -> bool:
        """Whether the bot wrote it."""
        return self.author.bot

    def all_buttons(self) -> list[Json]:
        """Its buttons, pressable or not."""
        return [one for one in nested(self.components) if one.get("type") == BUTTON]

    def selects(self) -> list[Json]:
        """Its selects that can be used."""
        return [
            one for one in nested(self.components) if one.get("type") in SELECTS and not one.get("disabled")
        ]

    @property
    def buttons(self) -> list[str]:
        """Labels (or emojis) of the buttons that can be pressed."""
        return [face(one) for one in self.all_buttons() if not one.get("disabled")]


def face(button: Json) -> str:
    """What stands on a button."""
    return str(button.get("label") or (button.get("emoji") or {}).get("name") or "")


@dataclass(eq=False)
class Channel:
    """A place for messages."""

    id: int
    type: int
    name: str = ""
    guild: "Guild | None" = None
    recipients: list[User] = field(default_factory=list)
    """the people of a private channel, without the bot"""
    with_bot: bool = True
    nsfw: bool = False
    bot_may_write: bool = True
    messages: dict[int, Message] = field(default_factory=dict)
    typing_at: list[float] = field(default_factory=list)

    @property
    def dm_with_bot(self) -> bool:
        """Whether it is somebody's direct messages with the bot."""
        return self.type == DM and self.with_bot

    def newest_first(self) -> list[Message]:
        """What everybody in it sees."""
        return list(reversed(self.messages.values()))


@dataclass(eq=False)
class Guild:
    """A Discord server with its members."""

    id: int
    name: str
    owner: User
    members: dict[int, User] = field(default_factory=dict)
    admins: set[int] = field(default_factory=set)
    channels: list[Channel] = field(default_factory=list)
    bot_in: bool = True

    def channel(self, name: str | None = None) -> Channel:
        """A channel by its name; the first one without."""
        return next(one for one in self.channels if name in (None, one.name))


class World:
    """The state, with nothing of the protocol."""

    def __init__(self, clock: ServerClock, bot_name: str) -> None:
        self.clock = clock
        self.app_id = clock.snowflake()
        self.bot = User(self.app_id, bot_name, bot=True)
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, Message] = {}
        """every message ever, also deleted and ephemeral ones"""
        self.global_commands: dict[int, Json] = {}
        self.guild_commands: dict[int, dict[int, Json]] = {}
        self.dms: dict[int, Channel] = {}
        """person → direct messages with the bot"""
        self.private: list[Channel] = []
        """conversations without the bot"""
        self.ephemerals: dict[int, list[Message]] = {}
        """person → what only she saw"""
        self.nonces: dict[str, tuple[float, Message]] = {}

    def add_user(self, name: str, **settings: object) -> User:
        """A new account."""
        user = User(self.clock.snowflake(), name)
        for key, value in settings.items():
            setattr(user, key, value)
        self.users[user.id] = user
        return user

    def dm_of(self, user: User) -> Channel:
        """The direct messages between a person and the bot."""
        if user.id not in self.dms:
            channel = Channel(self.clock.snowflake(), DM, recipients=[user])
            self.dms[user.id] = self.add_channel(channel)
        return self.dms[user.id]

    def private_between(self, *people: User) -> Channel:
        """A conversation the bot is not part of."""
        kind = DM if len(people) == 2 else GROUP_DM
        for channel in self.private:
            if set(channel.recipients) == set(people):
                return channel
        channel = Channel(self.clock.snowflake(), kind, recipients=list(people), with_bot=False)
        self.private.append(channel)
        return self.add_channel(channel)

    def add_channel(self, channel: Channel) -> Channel:
        """Puts a channel on the map."""
        self.channels[channel.id] = channel
        return channel

    def mutual_guilds(self, user: User) -> list[Guild]:
        """Guilds that a person shares with the bot."""
        return [guild for guild in self.guilds.values() if guild.bot_in and user.id in guild.members]

    def keep(self, message: Message) -> Message:
        """Files a message; what only one person sees stays out of the channel."""
        self.messages[message.id] = message
        if message.only_for is None:
            message.channel.messages[message.id] = message
        else:
            self.ephemerals.setdefault(message.only_for.id, []).append(message)
        return message

    def remove(self, message: Message) -> None:
        """Deletes a message, which tests may still look at."""
        message.deleted = True
        message.channel.messages.pop(message.id, None)

    def seen_by(self, user: User) -> list[Message]:
        """All that a person can see, oldest first."""
        places = [self.dm_of(user), *(one for one in self.private if user in one.recipients)]
        for guild in self.guilds.values():
            places += guild.channels if user.id in guild.members else []
        hers = [one for one in self.ephemerals.get(user.id, []) if not one.deleted]
        seen = hers + [one for channel in places for one in channel.messages.values()]
        return sorted(seen, key=lambda one: one.id)
