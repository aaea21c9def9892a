"""Answers to presses, reactions, and the sign that the bot is at work."""

from typing import Any

from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.errors import Json, bad
from tests.fakes.telegram.methods.registry import method
from tests.fakes.telegram.queries import Answered
from tests.fakes.telegram.world import World

_ACTIONS = (
    "typing upload_photo record_video upload_video record_voice upload_voice record_audio upload_audio "
    "upload_document choose_sticker find_location record_video_note upload_video_note cancel"
)
ACTIONS = frozenset(_ACTIONS.split())
_REACTIONS = (
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 "
    "🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 "
    "🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
)
REACTIONS = frozenset(_REACTIONS.split())


@method("answerCallbackQuery")
async def answer_callback_query(world: World, arguments: Arguments) -> bool:
    """Answer a press, once, while the client still waits."""
    text = arguments.text("text")
    if len(text) > 200:
        raise bad("MESSAGE_TOO_LONG")
    answer = Answered(text, alert=arguments.flag("show_alert"), url=arguments.text("url"))
    world.queries.answer(arguments.text("callback_query_id"), answer)
    return True


@method("sendChatAction")
async def send_chat_action(world: World, arguments: Arguments) -> bool:
    """Show for five seconds that something is coming."""
    action = arguments.text("action").strip().lower()
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat = world.chat(arguments)
    chat.actions.append(action)
    chat.changed()
    return True


@method("setMessageReaction")
async def set_message_reaction(world: World, arguments: Arguments) -> bool:
    """The bot's own reaction; an empty list takes it away."""
    reactions = _reactions(arguments.parsed("reaction", "can't parse reaction types JSON object"))
    chat = world.chat(arguments, write=False)
    message = chat.find(arguments.number("message_id"))
    if message is None:
        raise bad("message to react not found")
    if message.kind == "service":
        raise bad("MESSAGE_ID_INVALID")
    if len(reactions) > 1:
        raise bad("REACTIONS_TOO_MANY")
    message.reactions[world.bot["id"]] = reactions
    chat.changed()
    return True


def _reactions(given: Any) -> list[Json]:
    if given is None:
        return []
    if not isinstance(given, list):
        raise bad("expected an Array of ReactionType")
    for reaction in given:
        kind = reaction.get("type") if isinstance(reaction, dict) else None
        if kind not in {"emoji", "custom_emoji"}:
            raise bad("can't parse ReactionType: invalid reaction type specified")
        if kind == "custom_emoji" or reaction.get("emoji") not in REACTIONS:
            raise bad("REACTION_INVALID")
    return given
