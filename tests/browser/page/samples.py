"""Parts of messages, for tests that need one of a kind."""

import io
import wave
from math import pi, sin

from PIL import Image

from tests.fakes.web_page import FakeCourt, Json


def button(label: str, token: str = "", *, style: str = "plain", selected: bool | None = None) -> Json:
    """A chip; with `selected` a toggle."""
    return {"label": label, "token": token or label.lower(), "style": style, "selected": selected}


def photo_bytes(width: int = 320, height: int = 240, colour: str = "#806090") -> bytes:
    """A small JPEG."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "JPEG")
    return buffer.getvalue()


def sound_bytes(seconds: float = 20) -> bytes:
    """A WAV every browser plays."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(
            bytes(128 + int(60 * sin(2 * pi * 220 * step / 8000)) for step in range(int(8000 * seconds)))
        )
    return buffer.getvalue()


def photo(court: FakeCourt, name: str, *, spoiler: bool = False) -> Json:
    """A photo the court holds."""
    court.media[name] = (photo_bytes(), "image/jpeg")
    head: Json = {
        "kind": "photo",
        "url": f"/media/{name}",
        "alt": f"Photo {name}",
        "name": name,
        "mime": "image/jpeg",
    }
    return head | {"size": 1, "spoiler": spoiler, "protected": True, "width": 320, "height": 240}


def voice(court: FakeCourt, name: str, seconds: float = 20) -> Json:
    """A voice note the court holds."""
    court.media[name] = (sound_bytes(seconds), "audio/wav")
    head: Json = {
        "kind": "voice",
        "url": f"/media/{name}",
        "alt": "",
        "name": "A word",
        "mime": "audio/wav",
        "size": 1,
    }
    return head | {
        "seconds": seconds,
        "peaks": [10, 80, 30],
        "transcript": "Stand up straight.",
        "protected": True,
    }


def card(court: FakeCourt) -> Json:
    """A picture card."""
    court.media["card"] = (photo_bytes(), "image/jpeg")
    return {
        "kind": "card",
        "url": "/media/card",
        "alt": "140 points, tier Considered",
        "mime": "image/jpeg",
        "width": 320,
        "height": 240,
    }


def file(court: FakeCourt) -> Json:
    """A file to download."""
    court.media["file"] = (b"all of it", "application/zip")
    return {
        "kind": "file",
        "url": "/media/file",
        "alt": "",
        "name": "export.zip",
        "mime": "application/zip",
        "size": 184000,
    }


def form(*fields: Json, title: str = "Your hours") -> Json:
    """A form with one submit button."""
    return {
        "title": title,
        "text": "",
        "submit": {"label": "Write it down", "token": "form-token"},
        "fields": list(fields),
    }


def field(name: str, kind: str = "text", **parts: object) -> Json:
    """One field of a form."""
    return {
        "name": name,
        "label": name.capitalize(),
        "kind": kind,
        "options": [],
        "required": False,
        "value": None,
    } | parts


def options(*values: str) -> list[Json]:
    """Choices of a field."""
    return [{"value": value.lower(), "label": value} for value in values]
