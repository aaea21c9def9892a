"""The world as JSON, in the shapes of the real API."""

import re
from datetime import datetime
from typing import TYPE_CHECKING

from tests.fakes.discord.clock import time_of
from tests.fakes.discord.errors import Json
from tests.fakes.discord.world import DM, TEXT, Attachment, Channel, Guild, Message, User

if TYPE_CHECKING:
    from tests.fakes.discord.server import DiscordServer

ALL_PERMISSIONS, MEMBER_PERMISSIONS = str((1 << 53) - 1), str(1 << 10 | 1 << 11 | 1 << 31 | 1 << 16)


def stamp(moment: datetime | None) -> str | None:
    """A time as Discord writes it."""
    return moment.isoformat() if moment else None


def user_json(user: User) -> Json:
    """A user."""
    extra: Json = {"bot": True} if user.bot else {}
    return {
        "id": str(user.id),
        "username": user.name,
        "discriminator": "0000" if user.bot else "0",
        "global_name": None if user.bot else user.name.title(),
        "avatar": None,
        "public_flags": 0,
    } | extra


def member_json(guild: Guild, user: User, *, with_user: bool = True, permissions: bool = False) -> Json:
    """A person as a member of a guild."""
    member: Json = {
        "nick": None,
        "avatar": None,
        "roles": [],
        "joined_at": stamp(time_of(guild.id)),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "flags": 0,
        "pending": False,
        "communication_disabled_until": None,
    }
    if with_user:
        member["user"] = user_json(user)
    if permissions:
        admin = user is guild.owner or user.id in guild.admins
        member["permissions"] = ALL_PERMISSIONS if admin else MEMBER_PERMISSIONS
    return member


def channel_json(channel: Channel) -> Json:
    """A channel of any kind."""
    last = max(channel.messages, default=None)
    common: Json = {"id": str(channel.id), "type": channel.type, "flags": 0}
    common["last_message_id"] = str(last) if last else None
    if channel.type != TEXT:
        common["recipients"] = [user_json(one) for one in channel.recipients]
        return (
            common
            if channel.type == DM
            else common | {"name": channel.name or None, "owner_id": "1", "icon": None}
        )
    return common | {
        "guild_id": str(channel.guild.id) if channel.guild else None,
        "name": channel.name,
        "position": 0,
        "topic": None,
        "nsfw": channel.nsfw,
        "rate_limit_per_user": 0,
        "parent_id": None,
        "permission_overwrites": [],
    }


IS_SPOILER = 1 << 3
EMPTY_LISTS = (
    *("emojis", "stickers", "features", "threads", "voice_states", "presences"),
    *("stage_instances", "guild_scheduled_events", "soundboard_sounds"),
)
GUILD_SETTINGS: Json = {
    "icon": None,
    "large": False,
    "unavailable": False,
    "afk_timeout": 300,
    "afk_channel_id": None,
    "verification_level": 0,
    "default_message_notifications": 1,
    "explicit_content_filter": 0,
    "mfa_level": 0,
    "nsfw_level": 0,
    "premium_tier": 0,
    "premium_progress_bar_enabled": False,
    "preferred_locale": "en-US",
    "system_channel_id": None,
    "system_channel_flags": 0,
}


def guild_json(guild: Guild, bot: User) -> Json:
    """A guild as GUILD_CREATE brings it."""
    role: Json = {"id": str(guild.id), "name": "@everyone", "color": 0, "hoist": False, "position": 0}
    role |= {"permissions": ALL_PERMISSIONS, "managed": False, "mentionable": False, "flags": 0}
    return {
        **{key: [] for key in EMPTY_LISTS},
        **GUILD_SETTINGS,
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "roles": [role],
        "channels": [channel_json(one) for one in guild.channels],
        "members": [member_json(guild, bot)],
        "member_count": len(guild.members) + 1,
        "joined_at": stamp(time_of(guild.id)),
    }


class MessageJson:
    """Messages as JSON; needs the server, since every look at one signs its links anew."""

    def __init__(self, server: "DiscordServer") -> None:
        self.server = server

    def attachment(self, channel: Channel, one: Attachment) -> Json:
        """An attachment with a link that works for a while."""
        url = self.server.cdn.link(channel, one)
        body: Json = {"id": str(one.id), "filename": one.name, "size": len(one.content), "url": url}
        body |= {"proxy_url": url, "flags": IS_SPOILER if one.marked_spoiler else 0}
        extra: Json = {
            "content_type": one.content_type,
            "description": one.description,
            "width": one.width,
            "height": one.height,
            "duration_secs": one.duration,
            "waveform": one.waveform,
        }
        return body | {key: value for key, value in extra.items() if value is not None}

    def message(self, message: Message, *, depth: int = 1) -> Json:
        """A message as REST gives it."""
        world = self.server.world
        body: Json = {
            "id": str(message.id),
            "channel_id": str(message.channel.id),
            "author": user_json(message.author),
            "content": message.content,
            "timestamp": stamp(message.created_at),
            "edited_timestamp": stamp(message.edited_at),
            "tts": message.tts,
            "mention_everyone": False,
            "mentions": [user_json(one) for one in mentioned(message, world.users)],
            "mention_roles": [],
            "attachments": [self.attachment(message.channel, one) for one in message.attachments],
            "embeds": [{"type": "rich"} | one for one in message.embeds],
            "components": message.components,
            "pinned": message.pinned,
            "type": 20
            if message.interaction and message.interaction["type"] == 2
            else 19
            if message.reply_to
            else 0,
            "flags": message.flags,
        }
        if message.nonce is not None:
            body["nonce"] = message.nonce
        if message.interaction:
            body |= {"webhook_id": str(world.app_id), "application_id": str(world.app_id)}
            body["interaction_metadata"] = message.interaction
        if message.reply_to:
            body["message_reference"] = {"type": 0, "message_id": str(message.reply_to)}
            body["message_reference"]["channel_id"] = str(message.channel.id)
            original = world.messages.get(message.reply_to)
            alive = depth and original is not None and not original.deleted
            body["referenced_message"] = self.message(original, depth=0) if alive and original else None
        if message.reactions:
            body["reactions"] = reactions(message, world.bot)
        return body

    def event(self, message: Message) -> Json:
        """A message as the gateway brings it."""
        body = self.message(message)
        guild = message.channel.guild
        if guild is not None:
            body["guild_id"] = str(guild.id)
            body["member"] = member_json(guild, message.author, with_user=False)
        else:
            body["channel_type"] = message.channel.type
        return body


def mentioned(message: Message, users: dict[int, User]) -> list[User]:
    """Whom a message pings: those named in it, as far as allowed."""
    numbers = map(int, re.findall(r"<@!?(\d+)>", message.content))
    named = [users[number] for number in dict.fromkeys(numbers) if number in users]
    allowed = message.allowed_mentions
    if allowed is None or "users" in (allowed.get("parse") or []):
        return named
    return [user for user in named if str(user.id) in map(str, allowed.get("users") or [])]


def reactions(message: Message, bot: User) -> list[Json]:
    """The reactions of a message, counted."""
    names = dict.fromkeys(emoji for _, emoji in message.reactions)
    return [
        {
            "emoji": {"id": None, "name": name},
            "count": sum(emoji == name for _, emoji in message.reactions),
            "count_details": {"burst": 0, "normal": sum(emoji == name for _, emoji in message.reactions)},
            "me": (bot, name) in message.reactions,
            "me_burst": False,
            "burst_colors": [],
        }
        for name in names
    ]
