"""Keyboards under messages: what the real server takes, and what it refuses."""

import json

from tests.fakes.telegram.arguments import Arguments
from tests.fakes.telegram.errors import Json, bad
from tests.fakes.telegram.html import checked_url

MOST_BUTTONS, MOST_IN_ROW = 100, 8
DATA_BYTES = 64
MARKUP_BYTES = 10_000
"""of the whole keyboard; about what the real server takes"""


def reply_markup(arguments: Arguments) -> Json | None:
    """The checked markup of a call, None without one."""
    markup = arguments.parsed("reply_markup", "can't parse reply keyboard markup JSON object")
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad("object expected as reply markup")
    if "inline_keyboard" in markup:
        return _inline(markup["inline_keyboard"])
    if "keyboard" in markup:
        return markup | {"keyboard": _plain(markup["keyboard"])}
    for kind in ("remove_keyboard", "force_reply"):
        if markup.get(kind) is True:
            return _placeholder(markup)
    return None


def inline_markup(arguments: Arguments) -> Json | None:
    """The same where only an inline keyboard can stand: on an edit."""
    markup = reply_markup(arguments)
    if markup is not None and "inline_keyboard" not in markup:
        raise bad("inline keyboard expected")
    return markup


def _placeholder(markup: Json) -> Json:
    if len(str(markup.get("input_field_placeholder", ""))) > 64:
        raise bad("REPLY_MARKUP_INVALID")
    return markup


def _rows(rows: object, field: str) -> list[list[object]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        where = " of the InlineKeyboardMarkup" if field == "inline_keyboard" else ""
        raise bad(f'field "{field}"{where} must be an Array of Arrays')
    kept = [row for row in rows if row]
    if sum(map(len, kept)) > MOST_BUTTONS or any(len(row) > MOST_IN_ROW for row in kept):
        raise bad("reply markup is too long")
    return kept


def _inline(rows: object) -> Json | None:
    kept = [[_button(button) for button in row] for row in _rows(rows, "inline_keyboard")]
    if len(json.dumps(kept, ensure_ascii=False).encode()) > MARKUP_BYTES:
        raise bad("reply markup is too long")
    return {"inline_keyboard": kept} if kept else None


def _button(button: object) -> Json:
    if not isinstance(button, dict):
        raise bad("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    text = button.get("text")
    if not isinstance(text, str):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    style = button.get("style")
    if style not in (None, "danger", "success", "primary"):
        raise bad("can't parse inline keyboard button: invalid button style specified")
    kind = _kind(button)
    if not text.strip():
        raise bad("inline keyboard button text must be non-empty")
    return {"text": text.strip()} | kind | ({"style": style} if style else {})


def _kind(button: Json) -> Json:
    """What a press does: the first of the kinds, in the real server's order."""
    if url := button.get("url"):
        if not str(url).startswith("tg://user?id=") and not checked_url(str(url)):
            raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return {"url": checked_url(str(url)) or url}
    if data := button.get("callback_data"):
        if len(str(data).encode()) > DATA_BYTES:
            raise bad("BUTTON_DATA_INVALID")
        return {"callback_data": data}
    for kind in ("callback_game", "pay", "switch_inline_query", "switch_inline_query_chosen_chat",
                 "switch_inline_query_current_chat", "login_url", "web_app", "copy_text"):  # fmt: skip
        if kind in button:
            return {kind: button[kind]}
    raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")


def _plain(rows: object) -> list[list[Json]]:
    kept = []
    for row in _rows(rows, "keyboard"):
        buttons = [{"text": button} if isinstance(button, str) else button for button in row]
        if not all(isinstance(button, dict) and isinstance(button.get("text"), str) for button in buttons):
            raise bad("can't parse keyboard button: KeyboardButton must be a String or an Object")
        if not all(button["text"].strip() for button in buttons if isinstance(button, dict)):
            raise bad("keyboard button text must be non-empty")
        kept.append([button for button in buttons if isinstance(button, dict)])
    return kept
