"""A voice note of 60 s to Opus: everything that happens to it, against one ffmpeg with its defaults.

Both make OGG/Opus at the same bit rate. The note is WebM/Opus in mono, as browsers record: of all the
formats taken the slowest to decode, which counts on both sides. The bare default, which spends half as
many bits again and thereby saves itself the search for a voice, is shown beside it.
"""

import asyncio
import os
import tempfile
from pathlib import Path

from media.clean import MediaCleaner
from media.confine import NICENESS
from media.ffmpeg import BITRATE, executable
from tests.benchmarks.measure import Figure, in_milliseconds, medians
from tests.media.samples import recording

NAME = "voice-note"
THRESHOLD = 0.5
SECONDS = 60.0


async def run() -> Figure:
    """The whole way - sniffed, sandboxed, decoded, measured, re-encoded - in times of the plain one."""
    data = recording("webm", SECONDS)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "note.webm"
        source.write_bytes(data)
        async with MediaCleaner() as cleaner:
            taken = await medians(
                {
                    "court": lambda: cleaner.clean(data, declared="audio/webm"),
                    "ffmpeg": lambda: _ffmpeg(source, "-b:a", BITRATE),
                    "ffmpeg, its own bit rate": lambda: _ffmpeg(source),
                }
            )
    return Figure(NAME, taken["court"] / taken["ffmpeg"], THRESHOLD, details=in_milliseconds(taken))


async def _ffmpeg(source: Path, *options: str) -> None:
    """Everything else as ffmpeg likes it; as modest about the processor as the court's own."""
    command = (executable(), "-nostdin", "-v", "error", "-y", "-i", str(source), "-c:a", "libopus", *options)
    process = await asyncio.create_subprocess_exec(
        *command,
        str(source.with_name("plain.ogg")),
        preexec_fn=lambda: os.nice(NICENESS),
    )
    if await process.wait() != 0:
        raise RuntimeError("ffmpeg failed")
