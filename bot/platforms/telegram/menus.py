"""The command menus, from the one table of commands: per scope and language. Telegram keeps them."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)
from telegram.error import BadRequest

from handlers.content.texts import Texts
from handlers.feature import Access, CommandSpec, Group, Registry
from handlers.offers import offered
from handlers.ports import Policy
from storage.enums import Platform

ORDER = (Group.SAFETY, Group.PLAY, Group.ME, Group.PRIVATE, Group.OPERATOR)
MOST_COMMANDS = 100
LONGEST_DESCRIPTION = 256
FOR_OPERATORS = frozenset({Access.OPERATOR, Access.OWNER})
log = structlog.get_logger(__name__)


class Menus:
    """Writes the menus: commands for members in every private chat, operators' only in their own chats,
    none in groups."""

    def __init__(self, bot: Bot, registry: Registry, texts: Texts, policy: Policy) -> None:
        self._bot = bot
        self._registry = registry
        self._texts = texts
        self._policy = policy
        self._written = False
        self._chats: set[str] = set()

    async def keep(self, operators: AbstractSet[str]) -> None:
        """Write what is not yet as it should be. ``operators`` are the private chats of those who are
        operators now. Raises the library's errors; what was not written is tried the next time."""
        if not self._written:
            await self._write()
            self._written = True
        for chat in operators - self._chats:
            await self._write_for(chat)
            self._chats.add(chat)
        for chat in self._chats - operators:
            await self._take_back(chat)
            self._chats.discard(chat)

    async def _write(self) -> None:
        for language in self._texts.languages:
            code = None if language == "en" else language
            await self._bot.set_my_commands(
                self.commands(language), scope=BotCommandScopeAllPrivateChats(), language_code=code
            )
            await self._describe(language, code)
        for scope in (BotCommandScopeDefault(), BotCommandScopeAllGroupChats()):
            await self._bot.delete_my_commands(scope=scope)

    async def _write_for(self, chat: str) -> None:
        try:
            for language in self._texts.languages:
                code = None if language == "en" else language
                commands = self.commands(language, operator=True)
                scope = BotCommandScopeChat(int(chat))
                await self._bot.set_my_commands(commands, scope=scope, language_code=code)
        except BadRequest:
            # The chat is gone or was never begun.
            log.info("telegram.menu_refused")

    async def _take_back(self, chat: str) -> None:
        """Her menu is like everybody's again."""
        try:
            await self._bot.delete_my_commands(scope=BotCommandScopeChat(int(chat)))
        except BadRequest:
            log.info("telegram.menu_refused")

    def commands(self, language: str, *, operator: bool = False) -> list[BotCommand]:
        """The commands of a menu, safety first."""
        found = [
            spec
            for spec in _sorted(self._registry.commands.values())
            if _shown(spec, operator=operator) and offered(self._policy, spec.offer, Platform.TELEGRAM)
        ]
        return [BotCommand(spec.name, self._description(spec, language)) for spec in found[:MOST_COMMANDS]]

    def _description(self, spec: CommandSpec, language: str) -> str:
        return self._texts.get(f"command.{spec.name}", language)[:LONGEST_DESCRIPTION]

    async def _describe(self, language: str, code: str | None) -> None:
        await self._bot.set_my_description(self._texts.get("telegram.description", language), code)
        await self._bot.set_my_short_description(
            self._texts.get("telegram.short_description", language), code
        )


def _sorted(specs: Iterable[CommandSpec]) -> Sequence[CommandSpec]:
    return sorted(specs, key=lambda spec: ORDER.index(spec.group))


def _shown(spec: CommandSpec, *, operator: bool) -> bool:
    return not spec.hidden and (operator or spec.access not in FOR_OPERATORS)
