"""What a container carries, read from its structure without decoding anything.

The bytes are hostile: every loop is bounded, every length checked, and what cannot be read is left out.
"""

import re
from collections.abc import Iterator
from enum import StrEnum

MAX_ELEMENTS = 4096

_EBML_HEADER = 0x1A45DFA3
_SEGMENT = 0x18538067
_TRACKS = 0x1654AE6B
_TRACK_ENTRY = 0xAE
_TRACK_TYPE = 0x83
_CLUSTER = 0x1F43B675
_OGG_HEADER, _OGG_FIRST_PAGE = 27, 0x02
_MATROSKA_VIDEO, _MATROSKA_AUDIO = 1, 2
_JPEG_SCAN, _JPEG_END = b"\xda", b"\xd9"
_JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_MPEG_SYNC, _MPEG_LAYER_III, _MPEG_NO_RATE = 0x7FF, 1, 3
_MPEG_RATES = (44100, 48000, 32000)
_KILOBITS_1 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KILOBITS_2 = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MPEG_VERSIONS = {3: (144, _KILOBITS_1, 0), 2: (72, _KILOBITS_2, 1), 0: (72, _KILOBITS_2, 2)}


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
        page = data[at : at + _OGG_HEADER]
        if len(page) < _OGG_HEADER or page[:4] != b"OggS" or not page[5] & _OGG_FIRST_PAGE:
            break
        body = at + _OGG_HEADER + page[26]
        lacing = data[at + _OGG_HEADER : body]
        streams.append(data[body : body + min(sum(lacing), 16)])
        at = body + sum(lacing)
    return tuple(streams)


def mp3_frame_length(header: bytes) -> int:
    """Bytes of the MPEG layer III frame that these four bytes open; 0 when they open none."""
    word = int.from_bytes(header[:4], "big")
    version, layer = word >> 19 & 3, word >> 17 & 3
    bitrate, rate, padding = word >> 12 & 15, word >> 10 & 3, word >> 9 & 1
    if word >> 21 != _MPEG_SYNC or layer != _MPEG_LAYER_III or version not in _MPEG_VERSIONS:
        return 0
    if bitrate in {0, 15} or rate == _MPEG_NO_RATE:
        return 0
    slots, kilobits, slower = _MPEG_VERSIONS[version]
    return slots * kilobits[bitrate - 1] * 1000 // (_MPEG_RATES[rate] >> slower) + padding


def jpeg_scans(data: bytes) -> int:
    """How many scans the main picture of a JPEG has; what follows its end is not counted."""
    at = 2
    while data[at : at + 1] == b"\xff" and data[at + 1 : at + 2] != _JPEG_SCAN:
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    scans = 0
    for marker in _JPEG_MARKER.finditer(data, at):
        if marker[0][1:] == _JPEG_END:
            break
        scans += marker[0][1:] == _JPEG_SCAN
    return scans


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
