"""A voice note of 60 s to Opus: everything that happens to it, against one ffmpeg with its defaults."""

import asyncio
import os
import tempfile
from pathlib import Path

from media.clean import MediaCleaner
from media.ffmpeg import executable
from media.worker import NICENESS
from tests.benchmarks.measure import Figure, in_milliseconds, medians
from tests.media.samples import recording

NAME = "voice-note"
THRESHOLD = 0.5
SOURCES = (("webm", 2), ("webm", 1), ("m4a", 2), ("m4a", 1))


async def run() -> Figure:
    lines: list[str] = []
    ratios = []
    async with MediaCleaner() as cleaner:
        for form, channels in SOURCES:
            data = recording(form, 60.0, channels=channels)
            with tempfile.TemporaryDirectory() as folder:
                source = Path(folder) / f"note.{form}"
                source.write_bytes(data)
                taken = await medians(
                    {"court": lambda: cleaner.clean(data, declared=None), "ffmpeg": lambda: _defaults(source)}
                )
            ratios.append(taken["court"] / taken["ffmpeg"])
            lines.append(f"{form} {channels}: {ratios[-1]:.2f} " + " ".join(in_milliseconds(taken)))
    return Figure(NAME, ratios[0], THRESHOLD, details=tuple(lines))


async def _defaults(source: Path) -> None:
    command = (executable(), "-nostdin", "-y", "-v", "error", "-i", str(source), "-c:a", "libopus")
    process = await asyncio.create_subprocess_exec(
        *command, str(source.with_suffix(".out.ogg")), preexec_fn=lambda: os.nice(NICENESS)
    )
    assert await process.wait() == 0
