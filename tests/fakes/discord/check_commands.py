"""What Discord demands of application commands."""

import unicodedata
from collections.abc import Iterator

from tests.fakes.discord.errors import Form, Json, Refused

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
MOST = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
LOCALES = {
    "id",
    "da",
    "de",
    "en-GB",
    "en-US",
    "es-ES",
    "es-419",
    "fr",
    "hr",
    "it",
    "lt",
    "hu",
    "nl",
    "no",
    "pl",
}
LOCALES |= {"pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th", "zh-CN", "ja"}
LOCALES |= {"zh-TW", "ko"}
Path = tuple[str | int, ...]


def check_commands(commands: object) -> None:
    """A bulk overwrite: each command by itself, and no name twice."""
    if not isinstance(commands, list):
        raise Refused(400, 50035, "Invalid Form Body", {"_errors": [{"code": "LIST_TYPE_CONVERT",
                      "message": "Only iterables may be used in a ListType"}]})  # fmt: skip
    form = Form()
    seen: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        check_command(form, (index,), command)
        key = (command.get("type") or CHAT_INPUT, str(command.get("name")))
        if key in seen:
            code = "APPLICATION_COMMANDS_DUPLICATE_NAME"
            form.add((index, "name"), code, "Application command names must be unique")
        seen.add(key)
    form.check()
    for kind, most in MOST.items():
        if sum(1 for one, _ in seen if one == kind) > most:
            raise Refused(400, 30032, f"Maximum number of application commands reached ({most}).")


def check_command(form: Form, path: Path, command: Json) -> None:
    """One command with all inside."""
    kind = command.get("type") or CHAT_INPUT
    form.choice((*path, "type"), kind, (CHAT_INPUT, USER, MESSAGE))
    if kind == CHAT_INPUT:
        check_name(form, (*path, "name"), command.get("name"))
        form.length((*path, "description"), command.get("description"), 1, 100)
    else:
        form.length((*path, "name"), command.get("name"), 1, 32)
        if command.get("description"):
            code = "APPLICATION_COMMANDS_INVALID_DESCRIPTION"
            form.add((*path, "description"), code, "Context menu commands cannot have description")
    check_localizations(form, path, command, names=kind == CHAT_INPUT)
    check_options(form, (*path, "options"), command.get("options"))
    for field, allowed in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        for index, value in enumerate(command.get(field) or []):
            form.choice((*path, field, index), value, allowed)
    if size(command) > 8000:
        form.add(path, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")


def check_name(form: Form, path: Path, name: object) -> None:
    """1 to 32 letters, figures, hyphens, underscores; lower case where there is one."""
    form.length(path, name, 1, 32)
    if isinstance(name, str) and name and not (name == name.lower() and all(map(allowed, name))):
        form.add(path, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")


def allowed(letter: str) -> bool:
    """Whether a letter may stand in a name."""
    devanagari_or_thai = "\u0900" <= letter <= "\u097f" or "\u0e00" <= letter <= "\u0e7f"
    return letter in "-_'" or unicodedata.category(letter)[0] in "LN" or devanagari_or_thai


def check_localizations(form: Form, path: Path, thing: Json, *, names: bool = True) -> None:
    """Names and descriptions in languages that Discord knows."""
    for field in ("name_localizations", "description_localizations"):
        for locale, text in (thing.get(field) or {}).items():
            where = (*path, field, locale)
            if locale not in LOCALES:
                form.add(where, "APPLICATION_COMMAND_INVALID_LOCALE", "Locale is not supported")
            elif field == "name_localizations" and names:
                check_name(form, where, text)
            else:
                form.length(where, text, 1, 32 if field == "name_localizations" else 100)


def check_options(form: Form, path: Path, options: object) -> None:
    """Up to 25 options, required ones first, no name twice."""
    if options is None or not form.count(path, options, 0, 25) or not isinstance(options, list):
        return
    names: set[str] = set()
    optional_before = False
    for index, option in enumerate(options):
        where = (*path, index)
        check_option(form, where, option)
        if option.get("required") and optional_before:
            message = "Required options must be placed before non-required options"
            form.add(where, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_before = optional_before or not option.get("required")
        if option.get("name") in names:
            form.add(where, "APPLICATION_COMMAND_OPTIONS_NAME_DUPLICATE", "Option name is already used")
        names.add(str(option.get("name")))


def check_option(form: Form, path: Path, option: Json) -> None:
    """One option or subcommand."""
    kind = option.get("type")
    form.choice((*path, "type"), kind, tuple(range(1, 12)))
    check_name(form, (*path, "name"), option.get("name"))
    form.length((*path, "description"), option.get("description"), 1, 100)
    check_localizations(form, path, option)
    if kind in (SUBCOMMAND, GROUP):
        check_options(form, (*path, "options"), option.get("options"))
    choices = option.get("choices")
    if choices and option.get("autocomplete"):
        message = "Autocomplete and choices cannot be used together"
        form.add(path, "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES", message)
    check_choices(form, (*path, "choices"), choices, kind if isinstance(kind, int) else STRING)
    form.between((*path, "min_length"), option.get("min_length"), 0, 6000)
    form.between((*path, "max_length"), option.get("max_length"), 1, 6000)


def check_choices(form: Form, path: Path, choices: object, kind: int) -> None:
    """Up to 25 choices with a name and a value of the option's kind; also what autocomplete answers."""
    if choices is None or not form.count(path, choices, 0, 25) or not isinstance(choices, list):
        return
    for index, choice in enumerate(choices):
        form.length((*path, index, "name"), choice.get("name"), 1, 100)
        value = choice.get("value")
        if kind == STRING:
            form.length((*path, index, "value"), value, 1, 100)
        elif not isinstance(value, int | float):
            form.add((*path, index, "value"), "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')


def size(command: Json) -> int:
    """Names, descriptions and values together, the longest language counting."""
    return sum(sum(map(longest, (texts_of(one)))) for one in everything(command))


def texts_of(thing: Json) -> list[list[str]]:
    """Each counted text of a command, option or choice, in all its languages."""
    fields = [(thing.get(name), thing.get(f"{name}_localizations")) for name in ("name", "description")]
    texts = [[str(text or ""), *map(str, (others or {}).values())] for text, others in fields]
    return [*texts, [str(thing.get("value", ""))]]


def longest(texts: list[str]) -> int:
    return max(map(len, texts))


def everything(command: Json) -> Iterator[Json]:
    """A command and all inside it."""
    yield command
    for inner in [*(command.get("options") or []), *(command.get("choices") or [])]:
        yield from everything(inner)
