"""Pictures and recordings made on the spot, with the same libraries that members' devices use."""

import io
import math
import random
import struct
import subprocess
import zlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from media.ffmpeg import executable

SPEECH = (
    "aevalsrc='0.5*sin(2*PI*(130+20*sin(2*PI*0.7*t))*t)*(0.6+0.4*sin(2*PI*3.1*t))"
    "+0.25*sin(2*PI*(620+90*sin(2*PI*1.3*t))*t)*(0.5+0.5*sin(2*PI*4.3*t))"
    "+0.12*sin(2*PI*1900*t)*(0.5+0.5*sin(2*PI*5.7*t))+0.02*(random(0)-0.5)'"
)
"""A voiced hum with moving formants, syllables and breath: about as hard to encode as a voice."""

RECORDINGS = {
    "webm": ("-c:a", "libopus", "-f", "webm"),
    "mp4": ("-c:a", "aac", "-movflags", "frag_keyframe+empty_moov", "-f", "mp4"),
    "m4a": ("-c:a", "aac", "-f", "ipod"),
    "ogg": ("-c:a", "libopus", "-f", "ogg"),
    "vorbis": ("-c:a", "libvorbis", "-f", "ogg"),
    "mp3": ("-c:a", "libmp3lame", "-f", "mp3"),
    "wav": ("-c:a", "pcm_s16le", "-f", "wav"),
}


def ffmpeg(*arguments: str, data: bytes = b"") -> bytes:
    """What ffmpeg writes to its standard output."""
    command = (executable(), "-v", "error", *arguments)
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout


@cache
def speech(seconds: float = 2.0, *, channels: int = 1, volume: float = 1.0) -> bytes:
    """A WAV of somebody humming."""
    source = ("-f", "lavfi", "-i", f"{SPEECH}:s=48000:d={seconds}", "-filter:a", f"volume={volume}")
    return ffmpeg(*source, "-ac", str(channels), "-f", "wav", "-bitexact", "pipe:1")


@cache
def recording(form: str, seconds: float = 2.0, *, channels: int = 1, volume: float = 1.0) -> bytes:
    """The same in one of RECORDINGS, seekable formats included, with tags that must not survive."""
    import tempfile
    from pathlib import Path

    tags = ("-metadata", "title=private words", "-metadata", "location=+48.2082+016.3738/")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "recording"
        wav = speech(seconds, channels=channels, volume=volume)
        ffmpeg("-i", "pipe:0", *tags, *RECORDINGS[form], str(target), data=wav)
        return target.read_bytes()


@cache
def silence(seconds: float = 2.0) -> bytes:
    """A WAV of nothing at all."""
    return ffmpeg("-f", "lavfi", "-i", f"anullsrc=r=48000:cl=mono:d={seconds}", "-f", "wav", "pipe:1")


@cache
def video(form: str) -> bytes:
    """A second of moving picture and sound, `mp4` or `webm`."""
    import tempfile
    from pathlib import Path

    codec = {"mp4": ("libx264", "aac"), "webm": ("libvpx", "libopus")}[form]
    inputs = ("-f", "lavfi", "-i", "testsrc=s=64x64:d=1:r=5", "-f", "lavfi", "-i", "sine=d=1:r=48000")
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"video.{form}"
        ffmpeg(*inputs, "-c:v", codec[0], "-c:a", codec[1], "-pix_fmt", "yuv420p", str(target))
        return target.read_bytes()


def picture(size: tuple[int, int] = (640, 480), seed: int = 1) -> Any:
    """A Pillow image with large and small shapes, about as hard to encode as a photo."""
    from PIL import Image, ImageFilter

    dice = random.Random(seed)

    def layer(cells: int) -> Image.Image:
        across, down = cells * 4, cells * 3
        noise = Image.frombytes("RGB", (across, down), dice.randbytes(across * down * 3))
        return noise.resize(size, Image.Resampling.BICUBIC)

    whole = layer(4)
    for cells, share in ((30, 0.4), (150, 0.25), (700, 0.15)):
        whole = Image.blend(whole, layer(cells), share)
    return whole.filter(ImageFilter.GaussianBlur(1))


def photo(form: str = "JPEG", size: tuple[int, int] = (640, 480), seed: int = 1, **options: Any) -> bytes:
    """An encoded picture; `form` as Pillow names it, HEIF included."""
    if form == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    target = io.BytesIO()
    picture(size, seed).save(target, form, **options)
    return target.getvalue()


def camera_exif(orientation: int = 1, *, zone: str | None = "+02:00", gps: bool = True) -> bytes:
    """What a phone writes into a photo: when, where, how it was held, and by what."""
    from PIL.Image import Exif

    exif = Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Telltale Phones"
    details = exif.get_ifd(0x8769)
    details[0x9003] = "2026:11:01 18:30:00"
    if zone:
        details[0x9011] = zone
    if gps:
        place = exif.get_ifd(0x8825)
        place[1], place[2] = "N", (48.0, 12.0, 29.5)
        place[3], place[4] = "E", (16.0, 22.0, 25.7)
    return exif.tobytes()


def bomb_png(width: int = 50_000, height: int = 50_000) -> bytes:
    """A few kilobytes that claim to be an enormous picture."""
    rows = zlib.compress(bytes(1 << 20), 9)
    return png(
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")
    )


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG of these chunks."""
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in chunks)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def ffconcat(paths: Sequence[str]) -> bytes:
    """A script that makes an unwary ffmpeg read other files."""
    return b"ffconcat version 1.0\n" + b"".join(f"file '{path}'\n".encode() for path in paths)


def sine_pcm(seconds: float, level: float, hertz: float = 440.0, rate: int = 48_000) -> bytes:
    """16-bit mono PCM of one tone; `level` is its amplitude from 0 to 1."""
    total = int(seconds * rate)
    wave = (round(32767 * level * math.sin(2 * math.pi * hertz * at / rate)) for at in range(total))
    return struct.pack(f"<{total}h", *wave)
