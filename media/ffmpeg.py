"""Running ffmpeg so that it sees one open file and nothing else. Runs inside the sandbox only.

The input is an open descriptor, the demuxer and the decoders are named, and `fd` is the only protocol
allowed: a script or playlist in disguise has no way to name another file. M4A needs to seek, which a
descriptor can and a pipe cannot.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import IO

from media.kinds import MediaRefused, RefusalReason
from media.sniff import Format

RATE = 48_000
SAMPLE_BYTES = 2
BITRATE = "40k"
OPUS = ("-compression_level", "5", "-frame_duration", "60", "-b:a", BITRATE)
"""Mono speech: a quarter of the default effort, and packets of 60 ms as messengers use them."""
CLEAN = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")

_DEMUXERS = {
    Format.MATROSKA: "matroska,webm",
    Format.MP4: "mov,mp4,m4a,3gp,3g2,mj2",
    Format.OGG: "ogg",
    Format.MP3: "mp3",
    Format.WAV: "wav",
}
_DECODERS = (
    "opus,vorbis,aac,alac,mp3float,mp3,pcm_s16le,pcm_s24le,pcm_s32le,pcm_u8,pcm_f32le,pcm_alaw,pcm_mulaw"
)
_RAW = ("-f", "s16le", "-ac", "1", "-ar", str(RATE))
_CHUNK = 1 << 18


@cache
def executable() -> str:
    """The ffmpeg that comes with the dependencies."""
    import imageio_ffmpeg  # noqa: PLC0415 - only the sandbox runs it

    return str(imageio_ffmpeg.get_ffmpeg_exe())


@contextmanager
def scratch(data: bytes = b"") -> Iterator[IO[bytes]]:
    """A nameless file, in memory where the system can: private media must not survive a crash on disk."""
    with _nameless() as holder:
        holder.write(data)
        holder.flush()
        holder.seek(0)
        yield holder


def _nameless() -> IO[bytes]:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("media"), "w+b")
    return tempfile.TemporaryFile()


def decode(data: bytes, form: Format, *, max_seconds: float) -> Iterator[bytes]:
    """Mono 48 kHz 16-bit PCM, piece by piece; raises MediaRefused when broken or longer than allowed."""
    ceiling = int((max_seconds + 1) * RATE) * SAMPLE_BYTES
    with scratch(data) as source, _ffmpeg(_decoding(form, max_seconds), source, subprocess.PIPE) as process:
        done = 0
        while piece := _open_pipe(process.stdout).read(_CHUNK):
            done += len(piece)
            if done > ceiling:  # timestamps can lie to -t
                raise MediaRefused(RefusalReason.TOO_LONG)
            yield piece
        if process.wait() != 0 or not done:
            raise MediaRefused(RefusalReason.BROKEN)


@contextmanager
def encoder(target: IO[bytes]) -> Iterator[IO[bytes]]:
    """A pipe for PCM that writes OGG/Opus into `target`; raises MediaRefused when encoding fails."""
    arguments = (*_RAW, "-i", "pipe:0", "-c:a", "libopus", *OPUS, *CLEAN, "-f", "ogg", "pipe:1")
    with _ffmpeg(arguments, subprocess.PIPE, target) as process:
        feed = _open_pipe(process.stdin)
        try:
            yield feed
            feed.close()
        except BrokenPipeError as error:
            raise MediaRefused(RefusalReason.BROKEN) from error
        if process.wait() != 0:
            raise MediaRefused(RefusalReason.BROKEN)


def _decoding(form: Format, max_seconds: float) -> tuple[str, ...]:
    demuxer = _DEMUXERS[form]
    reading = ("-f", demuxer, "-protocol_whitelist", "fd", "-format_whitelist", demuxer)
    only = ("-codec_whitelist", _DECODERS, "-i", "fd:", "-map", "0:a:0", "-vn", "-sn", "-dn")
    # frames of a quarter of a second spare thousands of hand-overs between ffmpeg's threads
    return (*reading, *only, "-t", str(max_seconds + 1), "-af", "asetnsamples=n=12000:p=0", *_RAW, "pipe:1")


@contextmanager
def _ffmpeg(
    arguments: tuple[str, ...], source: IO[bytes] | int, target: IO[bytes] | int
) -> Iterator[subprocess.Popen[bytes]]:
    """One run, never left behind."""
    command = (executable(), "-nostdin", "-v", "quiet", *arguments)
    process = subprocess.Popen(command, stdin=source, stdout=target, stderr=subprocess.DEVNULL)  # noqa: S603 - a fixed command
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close_quietly(pipe)


def _open_pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("this end was not asked for")
    return pipe


def _close_quietly(pipe: IO[bytes]) -> None:
    with suppress(BrokenPipeError):
        pipe.close()
