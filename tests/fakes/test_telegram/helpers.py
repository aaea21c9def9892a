"""Small things the tests share."""

import io

from PIL import Image
from telegram import InlineKeyboardButton, InlineKeyboardMarkup


def picture(width: int = 40, height: int = 30, kind: str = "JPEG") -> bytes:
    """A plain picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "maroon").save(out, kind)
    return out.getvalue()


def keyboard(*rows: list[str]) -> InlineKeyboardMarkup:
    """Buttons whose data is their label in small letters."""
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=label.lower()) for label in row] for row in rows]
    )
