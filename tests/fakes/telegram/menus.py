"""Command menus by scope and language, and the bot's descriptions."""

import re

from tests.fakes.telegram.errors import Json, bad

NAME = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE = re.compile(r"[a-z]{2}")
MOST_COMMANDS = 100

Scope = tuple[str, int, int]
"""kind, chat and user; 0 where it has none"""


class Menus:
    """What stands in the menu, and where."""

    def __init__(self) -> None:
        self._commands: dict[tuple[Scope, str], list[Json]] = {}
        self.texts: dict[tuple[str, str], str] = {}
        """(name, description or short_description; language) → text"""

    def set(self, scope: Scope, language: str, commands: object) -> None:
        """Put commands into a scope; an empty list takes them away."""
        checked = _checked(commands)
        if checked:
            self._commands[scope, language] = checked
        else:
            self.delete(scope, language)

    def get(self, scope: Scope, language: str) -> list[Json]:
        """Exactly what was set there."""
        return self._commands.get((scope, language), [])

    def delete(self, scope: Scope, language: str) -> None:
        """Take a menu away; the next wider one shows again."""
        self._commands.pop((scope, language), None)

    def seen(
        self, chat_id: int, user_id: int, language: str, *, group: bool, admin: bool = False
    ) -> list[Json]:
        """What a person sees: the narrowest scope that has something, her language before none."""
        wide = ["all_chat_administrators"] if group and admin else []
        wide += ["all_group_chats" if group else "all_private_chats", "default"]
        narrow: list[Scope] = [("chat_member", chat_id, user_id)]
        narrow += [("chat_administrators", chat_id, 0)] if admin else []
        scopes = [*narrow, ("chat", chat_id, 0), *[(kind, 0, 0) for kind in wide]]
        found = [self.get(scope, spoken) for scope in scopes for spoken in (language, "")]
        return next((commands for commands in found if commands), [])


def checked_language(language: str) -> str:
    """Empty, or two small letters."""
    if language and not LANGUAGE.fullmatch(language):
        raise bad("invalid language code specified")
    return language


def _checked(commands: object) -> list[Json]:
    if commands is None:
        return []
    if not isinstance(commands, list):
        raise bad("expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    return [_command(command) for command in commands]


def _command(command: object) -> Json:
    if not isinstance(command, dict):
        raise bad("can't parse BotCommand: expected an Object")
    for field in ("command", "description"):
        if not isinstance(command.get(field), str):
            raise bad(f"can't parse BotCommand: Can't find field \"{field}\"")
    name = command["command"].strip().removeprefix("/")
    description = command["description"].strip()
    if not name:
        raise bad("command must be non-empty")
    if len(name) > 32:
        raise bad("command length must not exceed 32")
    if not NAME.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")
    if not description:
        raise bad("command description must be non-empty")
    if len(description) > 256:
        raise bad("command description length must not exceed 256")
    return {"command": name, "description": description}
