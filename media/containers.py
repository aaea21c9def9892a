"""Which tracks a Matroska, MP4 or Ogg file carries, read from its structure without decoding anything.

The bytes are hostile: every loop is bounded, every length checked, and what cannot be read is left out.
"""

from collections.abc import Iterator
from enum import StrEnum

MAX_ELEMENTS = 4096

_EBML_HEADER = 0x1A45DFA3
_SEGMENT = 0x18538067
_TRACKS = 0x1654AE6B
_TRACK_ENTRY = 0xAE
_TRACK_TYPE = 0x83
_CLUSTER = 0x1F43B675
_MATROSKA_VIDEO, _MATROSKA_AUDIO = 1, 2


class Track(StrEnum):
    """The kinds of track that matter here."""

    AUDIO = "audio"
    VIDEO = "video"


def matroska_tracks(data: bytes) -> frozenset[Track]:
    """The tracks named before the first cluster; empty when there are none or the file is damaged."""
    found = set()
    for segment in _children(data, 0, len(data), _SEGMENT):
        for tracks in _children(data, *segment, _TRACKS):
            for entry in _children(data, *tracks, _TRACK_ENTRY):
                for start, end in _children(data, *entry, _TRACK_TYPE):
                    found.add(int.from_bytes(data[start : min(end, start + 8)], "big"))
    names = {_MATROSKA_VIDEO: Track.VIDEO, _MATROSKA_AUDIO: Track.AUDIO}
    return frozenset(names[number] for number in found if number in names)


def mp4_tracks(data: bytes) -> frozenset[Track]:
    """The tracks in the movie box; empty when it is missing or damaged."""
    found = set()
    for moov in _boxes(data, 0, len(data), b"moov"):
        for trak in _boxes(data, *moov, b"trak"):
            for mdia in _boxes(data, *trak, b"mdia"):
                for start, _ in _boxes(data, *mdia, b"hdlr"):
                    found.add(data[start + 8 : start + 12])
    names = {b"vide": Track.VIDEO, b"soun": Track.AUDIO}
    return frozenset(names[handler] for handler in found if handler in names)


def ogg_streams(data: bytes) -> tuple[bytes, ...]:
    """The first bytes of each logical stream that begins at the head of an Ogg file."""
    streams = []
    at = 0
    for _ in range(MAX_ELEMENTS):
        page = data[at : at + 27]
        if len(page) < 27 or page[:4] != b"OggS" or not page[5] & 0x02:  # 0x02: beginning of a stream
            break
        lacing = data[at + 27 : at + 27 + page[26]]
        body = at + 27 + page[26]
        streams.append(data[body : body + min(sum(lacing), 16)])
        at = body + sum(lacing)
    return tuple(streams)


def _children(data: bytes, start: int, end: int, wanted: int) -> Iterator[tuple[int, int]]:
    """The bodies of the EBML elements called `wanted` between two offsets, up to the first cluster."""
    at = start
    for _ in range(MAX_ELEMENTS):
        name, at = _vint(data, at, keep_marker=True)
        size, at = _vint(data, at, keep_marker=False)
        if name is None or size is None or name == _CLUSTER:
            return
        stop = min(end, at + size)
        if name == wanted:
            yield at, stop
        at = stop
        if at >= end:
            return


def _vint(data: bytes, at: int, *, keep_marker: bool) -> tuple[int | None, int]:
    """One EBML number and the offset after it; None past the end. An unknown size reads as enormous."""
    if at >= len(data) or data[at] == 0:
        return None, at
    length = 9 - data[at].bit_length()
    raw = data[at : at + length]
    if len(raw) < length:
        return None, at
    number = int.from_bytes(raw, "big")
    return (number if keep_marker else number & ~(1 << (7 * length))), at + length


def _boxes(data: bytes, start: int, end: int, wanted: bytes) -> Iterator[tuple[int, int]]:
    """The bodies of the ISO boxes called `wanted` between two offsets."""
    at = start
    for _ in range(MAX_ELEMENTS):
        if at + 8 > end:
            return
        size, header = int.from_bytes(data[at : at + 4], "big"), 8
        if size == 1:
            size, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = end - at
        if size < header:
            return
        stop = min(end, at + size)
        if data[at + 4 : at + 8] == wanted:
            yield at + header, stop
        at = stop
