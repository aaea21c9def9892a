"""What the bot is called, and its command menus."""

from collections.abc import Callable

from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.errors import Json, bad
from tests.fakes.telegram.menus import Scope, checked_language
from tests.fakes.telegram.methods.registry import method
from tests.fakes.telegram.world import World

WIDE = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
NARROW = {"chat", "chat_administrators", "chat_member"}
LENGTHS = {"name": 64, "description": 512, "short_description": 120}


@method("getMe")
async def get_me(world: World, arguments: Arguments) -> Json:
    """The bot itself."""
    return world.bot | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


@method("setMyCommands")
async def set_my_commands(world: World, arguments: Arguments) -> bool:
    """Put a menu into a scope."""
    commands = arguments.parsed("commands", "can't parse commands JSON object")
    world.menus.set(_scope(world, arguments), checked_language(arguments.text("language_code")), commands)
    return True


@method("getMyCommands")
async def get_my_commands(world: World, arguments: Arguments) -> list[Json]:
    """The menu of exactly this scope and language."""
    return world.menus.get(_scope(world, arguments), checked_language(arguments.text("language_code")))


@method("deleteMyCommands")
async def delete_my_commands(world: World, arguments: Arguments) -> bool:
    """Take a menu away."""
    world.menus.delete(_scope(world, arguments), checked_language(arguments.text("language_code")))
    return True


def _scope(world: World, arguments: Arguments) -> Scope:
    given = arguments.parsed("scope", "can't parse BotCommandScope JSON object")
    if given is None:
        return "default", 0, 0
    if not isinstance(given, dict):
        raise bad("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = given.get("type")
    if kind in WIDE:
        return kind, 0, 0
    if kind not in NARROW:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    fields = Arguments.of(given)
    if not fields.text("chat_id"):
        raise bad("can't parse BotCommandScope: Empty chat_id specified")
    user_id = fields.number("user_id") if kind == "chat_member" else 0
    if kind == "chat_member" and user_id <= 0:
        raise bad("can't parse BotCommandScope: Invalid user_id specified")
    return kind, world.chat(fields, write=False).id, user_id


def _setter(name: str) -> Callable[[World, Arguments], object]:
    async def set_text(world: World, arguments: Arguments) -> bool:
        text = arguments.text(name)
        language = checked_language(arguments.text("language_code"))
        if len(text) > LENGTHS[name]:
            raise bad(f"BOT_{name.upper()}_TOO_LONG")
        world.menus.texts[name, language] = text
        return True

    async def get_text(world: World, arguments: Arguments) -> Json:
        language = checked_language(arguments.text("language_code"))
        texts = world.menus.texts
        return {name: texts.get((name, language)) or texts.get((name, ""), "")}

    words = "".join(word.capitalize() for word in name.split("_"))
    method(f"setMy{words}")(set_text)
    method(f"getMy{words}")(get_text)
    return set_text


for text_name in LENGTHS:
    _setter(text_name)
