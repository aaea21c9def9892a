"""Buttons below a message: rows by the length of the labels, navigation in a row of its own."""

from collections.abc import Sequence

from telegram import ForceReply, InlineKeyboardButton, InlineKeyboardMarkup

from handlers.chat.outgoing import Ask, Choice, Form, Message

ROW_LETTERS = 30
ROW_BUTTONS = 5
MOST_BUTTONS = 100
LONGEST_PLACEHOLDER = 64
LONGEST_LABEL = 64
CHOSEN = "✓ "
Markup = InlineKeyboardMarkup | ForceReply


def markup_of(message: Message) -> Markup | None:
    """What can be pressed below a message, or the request for one line, or nothing."""
    if isinstance(message, Form):
        return keyboard((message.submit,), message.nav)
    if isinstance(message, Ask) and message.hint is not None and not message.choices and not message.nav:
        placeholder = message.hint[:LONGEST_PLACEHOLDER] or None
        return ForceReply(input_field_placeholder=placeholder)
    return keyboard(message.choices, message.nav)


def keyboard(choices: Sequence[Choice], nav: Sequence[Choice] = ()) -> InlineKeyboardMarkup | None:
    """An inline keyboard, or None without a button. Beyond Telegram's limit the navigation is kept."""
    room = MOST_BUTTONS - len(nav)
    found = [*rows(choices[:room]), *rows(nav)]
    return InlineKeyboardMarkup(found) if found else None


def rows(choices: Sequence[Choice]) -> list[list[InlineKeyboardButton]]:
    """Buttons side by side while their labels are short."""
    lines: list[list[InlineKeyboardButton]] = []
    widest = 0
    for choice in choices:
        label = label_of(choice)
        widest = max(widest, len(label))
        button = InlineKeyboardButton(label, callback_data=choice.token)
        fits = lines and len(lines[-1]) < ROW_BUTTONS and widest * (len(lines[-1]) + 1) <= ROW_LETTERS
        if fits:
            lines[-1].append(button)
        else:
            widest = len(label)
            lines.append([button])
    return lines


def label_of(choice: Choice) -> str:
    """A button's words, with a check mark if it is switched on."""
    label = f"{CHOSEN}{choice.label}" if choice.selected else choice.label
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1]}…"
