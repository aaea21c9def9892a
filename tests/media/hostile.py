"""Files that mean harm: bombs, scripts in disguise, liars, and damage of every sort."""

import io
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from media.kinds import RefusalReason
from tests.media import samples

ANY = frozenset(RefusalReason)


@dataclass(frozen=True, slots=True)
class Attack:
    """A file and what may come of it: `allowed` refusals, and whether it may be cleaned."""

    name: str
    data: bytes
    declared: str | None = None
    allowed: frozenset[RefusalReason] = ANY
    may_be_cleaned: bool = False


def _must(name: str, data: bytes, *reasons: RefusalReason, declared: str | None = None) -> Attack:
    return Attack(name, data, declared, frozenset(reasons))


def _may(name: str, data: bytes) -> Attack:
    return Attack(name, data, may_be_cleaned=True)


def scripts(canary: Path) -> Iterator[Attack]:
    """Everything that tries to have `canary` read."""
    concat = samples.ffconcat([str(canary)])
    playlist = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile://{canary}\n#EXT-X-ENDLIST\n".encode()
    svg = f'<svg xmlns="http://www.w3.org/2000/svg"><image href="file://{canary}"/></svg>'.encode()
    entity = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{canary}">]><svg>&e;</svg>'.encode()
    session = f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\na=file:{canary}\n".encode()
    lying, wrong = RefusalReason.LYING, RefusalReason.WRONG_KIND
    yield _must("ffconcat as ogg", concat, lying, declared="audio/ogg")
    yield _must("ffconcat as jpeg", concat, lying, declared="image/jpeg")
    yield _must("ffconcat", concat, wrong)
    yield _must("playlist as mp4", playlist, lying, declared="audio/mp4")
    yield _must("playlist", playlist, wrong)
    yield _must("session description", session, wrong)
    yield _must("svg as png", svg, RefusalReason.UNSUPPORTED, declared="image/png")
    yield _must("svg with an entity", entity, RefusalReason.UNSUPPORTED)
    for head in (
        b"OggS",
        b"ID3\4\0\0\0\0\0\0",
        b"\x1a\x45\xdf\xa3",
        b"RIFF\0\0\0\0WAVE",
        b"\xff\xfb\x90\x64",
    ):
        yield Attack(f"ffconcat behind {head[:4]!r}", head + b"\n" + concat)
        yield Attack(f"playlist behind {head[:4]!r}", head + b"\n" + playlist)
    for form in ("webm", "m4a", "ogg", "mp3", "wav"):
        yield _may(f"{form} with a script at its end", samples.recording(form) + concat)
        yield _may(f"{form} that names the file in its tags", _tagged(form, canary))
    yield _may("m4a whose sound is elsewhere", external_reference(canary))


def liars() -> Iterator[Attack]:
    """Files that claim to be of another family, and things nobody asked for."""
    lying, wrong = RefusalReason.LYING, RefusalReason.WRONG_KIND
    yield _must("sound as picture", samples.recording("ogg"), lying, declared="image/jpeg")
    yield _must("picture as sound", samples.photo(), lying, declared="audio/ogg")
    yield _must("video as picture", samples.video("mp4"), lying, declared="image/jpeg")
    yield _must("video", samples.video("mp4"), wrong)
    yield _must("video as webm sound", samples.video("webm"), wrong, declared="audio/webm")
    yield _must("nothing", b"", RefusalReason.EMPTY)
    yield _must("archive", b"PK\x03\x04" + bytes(500), wrong)
    yield _must("program", b"\x7fELF" + bytes(500), wrong)
    yield _must("zeros", bytes(5000), RefusalReason.UNSUPPORTED)


def bombs(*, large: bool) -> Iterator[Attack]:
    """Small files that ask for much."""
    pixels, broken = RefusalReason.TOO_MANY_PIXELS, RefusalReason.BROKEN
    yield _must("png of 50,000 x 50,000", samples.bomb_png(), pixels)
    yield _must("png of 2^31 x 2^31", samples.bomb_png(2**31 - 1, 2**31 - 1), pixels, broken)
    yield _must("jpeg of 65,500 x 65,500", _resized_jpeg(65_500), pixels)
    yield _may("jpeg with data for a corner only", _resized_jpeg(3_000))
    yield _may("png with a text of 64 MB", png_text_bomb())
    yield _may("png of 39 megapixels of nothing", flat_png(6500, 6000))
    yield _may("webp of 39 megapixels of nothing", _flat(6500, 6000, "WEBP"))
    yield _must("jpeg with two thousand scans", scan_bomb(6000, 2000), broken)
    yield _must("wav of a day", _slow_wav(), RefusalReason.TOO_LONG)
    for box in (b"stsz", b"stts", b"stsc", b"stco"):
        yield Attack(
            f"m4a with two thousand million entries in {box!r}", inflated_m4a(box), may_be_cleaned=True
        )
    if large:
        yield _may("heic of 39 megapixels", _flat(6500, 6000, "HEIF"))
        yield _may("progressive jpeg of 39 megapixels", _flat(6500, 6000, "JPEG", progressive=True))
        yield _may("animation of 300 frames", _animation(300))


def damaged(seed: int, count: int) -> Iterator[Attack]:
    """Real files, cut, stirred, stretched and crossed; always the same ones for the same seed."""
    dice = random.Random(seed)
    healthy = _healthy()
    for number in range(count):
        yield _may(f"damaged {seed}/{number}", _damage(dice, dice.choice(healthy), dice.choice(healthy)))


@cache
def _healthy() -> tuple[bytes, ...]:
    photos = [samples.photo(form, (160, 120)) for form in ("JPEG", "PNG", "WEBP", "HEIF")]
    phone = samples.photo("JPEG", (160, 120), exif=samples.camera_exif(), progressive=True)
    return (*photos, phone, *(samples.recording(form) for form in samples.RECORDINGS))


def _damage(dice: random.Random, data: bytes, other: bytes) -> bytes:
    kind = dice.randrange(5)
    at = dice.randrange(len(data))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + other[dice.randrange(len(other)) :]
    if kind == 2:
        return data[:at] + dice.randbytes(dice.randrange(1, 400)) + data[at:]
    stirred = bytearray(data)
    reach = len(data) if kind == 3 else min(len(data), 600)  # headers are where it hurts
    for _ in range(dice.randrange(1, 40)):
        stirred[dice.randrange(reach)] = dice.choice((0, 0xFF, 0x7F, dice.randrange(256)))
    return bytes(stirred)


def _tagged(form: str, canary: Path) -> bytes:
    return samples.recording(form).replace(b"private words", str(canary).encode()[:13].ljust(13))


def external_reference(canary: Path) -> bytes:
    """An M4A whose data reference is not 'in this file' but the path of another one."""
    data = samples.recording("m4a")
    at = data.index(b"dref") + 12  # past version, flags and the number of entries
    size = struct.unpack(">I", data[at : at + 4])[0]
    url = struct.pack(">I4sI", 0, b"url ", 0) + f"file://{canary}".encode() + b"\0"
    url = struct.pack(">I", len(url)) + url[4:]
    grown = len(url) - size
    moved = bytearray(data[:at] + url + data[at + size :])
    for name in (b"dref", b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        start = moved.index(name) - 4
        struct.pack_into(">I", moved, start, struct.unpack_from(">I", moved, start)[0] + grown)
    return bytes(moved)


def inflated_m4a(box: bytes) -> bytes:
    """An M4A one of whose tables claims to have 2,130,706,431 entries."""
    data = bytearray(samples.recording("m4a"))
    at = data.index(box) + (12 if box == b"stsz" else 8)
    struct.pack_into(">I", data, at, 0x7EFFFFFF)
    return bytes(data)


def png_text_bomb() -> bytes:
    """A small picture with a comment that unpacks to 64 MB."""
    import zlib

    text = b"Comment\0\0" + zlib.compress(bytes(64 << 20), 9)
    header = struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0)
    rows = zlib.compress(bytes(5 * 4))
    return samples.png((b"IHDR", header), (b"zTXt", text), (b"IDAT", rows), (b"IEND", b""))


@cache
def scan_bomb(side: int, scans: int) -> bytes:
    """A progressive JPEG of nothing much that asks to be gone over again and again."""
    data = _flat(side, side, "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * scans + data[-2:]


@cache
def flat_png(width: int, height: int) -> bytes:
    """One colour, with transparency: kilobytes that take four bytes a pixel."""
    return _flat(width, height, "PNG", mode="RGBA")


@cache
def _flat(width: int, height: int, form: str, mode: str = "RGB", **options: bool) -> bytes:
    from PIL import Image
    from pillow_heif import register_heif_opener

    register_heif_opener()
    target = io.BytesIO()
    Image.new(mode, (width, height)).save(target, form, **options)
    return target.getvalue()


@cache
def _animation(frames: int) -> bytes:
    from PIL import Image

    target = io.BytesIO()
    pictures = [Image.new("RGB", (300, 300), (number % 256, 0, 0)) for number in range(frames)]
    pictures[0].save(target, "WEBP", save_all=True, append_images=pictures[1:])
    return target.getvalue()


def _resized_jpeg(side: int) -> bytes:
    """A small JPEG whose header claims to be a large one."""
    data = bytearray(samples.photo("JPEG", (64, 64)))
    struct.pack_into(">HH", data, data.index(b"\xff\xc0") + 5, side, side)
    return bytes(data)


def _slow_wav() -> bytes:
    header = b"RIFF\xff\xff\xff\x7fWAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 100, 100, 1, 8)
    return header + b"data" + struct.pack("<I", 9_000_000) + bytes(9_000_000)
