"""Making and changing messages, whoever does it."""

from typing import TYPE_CHECKING

from tests.fakes.discord import sessions as intents
from tests.fakes.discord.bodies import Files, Upload, picture_size
from tests.fakes.discord.check_components import numbered
from tests.fakes.discord.check_messages import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    VOICE,
    check_message,
    says_something,
)
from tests.fakes.discord.errors import Json, Refused, empty_message, invalid_form
from tests.fakes.discord.world import Attachment, Channel, Message, User

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer

BOT_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | VOICE | COMPONENTS_V2
NONCE_SECONDS = 300.0


class Posting:
    """Writes into channels and tells the gateway."""

    def __init__(self, server: "DiscordServer") -> None:
        self.server = server

    def create(self, channel: Channel, author: User, body: Json, files: Files, *,
               only_for: User | None = None, interaction: Json | None = None,
               flags: int = 0) -> Message:  # fmt: skip
        """A checked message of the bot."""
        check_message(body, dict(files))
        world = self.server.world
        message = Message(
            id=world.clock.snowflake(),
            channel=channel,
            author=author,
            only_for=only_for,
            interaction=interaction,
            flags=flags | ((body.get("flags") or 0) & BOT_FLAGS),
            reply_to=self.reply_to(channel, body),
            nonce=body.get("nonce"),
        )
        self.fill(message, body, files)
        world.keep(message)
        self.tell("MESSAGE_CREATE", message)
        return message

    def once(self, channel: Channel, author: User, body: Json, files: Files) -> Message:
        """The same, but not again for a nonce that was used in the last minutes and is enforced.

        As documented a nonce is the author's, whatever the channel."""
        nonce, world = body.get("nonce"), self.server.world
        key = str(nonce)
        now = world.clock.elapsed()
        if nonce is not None and body.get("enforce_nonce"):
            used = world.nonces.get(key)
            if used and now - used[0] < NONCE_SECONDS:
                return used[1]
        message = self.create(channel, author, body, files)
        if nonce is not None:
            world.nonces[key] = (now, message)
        return message

    def reply_to(self, channel: Channel, body: Json) -> int | None:
        """The message that is answered, which must be there."""
        reference = body.get("message_reference")
        if not reference:
            return None
        number = int(reference.get("message_id") or 0)
        if number in channel.messages:
            return number
        if reference.get("fail_if_not_exists", True):
            raise invalid_form("message_reference", code="REPLIES_UNKNOWN_MESSAGE", message="Unknown message")
        return None

    def fill(self, message: Message, body: Json, files: Files) -> None:
        """Takes over what a body says."""
        if "content" in body:
            message.content = str(body["content"] or "").strip()
        if "embeds" in body:
            message.embeds = body["embeds"] or []
        if "components" in body:
            message.components = numbered(body["components"] or [])
        message.allowed_mentions = body.get("allowed_mentions", message.allowed_mentions)
        message.tts = bool(body.get("tts"))
        if files or "attachments" in body:
            message.attachments = self.attachments(message, body, files)

    def attachments(self, message: Message, body: Json, files: Files) -> list[Attachment]:
        """Files that stay and files that are new; without a list all old ones stay."""
        described = {str(one.get("id")): one for one in body.get("attachments") or []}
        keep_all = body.get("attachments") is None
        kept = [one for one in message.attachments if keep_all or str(one.id) in described]
        for one in kept:
            changes = described.get(str(one.id), {})
            one.description = changes.get("description", one.description)
            one.marked_spoiler = changes.get("is_spoiler", one.marked_spoiler)
        return kept + [self.store(upload, described.get(str(n), {})) for n, upload in sorted(files.items())]

    def store(self, upload: Upload, described: Json) -> Attachment:
        """A file on the CDN."""
        kind = upload.content_type
        size = picture_size(upload.content) if kind and kind.startswith("image/") else None
        return Attachment(
            id=self.server.world.clock.snowflake(),
            name=described.get("filename") or upload.name,
            content=upload.content,
            content_type=kind,
            description=described.get("description"),
            marked_spoiler=bool(described.get("is_spoiler")),
            width=size[0] if size else None,
            height=size[1] if size else None,
            duration=described.get("duration_secs"),
            waveform=described.get("waveform"),
        )

    def edit(self, message: Message, body: Json, files: Files) -> Message:
        """Changes a message; a thinking one stops thinking."""
        v2 = bool(message.flags & COMPONENTS_V2)
        check_message(body, dict(files), edit=True, v2=v2)
        if message.voice:
            raise Refused(400, 50162, "Voice messages cannot be edited.")
        after: Json = {
            "content": message.content,
            "embeds": message.embeds,
            "components": message.components,
        } | body
        kept = message.attachments if body.get("attachments") is None else body["attachments"]
        if not kept and not says_something(after, dict(files)):
            raise empty_message()
        message.versions.append(message.content)
        message.flags = (message.flags & ~LOADING) | (
            (body.get("flags") or 0) & (SUPPRESS_EMBEDS | COMPONENTS_V2)
        )
        self.fill(message, body, files)
        message.edited_at = self.server.clock.now()
        self.tell("MESSAGE_UPDATE", message)
        return message

    def think(self, channel: Channel, *, only_for: User | None, interaction: Json) -> Message:
        """The message that says the bot is thinking."""
        flags = LOADING | (EPHEMERAL if only_for else 0)
        number, world = self.server.clock.snowflake(), self.server.world
        message = Message(number, channel, world.bot, flags=flags, only_for=only_for, interaction=interaction)
        self.server.world.keep(message)
        self.tell("MESSAGE_CREATE", message)
        return message

    def delete(self, message: Message) -> None:
        """Takes a message away."""
        self.server.world.remove(message)
        body: Json = {"id": str(message.id), "channel_id": str(message.channel.id)}
        guild = message.channel.guild
        if guild is not None:
            body["guild_id"] = str(guild.id)
        self.tell("MESSAGE_DELETE", message, body)

    def tell(self, event: str, message: Message, body: Json | None = None) -> None:
        """Tells the bots that may know, and whoever waits in a test."""
        channel = message.channel
        if message.only_for is None and self.server.bot_reads(channel):
            guild_id = channel.guild.id if channel.guild else None
            intent = intents.DIRECT_MESSAGES if guild_id is None else intents.GUILD_MESSAGES
            data = body if body is not None else self.server.json.event(message)
            self.server.gateway.dispatch(event, data, guild_id=guild_id, intent=intent)
        self.server.pulse.beat()
