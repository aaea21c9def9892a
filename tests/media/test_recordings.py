"""Recordings: re-encoded as Opus, measured, anonymous."""

import pytest

from media.clean import MediaCleaner
from media.kinds import Cleaned, MediaKind, MediaLimits, MediaRefused, RefusalReason
from media.sniff import Format, sniff
from media.voice import normalise_drop, waveform
from tests.media import samples
from tests.media.refusing import refused

pytestmark = pytest.mark.asyncio(loop_scope="module")


def decoded_seconds(cleaned: Cleaned) -> float:
    """How long it plays, by ffmpeg's own word."""
    pcm = samples.ffmpeg(
        "-i", "pipe:0", "-f", "s16le", "-ac", "1", "-ar", "48000", "pipe:1", data=cleaned.data
    )
    return len(pcm) / 96_000


def wav(pcm: bytes) -> bytes:
    """48 kHz mono PCM as a WAV."""
    return samples.ffmpeg("-f", "s16le", "-ar", "48000", "-i", "pipe:0", "-f", "wav", "pipe:1", data=pcm)


@pytest.mark.parametrize("form", list(samples.RECORDINGS))
async def test_every_format_becomes_opus_of_the_same_length(cleaner: MediaCleaner, form: str) -> None:
    cleaned = await cleaner.clean(samples.recording(form), declared=None)
    assert (cleaned.kind, cleaned.mime, cleaned.extension) == (MediaKind.AUDIO, "audio/ogg", "ogg")
    assert sniff(cleaned.data).format is Format.OGG
    assert cleaned.seconds == cleaned.hints.seconds == pytest.approx(2.0, abs=0.1)
    assert decoded_seconds(cleaned) == pytest.approx(2.0, abs=0.1)


async def test_a_recording_is_read_from_a_file_too(
    cleaner: MediaCleaner, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("in") / "note.jpg"
    path.write_bytes(samples.recording("webm"))
    assert (await cleaner.clean(path, declared="audio/webm")).kind is MediaKind.AUDIO


async def test_stereo_is_mixed_and_still_the_same_length(cleaner: MediaCleaner) -> None:
    cleaned = await cleaner.clean(samples.recording("webm", channels=2), declared=None)
    assert decoded_seconds(cleaned) == pytest.approx(2.0, abs=0.1)


@pytest.mark.parametrize("form", list(samples.RECORDINGS))
async def test_nothing_of_the_tags_is_kept(cleaner: MediaCleaner, form: str) -> None:
    cleaned = await cleaner.clean(samples.recording(form), declared=None)
    for secret in (b"private words", b"48.2082", b"Lavf6"):
        assert secret not in cleaned.data


async def test_loudness_is_that_of_the_recording(cleaner: MediaCleaner) -> None:
    loud = await cleaner.clean(wav(samples.sine_pcm(2.0, 0.5)), declared=None)
    quiet = await cleaner.clean(wav(samples.sine_pcm(2.0, 0.05)), declared=None)
    assert loud.hints.loudness_dbfs == pytest.approx(-9.0, abs=0.2)
    assert quiet.hints.loudness_dbfs == pytest.approx(-29.0, abs=0.2)
    assert not loud.hints.silent
    assert not quiet.hints.silent


async def test_silence_is_noticed(cleaner: MediaCleaner) -> None:
    hints = (await cleaner.clean(samples.silence(), declared=None)).hints
    assert hints.silent
    assert hints.loudness_dbfs == -120.0


async def test_a_whisper_in_a_long_silence_is_heard(cleaner: MediaCleaner) -> None:
    pcm = bytes(96_000 * 8) + samples.sine_pcm(0.5, 0.03) + bytes(96_000 * 8)
    hints = (await cleaner.clean(wav(pcm), declared=None)).hints
    assert hints.loudness_dbfs is not None
    assert hints.loudness_dbfs > -50
    assert not hints.silent


async def test_faint_hiss_counts_as_silence(cleaner: MediaCleaner) -> None:
    assert (await cleaner.clean(wav(samples.sine_pcm(2.0, 0.002)), declared=None)).hints.silent


async def test_the_outline_shows_where_it_is_loud(cleaner: MediaCleaner) -> None:
    pcm = samples.sine_pcm(1.0, 0.1) + samples.sine_pcm(1.0, 0.8)
    outline = waveform(await cleaner.clean(wav(pcm), declared=None))
    assert len(outline) == 48
    assert outline[:24] == [pytest.approx(12, abs=1)] * 24
    assert outline[24:] == [pytest.approx(100, abs=1)] * 24


async def test_the_outline_of_silence_is_flat(cleaner: MediaCleaner) -> None:
    assert waveform(await cleaner.clean(samples.silence(), declared=None)) == [0] * 48


async def test_too_long_is_refused(cleaner: MediaCleaner) -> None:
    with refused(RefusalReason.TOO_LONG):
        await cleaner.clean(samples.silence(22.0), declared=None)


async def test_exactly_as_long_as_allowed_is_taken(cleaner: MediaCleaner) -> None:
    limits = MediaLimits(max_seconds=2.0)
    assert (await cleaner.clean(samples.recording("webm"), declared=None, limits=limits)).seconds


async def test_a_slow_flood_of_sound_is_stopped(cleaner: MediaCleaner) -> None:
    """Megabytes that would play for days, at a rate no recorder uses."""
    header = samples.ffmpeg(
        "-f",
        "lavfi",
        "-i",
        "anullsrc=r=100:cl=mono:d=1",
        "-c:a",
        "pcm_u8",
        "-f",
        "wav",
        "-bitexact",
        "pipe:1",
    )
    with refused(RefusalReason.TOO_LONG):
        await cleaner.clean(header[:44] + bytes(4_000_000), declared=None)


async def test_a_click_is_too_short(cleaner: MediaCleaner) -> None:
    with refused(RefusalReason.TOO_SHORT):
        await cleaner.clean(samples.silence(0.2), declared=None)


@pytest.mark.parametrize("form", list(samples.RECORDINGS))
async def test_a_truncated_recording_is_cleaned_as_far_as_it_goes_or_refused(
    cleaner: MediaCleaner, form: str
) -> None:
    data = samples.recording(form)
    try:
        cleaned = await cleaner.clean(data[: len(data) // 2], declared=None)
    except MediaRefused as refusal:
        assert refusal.reason is RefusalReason.BROKEN  # noqa: PT017 - either outcome is right
    else:
        assert 0.5 <= (cleaned.seconds or 0) < 2.1


async def test_a_header_without_sound_is_broken(cleaner: MediaCleaner) -> None:
    for form in ("webm", "m4a", "ogg"):
        with refused(RefusalReason.BROKEN, RefusalReason.TOO_SHORT):
            await cleaner.clean(samples.recording(form)[:300], declared=None)


async def test_drops_come_out_equally_loud(cleaner: MediaCleaner) -> None:
    whispered = await normalise_drop(cleaner, samples.recording("m4a", 3.0, volume=0.1), declared=None)
    shouted = await normalise_drop(cleaner, samples.recording("mp3", 3.0, volume=1.0), declared=None)
    assert whispered.hints.loudness_dbfs == pytest.approx(-19.0, abs=1.0)
    assert shouted.hints.loudness_dbfs == pytest.approx(whispered.hints.loudness_dbfs, abs=0.5)
    assert sniff(shouted.data).format is Format.OGG


async def test_a_drop_loses_the_silence_around_it(cleaner: MediaCleaner) -> None:
    pcm = bytes(96_000 * 3) + samples.sine_pcm(2.0, 0.3) + bytes(96_000 * 4)
    drop = await normalise_drop(cleaner, wav(pcm), declared="audio/wav")
    assert drop.seconds == pytest.approx(2.3, abs=0.1)
    assert decoded_seconds(drop) == pytest.approx(2.3, abs=0.15)


async def test_a_silent_drop_says_so(cleaner: MediaCleaner) -> None:
    assert (await normalise_drop(cleaner, samples.silence(), declared=None)).hints.silent


async def test_a_photo_is_no_drop(cleaner: MediaCleaner) -> None:
    with refused(RefusalReason.WRONG_KIND):
        await normalise_drop(cleaner, samples.photo(), declared=None)
