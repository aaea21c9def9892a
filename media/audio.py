"""Cleaning a recording: decoded, measured, re-encoded as OGG/Opus. Imported inside the sandbox only."""

import io

from pydub import AudioSegment
from pydub.silence import detect_leading_silence

from media import ffmpeg, loudness
from media.kinds import Cleaned, Hints, MediaKind, MediaLimits, MediaRefused, RefusalReason
from media.sniff import Format

DROP_DBFS = -19.0
"""The loudness of speech in every voice drop, so that no member has to reach for the volume."""
DROP_PEAK_DBFS = -1.0
_EDGE_MS, _FADE_MS = 150, 15


def clean_audio(data: bytes, form: Format, limits: MediaLimits) -> Cleaned:
    """The same sound as mono OGG/Opus without metadata; raises MediaRefused."""
    with ffmpeg.scratch() as target:
        pcm = bytearray()
        with ffmpeg.encoder(target) as encode:  # both ffmpegs work at once
            for piece in ffmpeg.decode(data, form, max_seconds=limits.max_seconds):
                pcm += piece
                encode.write(piece)
            sound = _checked(pcm, limits)
        target.seek(0)
        return _cleaned(sound, target.read())


def clean_drop(data: bytes, form: Format, limits: MediaLimits) -> Cleaned:
    """Like clean_audio, trimmed of silence at both ends and brought to one loudness."""
    pcm = bytearray().join(ffmpeg.decode(data, form, max_seconds=limits.max_seconds))
    sound = _polished(_checked(pcm, limits))
    return _cleaned(sound, _export(sound))


def _checked(pcm: bytearray, limits: MediaLimits) -> AudioSegment:
    seconds = len(pcm) / (ffmpeg.RATE * ffmpeg.SAMPLE_BYTES)
    if seconds > limits.max_seconds + 0.1:  # coders pad the last packet
        raise MediaRefused(RefusalReason.TOO_LONG)
    if seconds < limits.min_seconds:
        raise MediaRefused(RefusalReason.TOO_SHORT)
    return loudness.segment(bytes(pcm), ffmpeg.RATE)


def _cleaned(sound: AudioSegment, opus: bytes) -> Cleaned:
    overall = loudness.dbfs(sound)
    silent = loudness.is_silent(overall, loudness.frame_levels(sound))
    seconds = round(sound.frame_count() / ffmpeg.RATE, 2)
    return Cleaned(
        kind=MediaKind.AUDIO,
        data=opus,
        mime="audio/ogg",
        extension="ogg",
        hints=Hints(loudness_dbfs=round(overall, 1), silent=silent, seconds=seconds),
        seconds=seconds,
        peaks=loudness.peaks(sound),
    )


def _polished(sound: AudioSegment) -> AudioSegment:
    """Silence stays as it is: there is nothing to bring forward in it."""
    levels = loudness.frame_levels(sound)
    if loudness.is_silent(loudness.dbfs(sound), levels):
        return sound
    before = detect_leading_silence(sound, loudness.SILENT_FRAME_DBFS)
    after = detect_leading_silence(sound.reverse(), loudness.SILENT_FRAME_DBFS)
    trimmed = sound[max(0, before - _EDGE_MS) : len(sound) - max(0, after - _EDGE_MS)]
    gain = min(DROP_DBFS - loudness.active_dbfs(levels), DROP_PEAK_DBFS - trimmed.max_dBFS)
    return trimmed.apply_gain(gain).fade_in(_FADE_MS).fade_out(_FADE_MS)


def _export(sound: AudioSegment) -> bytes:
    """pydub writes through files of its own in the sandbox's folder; a drop is no member's secret."""
    AudioSegment.converter = ffmpeg.executable()
    target = io.BytesIO()
    sound.export(target, format="ogg", codec="libopus", parameters=[*ffmpeg.OPUS, *ffmpeg.CLEAN])
    return target.getvalue()
