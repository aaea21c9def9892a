"""Buttons and menus: rows of five buttons; many plain answers become a menu."""

from collections.abc import Iterable, Sequence
from itertools import islice

from bot.platforms.discord.names import Purpose, custom_id
from bot.platforms.discord.rest import Json
from bot.platforms.discord.words import shortened
from handlers.chat.outgoing import Choice, Style

ROWS, A_ROW, A_MENU = 5, 5, 25
BUTTONS_BEFORE_MENU = 10
ROW, BUTTON, MENU = 1, 2, 3
LONGEST_LABEL, LONGEST_OPTION = 80, 100
STYLES = {Style.PRIMARY: 1, Style.PLAIN: 2, Style.DANGER: 4}
CHOSEN = 3
TICK = "✓ "


def rows_of(choices: Sequence[Choice], nav: Sequence[Choice], extra: Sequence[Json] = ()) -> tuple[Json, ...]:
    """The rows below a message: its choices, then what leads elsewhere. ``extra`` are buttons of ours."""
    below = [*extra, *map(_button, nav)][: A_ROW * (ROWS - 1)]
    ending = [_row(group) for group in _groups(below, A_ROW)]
    room = ROWS - len(ending)
    own = _menus(choices, room) if _fits_menu(choices, room) else _buttons(choices, room)
    return (*own, *ending)


def button(label: str, name: str, style: int = STYLES[Style.PLAIN]) -> Json:
    """A button of our own."""
    return {"type": BUTTON, "style": style, "label": shortened(label, LONGEST_LABEL), "custom_id": name}


def _fits_menu(choices: Sequence[Choice], room: int) -> bool:
    toggled = any(choice.selected is not None for choice in choices)
    return len(choices) > (room * A_ROW if toggled else BUTTONS_BEFORE_MENU)


def _buttons(choices: Sequence[Choice], room: int) -> list[Json]:
    return [_row(group) for group in _groups(map(_button, choices), A_ROW)][:room]


def _button(choice: Choice) -> Json:
    style = CHOSEN if choice.selected else STYLES[choice.style]
    return button(_label(choice), custom_id(Purpose.PRESS, choice.token), style)


def _menus(choices: Sequence[Choice], room: int) -> list[Json]:
    groups = list(_groups(choices, A_MENU))[:room]
    return [_row([_menu(number, group)]) for number, group in enumerate(groups)]


def _menu(number: int, choices: Sequence[Choice]) -> Json:
    first, last = choices[0].label, choices[-1].label
    return {
        "type": MENU,
        "custom_id": custom_id(Purpose.PICK, str(number)),
        "placeholder": shortened(f"{first} … {last}", LONGEST_OPTION),
        "min_values": 1,
        "max_values": 1,
        "options": [
            {"label": shortened(_label(choice), LONGEST_OPTION), "value": choice.token} for choice in choices
        ],
    }


def _label(choice: Choice) -> str:
    return f"{TICK}{choice.label}" if choice.selected else choice.label


def _row(components: Sequence[Json]) -> Json:
    return {"type": ROW, "components": list(components)}


def _groups(found: Iterable[Json] | Iterable[Choice], size: int) -> Iterable[list]:  # type: ignore[type-arg]
    rest = iter(found)
    while group := list(islice(rest, size)):
        yield group
