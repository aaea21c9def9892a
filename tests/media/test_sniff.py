"""What a file is, by its content."""

import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from media.containers import Track, jpeg_scans, matroska_tracks, mp3_frame_length, mp4_tracks, ogg_streams
from media.kinds import MediaKind, RefusalReason
from media.sniff import Family, Format, identify, sniff
from tests.media import hostile, samples
from tests.media.refusing import refused

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><image href="file:///x"/></svg>'
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n"
PLAYLIST = b"#EXTM3U\n#EXTINF:1,\nfile:///elsewhere\n"


def archive() -> bytes:
    """A ZIP with one file in it."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as zipped:
        zipped.writestr("inside.txt", "hello")
    return target.getvalue()


@pytest.mark.parametrize(
    ("pillow_name", "expected"),
    [("JPEG", Format.JPEG), ("PNG", Format.PNG), ("WEBP", Format.WEBP), ("HEIF", Format.HEIC)],
)
def test_photos_are_known_by_their_content(pillow_name: str, expected: Format) -> None:
    data = samples.photo(pillow_name, (64, 48))
    assert sniff(data).format is expected
    assert expected.kind is MediaKind.PHOTO


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("webm", Format.MATROSKA),
        ("mp4", Format.MP4),
        ("m4a", Format.MP4),
        ("ogg", Format.OGG),
        ("vorbis", Format.OGG),
        ("mp3", Format.MP3),
        ("wav", Format.WAV),
    ],
)
def test_recordings_are_known_by_their_content(form: str, expected: Format) -> None:
    assert sniff(samples.recording(form)).format is expected
    assert expected.kind is MediaKind.AUDIO


def test_an_mp3_without_a_tag_is_known_by_its_frames() -> None:
    tagged = samples.recording("mp3")
    start = next(at for at in range(len(tagged)) if mp3_frame_length(tagged[at : at + 4]))
    assert sniff(tagged[start:]).format is Format.MP3


@pytest.mark.parametrize("form", ["mp4", "webm"])
def test_a_moving_picture_is_not_taken_for_a_recording(form: str) -> None:
    with refused(RefusalReason.WRONG_KIND):
        identify(samples.video(form), declared=None)


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (samples.ffconcat(["/somewhere"]), "text", RefusalReason.WRONG_KIND),
        (PLAYLIST, "text", RefusalReason.WRONG_KIND),
        ("Ich war brav – ganz bestimmt.".encode(), "text", RefusalReason.WRONG_KIND),
        (PDF, "pdf", RefusalReason.WRONG_KIND),
        (archive(), "archive", RefusalReason.WRONG_KIND),
        (b"\x7fELF\x02\x01\x01" + bytes(50), "program", RefusalReason.WRONG_KIND),
        (SVG, "svg", RefusalReason.UNSUPPORTED),
        (b"GIF89a\x01\0\x01\0\x80\0\0", "gif", RefusalReason.UNSUPPORTED),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "avif", RefusalReason.UNSUPPORTED),
        (b"fLaC\0\0\0\x22", "flac", RefusalReason.UNSUPPORTED),
        (b"\x01\x02\x03\x04 nothing in particular", "unknown", RefusalReason.UNSUPPORTED),
        (b"", "unknown", RefusalReason.EMPTY),
    ],
)
def test_what_is_not_taken_is_named(data: bytes, name: str, reason: RefusalReason) -> None:
    assert sniff(data).name == name
    with refused(reason):
        identify(data, declared=None)


@pytest.mark.parametrize(
    ("declared", "data"),
    [
        ("image/jpeg", samples.recording("ogg")),
        ("audio/ogg", samples.photo("PNG", (8, 8))),
        ("audio/ogg", samples.ffconcat(["/somewhere"])),
        ("image/png", archive()),
        ("application/pdf", samples.photo("JPEG", (8, 8))),
        ("text/plain", samples.recording("mp3")),
    ],
)
def test_what_claims_to_be_of_another_family_is_lying(declared: str, data: bytes) -> None:
    with refused(RefusalReason.LYING):
        identify(data, declared=declared)


@pytest.mark.parametrize(
    ("declared", "form"),
    [
        ("video/webm", "webm"),  # what browsers call a recorded voice
        ("video/mp4", "m4a"),
        ("audio/mpeg", "ogg"),
        ("application/ogg", "ogg"),
        ("audio/webm;codecs=opus", "webm"),
        ("application/octet-stream", "wav"),
        ("", "mp3"),
        (None, "mp3"),
    ],
)
def test_a_small_mismatch_within_the_family_is_forgiven(declared: str | None, form: str) -> None:
    assert identify(samples.recording(form), declared=declared).kind is MediaKind.AUDIO


def test_a_jpeg_that_calls_itself_png_is_a_jpeg() -> None:
    assert identify(samples.photo("JPEG", (8, 8)), declared="image/png") is Format.JPEG


def test_only_what_is_wanted_is_taken() -> None:
    photo = samples.photo("JPEG", (8, 8))
    assert identify(photo, declared=None, wanted=MediaKind.PHOTO) is Format.JPEG
    with refused(RefusalReason.WRONG_KIND):
        identify(photo, declared=None, wanted=MediaKind.AUDIO)


def test_tracks_are_read_from_the_structure() -> None:
    assert mp4_tracks(samples.video("mp4")) == {Track.AUDIO, Track.VIDEO}
    assert matroska_tracks(samples.video("webm")) == {Track.AUDIO, Track.VIDEO}
    assert mp4_tracks(samples.recording("m4a")) == {Track.AUDIO}
    assert matroska_tracks(samples.recording("webm")) == {Track.AUDIO}
    assert ogg_streams(samples.recording("ogg"))[0].startswith(b"OpusHead")


def test_the_scans_of_a_jpeg_are_counted() -> None:
    assert jpeg_scans(samples.photo("JPEG", (64, 64))) == 1
    progressive = samples.photo("JPEG", (64, 64), progressive=True, exif=samples.camera_exif())
    assert 5 < jpeg_scans(progressive) < 20
    assert jpeg_scans(progressive + b"\xff\xda" * 500) == jpeg_scans(progressive)
    assert jpeg_scans(hostile.scan_bomb(64, 300)) > 300


@given(
    st.binary(max_size=300), st.sampled_from([b"", b"\x1a\x45\xdf\xa3", b"OggS", b"\xff\xfb\x90", b"RIFF"])
)
def test_no_bytes_can_make_it_fail(tail: bytes, head: bytes) -> None:
    data = head + tail
    sniff(data)
    mp4_tracks(data)
    matroska_tracks(data)
    ogg_streams(data)
    mp3_frame_length(data[:4])
    jpeg_scans(data)


@given(st.integers(0, 2**32), st.sampled_from(["webm", "m4a", "ogg", "mp3"]))
def test_damage_never_makes_a_recording_something_dangerous(seed: int, form: str) -> None:
    data = bytearray(samples.recording(form))
    dice = random.Random(seed)
    for _ in range(20):
        data[dice.randrange(len(data))] = dice.randrange(256)
    found = sniff(bytes(data))
    assert found.format is None or found.family is Family.AUDIO
