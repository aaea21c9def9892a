"""What comes with a call, however it was sent: query, form, JSON or multipart."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, MultipartReader, web

from tests.fakes.telegram.errors import Json, Refusal, bad

UPLOAD_LIMIT = 50 * 1024 * 1024
"""bytes of all files in one call"""


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes
    mime: str


@dataclass
class Arguments:
    """The call's fields, all as text (the real server flattens JSON the same way), and its files."""

    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A field, empty when absent."""
        return self.values.get(name, "")

    def flag(self, name: str) -> bool:
        """A yes or no; everything unknown is no."""
        return self.text(name).strip().lower() in {"true", "yes", "1"}

    def number(self, name: str, default: int = 0, least: int | None = None, most: int | None = None) -> int:
        """A whole number, put into its bounds; nonsense counts as the default."""
        number = whole(self.text(name), default)
        number = number if least is None else max(number, least)
        return number if most is None else min(number, most)

    def parsed(self, name: str, complaint: str) -> Any:
        """A field that holds JSON; None when absent."""
        if not self.text(name):
            return None
        try:
            return json.loads(self.text(name))
        except ValueError:
            raise bad(complaint) from None

    @property
    def chat_id(self) -> int | None:
        """The chat the call speaks to, if it names one by number."""
        number = whole(self.text("chat_id"), 0)
        return number or None

    @classmethod
    def of(cls, values: Json) -> "Arguments":
        """Arguments as JSON would bring them."""
        return cls({name: flattened(value) for name, value in values.items() if value is not None})


def whole(text: str, default: int) -> int:
    """``text`` as a whole number, or the default."""
    try:
        return int(text.strip())
    except ValueError:
        return default


def flattened(value: object) -> str:
    """A JSON value as the text a form would hold."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


async def read(request: web.Request) -> Arguments:
    """The call's arguments, its body read to the end whatever is thought of it."""
    arguments = Arguments(dict(request.query))
    kind = request.content_type
    if kind == "application/json":
        arguments.values |= Arguments.of(_object(await request.read())).values
    elif kind == "multipart/form-data":
        await _read_parts(await request.multipart(), arguments)
    elif kind == "application/x-www-form-urlencoded":
        form = await request.post()
        arguments.values |= {name: value for name, value in form.items() if isinstance(value, str)}
    else:
        await request.read()
    return arguments


def _object(body: bytes) -> Json:
    try:
        value = json.loads(body) if body.strip() else {}
    except UnicodeDecodeError:
        raise bad("strings must be encoded in UTF-8") from None
    except ValueError:
        raise bad("can't parse JSON object") from None
    if not isinstance(value, dict):
        raise bad("JSON object expected")
    return value


async def _read_parts(reader: MultipartReader, arguments: Arguments) -> None:
    size = 0
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad("can't parse multipart/form-data")
        content = await _part(part, UPLOAD_LIMIT - size)
        if part.filename is None:
            arguments.values[part.name] = _decoded(content)
            continue
        size += len(content)
        mime = part.headers.get("Content-Type", "application/octet-stream")
        arguments.files[part.name] = Upload(part.filename, content, mime)
    if size > UPLOAD_LIMIT:
        raise Refusal(413, "Request Entity Too Large")


async def _part(part: BodyPartReader, most: int) -> bytes:
    """A part's bytes, read to its end; beyond ``most`` nothing is kept but the fact."""
    content = bytearray()
    while chunk := await part.read_chunk(1 << 18):
        if len(content) <= most:
            content += chunk
    return bytes(content)


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise bad("strings must be encoded in UTF-8") from None
