"""A multipart upload as it arrives: files go to disk sealed and unnamed, nothing is held in memory."""

import asyncio
import errno
import os
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CTR
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from bot.platforms.web.answers import Refusal
from bot.platforms.web.words import clean, file_name

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

KEY_BYTES, COUNTER_BYTES = 32, 16
WRITE_AT_ONCE = 1024 * 1024
MOST_FIELDS = 12
FIELD_BYTES = 64 * 1024
HEADER_BYTES = 4 * 1024
MEGABYTE = 1024 * 1024


class SealedTemp:
    """A temporary file without a name, under a key that only this object has: after a crash, as after
    ``close``, nobody can read it."""

    def __init__(self) -> None:
        cipher = Cipher(AES256(os.urandom(KEY_BYTES)), CTR(os.urandom(COUNTER_BYTES)))
        self._cipher = cipher
        self._sealing: CipherContext = cipher.encryptor()
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._waiting = bytearray()
        self.size = 0

    async def write(self, data: bytes) -> None:
        """Append."""
        self._waiting += self._sealing.update(data)
        self.size += len(data)
        if len(self._waiting) >= WRITE_AT_ONCE:
            await self._flush()

    async def read(self) -> bytes:
        """Everything written."""
        await self._flush()
        return await asyncio.to_thread(self._read)

    def close(self) -> None:
        """Let go of it."""
        self._file.close()

    async def _flush(self) -> None:
        waiting, self._waiting = self._waiting, bytearray()
        await asyncio.to_thread(self._file.write, waiting)

    def _read(self) -> bytes:
        self._file.seek(0)
        return self._cipher.decryptor().update(self._file.read())


@dataclass(slots=True)
class Landed:
    """One file of the upload."""

    name: str
    mime: str
    content: SealedTemp


@dataclass(slots=True)
class _Part:
    headers: dict[str, bytes] = field(default_factory=dict)
    field_name: str = ""
    file: Landed | None = None
    value: bytearray = field(default_factory=bytearray)


@dataclass(slots=True)
class Landing:
    """Takes the parts as they come. Raises a refusal as soon as something is too much."""

    boundary: bytes
    max_file_bytes: int
    max_files: int
    fields: dict[str, str] = field(default_factory=dict)
    files: list[Landed] = field(default_factory=list)
    _part: _Part = field(default_factory=_Part)
    _header: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _to_write: list[tuple[SealedTemp, bytes]] = field(default_factory=list)
    _whole: bool = False

    async def take(self, stream: AsyncIterator[bytes]) -> None:
        """Read the whole body."""
        parser = MultipartParser(self.boundary, self._callbacks())
        try:
            async for chunk in stream:
                parser.write(chunk)
                for content, data in self._to_write:
                    await content.write(data)
                self._to_write.clear()
            parser.finalize()
        except FormParserError as error:
            raise Refusal(400, "not_understood") from error
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise Refusal(503, "no_room") from error
            raise
        if not self._whole:
            raise Refusal(400, "not_understood")

    def close(self) -> None:
        """Let go of every file."""
        for landed in self.files:
            landed.content.close()

    def _callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._part = _Part()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]
        self._bounded(self._header)

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._bounded(self._value)

    def _header_end(self) -> None:
        self._part.headers[self._header.decode("latin-1").lower()] = bytes(self._value)
        self._header, self._value = bytearray(), bytearray()

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._part.headers.get("content-disposition"))
        self._part.field_name = _text(options.get(b"name", b""))
        if b"filename" not in options:
            if len(self.fields) >= MOST_FIELDS:
                raise Refusal(413, "not_understood")
            return
        if len(self.files) >= self.max_files:
            raise Refusal(413, "too_many_files", most=self.max_files)
        mime = _text(self._part.headers.get("content-type", b"")).partition(";")[0].strip().lower()
        self._part.file = Landed(file_name(_text(options[b"filename"])), mime[:64], SealedTemp())
        self.files.append(self._part.file)

    def _data(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if part.file is None:
            part.value += data[start:end]
            self._bounded(part.value, FIELD_BYTES)
            return
        waiting = sum(len(held) for content, held in self._to_write if content is part.file.content)
        if part.file.content.size + waiting + end - start > self.max_file_bytes:
            megabytes = self.max_file_bytes // MEGABYTE
            raise Refusal(413, "file_too_large", name=part.file.name, megabytes=megabytes)
        self._to_write.append((part.file.content, data[start:end]))

    def _part_end(self) -> None:
        if self._part.file is None:
            self.fields[self._part.field_name] = clean(_text(bytes(self._part.value)))

    def _end(self) -> None:
        self._whole = True

    @staticmethod
    def _bounded(data: bytearray, most: int = HEADER_BYTES) -> None:
        if len(data) > most:
            raise Refusal(413, "body_too_large")


def boundary_of(content_type: str) -> bytes:
    """What separates the parts. Raises a refusal if the request is no multipart upload."""
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not boundary:
        raise Refusal(415, "not_understood")
    return boundary


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
