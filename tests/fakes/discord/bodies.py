"""Reading what a bot sends: JSON, or multipart with ``payload_json`` and ``files[n]``."""

import io
import json
import mimetypes
import re
from dataclasses import dataclass
from typing import Any

from aiohttp import BodyPartReader, web
from PIL import Image, UnidentifiedImageError

from tests.fakes.discord.errors import Json, invalid_form, invalid_json, too_large

UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024
REQUEST_LIMIT_BYTES = 25 * 1024 * 1024
FILE_FIELD = re.compile(r"files\[(\d+)\]")
TYPES = {
    ".ogg": "audio/ogg",
    ".heic": "image/heic",
    ".webp": "image/webp",
    ".m4a": "audio/mp4",
    ".toml": None,
}


@dataclass
class Upload:
    """One file of a request."""

    name: str
    content: bytes

    @property
    def content_type(self) -> str | None:
        """What Discord makes of the name."""
        for suffix, kind in TYPES.items():
            if self.name.lower().endswith(suffix):
                return kind
        return mimetypes.guess_type(self.name)[0]


Files = dict[int, Upload]


async def read_body(request: web.Request) -> tuple[Any, Files]:
    """The JSON of a request and the files with it, by their numbers."""
    if request.content_type == "multipart/form-data":
        return await read_multipart(request)
    text = await request.text()
    if text and request.content_type != "application/json":
        message = 'Expected "Content-Type" header to be one of {"application/json"}.'
        raise invalid_form("content_type", code="CONTENT_TYPE_INVALID", message=message)
    return parsed(text) if text else {}, {}


def parsed(text: str) -> Any:
    """JSON, or a refusal."""
    try:
        return json.loads(text)
    except ValueError:
        raise invalid_json() from None


async def read_multipart(request: web.Request) -> tuple[Any, Files]:
    """The parts; fields of other names are ignored, as Discord does."""
    body: Any = {}
    files: Files = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        found = FILE_FIELD.fullmatch(part.name or "")
        if part.name == "payload_json":
            body = parsed(await part.text())
        elif found:
            content = bytes(await part.read())
            files[int(found[1])] = Upload(clean_name(part.filename), content)
    sizes = [len(one.content) for one in files.values()]
    if max(sizes, default=0) > UPLOAD_LIMIT_BYTES or sum(sizes) > REQUEST_LIMIT_BYTES:
        raise too_large()
    return body, files


def clean_name(name: str | None) -> str:
    """File names as Discord keeps them."""
    return re.sub(r"[^\w.-]", "_", (name or "unknown").rpartition("/")[2]) or "unknown"


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height, when it is a picture."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None


def snowflake(request: web.Request, name: str) -> int:
    """An id in the path."""
    value = request.match_info[name]
    if not value.isdigit() or int(value) >= 1 << 63:
        raise invalid_form(name, code="NUMBER_TYPE_COERCE", message=f'Value "{value}" is not snowflake.')
    return int(value)


def dictionary(body: Any) -> Json:
    """A body that must be an object."""
    if not isinstance(body, dict):
        raise invalid_form(code="DICT_TYPE_CONVERT", message="Only dictionaries may be used in a DictType")
    return body
