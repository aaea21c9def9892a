"""Length and wave of a voice message, as a phone would send them."""

import base64
import struct


def described_voice(content: bytes) -> tuple[float, str]:
    """Seconds, from the last granule of an OGG/Opus file (one second when it is none), and a wave."""
    wave = bytes(content[index * len(content) // 64] for index in range(64)) if content else b"\x00"
    return ogg_seconds(content) or 1.0, base64.b64encode(wave).decode()


def ogg_seconds(content: bytes) -> float | None:
    """The length of an OGG file at 48 kHz."""
    last = content.rfind(b"OggS")
    if last < 0 or len(content) < last + 14:
        return None
    (granule,) = struct.unpack_from("<q", content, last + 6)
    return round(max(granule, 0) / 48_000, 2) or None
