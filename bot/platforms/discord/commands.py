"""Slash commands, made from the one command table: registered anew only when something changed."""

import inspect
from collections.abc import Mapping, Sequence

import structlog

from bot.platforms.discord.rest import Json, Rest
from bot.platforms.discord.suggesting import NAMED
from bot.platforms.discord.words import shortened
from bot.platforms.port import PlatformError
from handlers.content.texts import Texts
from handlers.feature import Access, CommandSpec, Group, Registry
from handlers.rules.offers import may_offer
from storage.enums import Platform

CHAT_INPUT, STRING = 1, 3
EVERYWHERE = [0, 1, 2]
"""Contexts: servers, direct messages with the bot, other private channels."""
BOTH = [0, 1]
"""Installed to a server, or to a person."""
LONGEST_DESCRIPTION, LONGEST_WORDS, MOST_COMMANDS = 100, 1000, 100
OPTION = "words"
PLAYING = frozenset({Group.PLAY})
LOCALES = {
    "en": ("en-US", "en-GB"),
    "es": ("es-ES", "es-419"),
    "pt": ("pt-BR",),
    "sv": ("sv-SE",),
    "zh": ("zh-CN",),
}
KNOWN = frozenset(
    "id da de fr hr it lt hu nl no pl ro fi vi tr cs el bg ru uk hi th ja ko".split()  # noqa: SIM905
)
log = structlog.get_logger(__name__)


def for_everybody(registry: Registry, texts: Texts, languages: Sequence[str]) -> list[Json]:
    """The commands registered everywhere: none that Discord's rules bar. Safety is never hidden, nor
    behind an age restriction."""
    specs = [
        spec
        for spec in registry.commands.values()
        if spec.group is not Group.OPERATOR
        and (not spec.hidden or spec.group is Group.SAFETY)
        and (spec.offer is None or may_offer(spec.offer, Platform.DISCORD))
    ]
    return [
        {
            **_command(spec, texts, languages),
            "nsfw": spec.group in PLAYING and spec.access is Access.PLAYER,
            "contexts": EVERYWHERE,
            "integration_types": BOTH,
        }
        for spec in specs[:MOST_COMMANDS]
    ]


def for_operators(registry: Registry, texts: Texts, languages: Sequence[str]) -> list[Json]:
    """The commands registered in the operators' servers alone."""
    specs = [spec for spec in registry.commands.values() if spec.group is Group.OPERATOR and not spec.hidden]
    return [{**_command(spec, texts, languages), "nsfw": False} for spec in specs[:MOST_COMMANDS]]


async def register(rest: Rest, guild: int | None, wanted: Sequence[Json]) -> bool:
    """Register ``wanted`` if Discord has something else; whether it had. A server without us is noted."""
    try:
        have = await rest.commands(guild)
        if _compared(have) == _compared(wanted):
            return False
        await rest.replace_commands(guild, wanted)
    except PlatformError as error:
        if guild is None:
            raise
        log.warning("discord.no_operators_commands", guild=guild, error=type(error).__name__)
        return False
    log.info("discord.commands", guild=guild, count=len(wanted))
    return True


def takes_words(spec: CommandSpec) -> bool:
    """Whether a command does something with the words after its name: its handler says so."""
    parameters = list(inspect.signature(spec.handler).parameters)
    return len(parameters) > 1 and not parameters[1].startswith("_")


def _command(spec: CommandSpec, texts: Texts, languages: Sequence[str]) -> dict[str, object]:
    key = f"command.{spec.name}"
    made: dict[str, object] = {
        "type": CHAT_INPUT,
        "name": spec.name,
        "description": _described(texts, key, languages[0]),
        "description_localizations": _localised(texts, key, languages),
    }
    if takes_words(spec):
        key = f"discord.words.{spec.name}"
        key = key if key in texts.keys else "discord.words.other"
        made["options"] = [
            {
                "type": STRING,
                "name": OPTION,
                "description": _described(texts, key, languages[0]),
                "description_localizations": _localised(texts, key, languages),
                "required": False,
                "max_length": LONGEST_WORDS,
                "autocomplete": spec.name in NAMED,
            }
        ]
    return made


def _described(texts: Texts, key: str, language: str) -> str:
    return shortened(texts.get(key, language), LONGEST_DESCRIPTION)


def _localised(texts: Texts, key: str, languages: Sequence[str]) -> dict[str, str]:
    """In every other language the court speaks and Discord knows."""
    found = {}
    for language in languages[1:]:
        for locale in LOCALES.get(language, (language,) if language in KNOWN else ()):
            found[locale] = _described(texts, key, language)
    return found


def _compared(commands: Sequence[Json]) -> list[Json]:
    """What two lists of commands have to agree in, whatever Discord adds of its own."""
    return sorted((_plain(command) for command in commands), key=lambda command: str(command["name"]))


def _plain(command: Json) -> dict[str, object]:
    return {
        "name": command.get("name"),
        "description": command.get("description"),
        "localised": dict(command.get("description_localizations") or {}),
        "nsfw": bool(command.get("nsfw")),
        "contexts": sorted(command.get("contexts") or []),
        "installs": sorted(command.get("integration_types") or []),
        "options": [_plain_option(option) for option in command.get("options") or ()],
    }


def _plain_option(option: Mapping[str, object]) -> dict[str, object]:
    return {
        "name": option.get("name"),
        "description": option.get("description"),
        "localised": option.get("description_localizations") or {},
        "required": bool(option.get("required")),
        "most": option.get("max_length"),
        "autocomplete": bool(option.get("autocomplete")),
    }
