"""Interactions: what a person did, and how the bot answered it."""

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.fakes.discord.errors import Json
from tests.fakes.discord.payloads import MEMBER_PERMISSIONS, channel_json, member_json, user_json
from tests.fakes.discord.world import Channel, Guild, Message, User

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 2, 3, 4, 5
ANSWER_SECONDS = 3.0
TOKEN_SECONDS = 900.0
IN_GUILD, IN_BOT_DM, IN_PRIVATE = 0, 1, 2
NAMES = {4: "message", 5: "deferred", 6: "deferred update", 7: "update", 8: "choices", 9: "modal"}


@dataclass(eq=False)
class Interaction:
    """Something a person did, with all that came of it."""

    server: "DiscordServer"
    id: int
    token: str
    type: int
    person: User
    channel: Channel
    data: Json
    owners: Json
    started: float
    message: Message | None = None
    """the message whose button or select was used"""
    cause: "Interaction | None" = None
    """the interaction that opened the submitted modal"""
    how: str | None = None
    """how it was acknowledged: one of NAMES; None when it was not"""
    after: float | None = None
    """seconds until the acknowledgement"""
    reply: Message | None = None
    """the message that the first answer made or changed"""
    followups: list[Message] = field(default_factory=list)
    modal: Json | None = None
    choices: list[Json] = field(default_factory=list)
    versions_before: int = 0
    """how often the message had been edited before it was deferred"""
    late: bool = False
    """the bot answered, but too late"""
    refused: list[str] = field(default_factory=list)
    """answers that the server did not take"""

    @property
    def acknowledged(self) -> bool:
        """Whether the person saw any reaction."""
        return self.how is not None

    @property
    def failed(self) -> bool:
        """Whether the person read that the application did not respond."""
        return not self.acknowledged and self.age() >= ANSWER_SECONDS

    @property
    def texts(self) -> list[str]:
        """The words of the answer and of everything after it, oldest first."""
        shown = [one for one in (self.reply, *self.followups) if one is not None and not one.deleted]
        return [one.content for one in shown if not one.loading]

    @property
    def ephemeral(self) -> bool:
        """Whether only this person saw the answer."""
        return self.reply is not None and self.reply.ephemeral

    def age(self) -> float:
        """Seconds since it was made."""
        return self.server.clock.elapsed() - self.started

    @property
    def expired(self) -> bool:
        """Whether the token is no longer good."""
        return self.age() > TOKEN_SECONDS or (not self.acknowledged and self.age() > ANSWER_SECONDS)

    async def answered(self, within: float = ANSWER_SECONDS) -> "Interaction":
        """Waits for the acknowledgement as long as Discord does."""
        await self.server.pulse.until(lambda: self.acknowledged, within)
        return self

    async def settled(self, within: float = 5.0) -> "Interaction":
        """Waits until the bot no longer thinks."""
        await self.server.pulse.until(self.done, within)
        return self

    def done(self) -> bool:
        """Whether there is an answer that says something."""
        if self.how == "deferred update":
            return bool(self.followups) or bool(
                self.reply and len(self.reply.versions) > self.versions_before
            )
        return self.acknowledged and not (self.reply and self.reply.loading)

    def metadata(self) -> Json:
        """What messages made by it carry."""
        body: Json = {"id": str(self.id), "type": self.type, "user": user_json(self.person)}
        body["authorizing_integration_owners"] = self.owners
        if self.type == COMMAND:
            body |= {"name": self.data["name"], "command_type": self.data["type"]}
        if self.message is not None:
            body["interacted_message_id"] = str(self.message.id)
        if self.type == MODAL and self.cause is not None:
            body["triggering_interaction_metadata"] = self.cause.metadata()
        return body


def context_of(channel: Channel) -> int:
    """Where something happened, in Discord's numbers."""
    if channel.guild is not None:
        return IN_GUILD
    return IN_BOT_DM if channel.with_bot else IN_PRIVATE


def owners_of(
    person: User, channel: Channel, *, guild_install: bool = True, user_install: bool = True
) -> Json:
    """Which installations let a command be used here."""
    owners: Json = {}
    if guild_install and context_of(channel) == IN_GUILD and channel.guild and channel.guild.bot_in:
        owners["0"] = str(channel.guild.id)
    elif guild_install and context_of(channel) == IN_BOT_DM:
        owners["0"] = "0"
    if user_install and person.installed:
        owners["1"] = str(person.id)
    return owners


def interaction_json(one: Interaction) -> Json:
    """An interaction as INTERACTION_CREATE brings it."""
    channel, guild = one.channel, one.channel.guild
    body: Json = {
        "id": str(one.id),
        "application_id": str(one.server.world.app_id),
        "type": one.type,
        "data": one.data,
        "token": one.token,
        "version": 1,
        "channel_id": str(channel.id),
        "channel": channel_json(channel) | ({"permissions": MEMBER_PERMISSIONS} if guild else {}),
        "locale": one.person.locale,
        "app_permissions": MEMBER_PERMISSIONS,
        "entitlements": [],
        "authorizing_integration_owners": one.owners,
        "context": context_of(channel),
        "attachment_size_limit": 10 * 1024 * 1024,
    }
    if one.message is not None:
        body["message"] = one.server.json.message(one.message)
    return body | (guild_part(guild, one.person) if guild else {"user": user_json(one.person)})


def guild_part(guild: Guild, person: User) -> Json:
    """The fields that only interactions in guilds have."""
    return {
        "guild_id": str(guild.id),
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "guild_locale": "en-US",
        "member": member_json(guild, person, permissions=True),
    }


class Interactions:
    """All interactions there were."""

    def __init__(self, server: "DiscordServer") -> None:
        self.server = server
        self.all: dict[int, Interaction] = {}
        self._by_token: dict[str, Interaction] = {}

    def by_token(self, token: str) -> Interaction | None:
        """The interaction a token belongs to."""
        return self._by_token.get(token)

    def start(self, kind: int, person: User, channel: Channel, data: Json, *, owners: Json | None = None,
              message: Message | None = None, cause: Interaction | None = None) -> Interaction:  # fmt: skip
        """Makes an interaction and tells the bot."""
        one = Interaction(
            server=self.server,
            id=self.server.clock.snowflake(),
            token=secrets.token_urlsafe(48),
            type=kind,
            person=person,
            channel=channel,
            data=data,
            owners=owners if owners is not None else owners_of(person, channel),
            started=self.server.clock.elapsed(),
            message=message,
            cause=cause,
        )
        self.all[one.id] = self._by_token[one.token] = one
        guild_id = channel.guild.id if channel.guild else None
        self.server.gateway.dispatch("INTERACTION_CREATE", interaction_json(one), guild_id=guild_id)
        return one
