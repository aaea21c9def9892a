"""Voice drops at one loudness, and the outline that players draw."""

from pathlib import Path

from media.clean import MediaCleaner
from media.kinds import Cleaned, MediaLimits


async def normalise_drop(
    cleaner: MediaCleaner,
    source: Path | bytes,
    *,
    declared: str | None,
    limits: MediaLimits | None = None,
) -> Cleaned:
    """An operator's recording as a voice drop: silence trimmed at both ends, speech at -19 dBFS.

    A recording with nothing to hear comes back as it was, with `hints.silent`: ask for another.
    Raises MediaRefused and MediaUnavailable like `MediaCleaner.clean`.
    """
    return await cleaner.clean_drop(source, declared=declared, limits=limits)


def waveform(cleaned: Cleaned) -> list[int]:
    """48 peaks from 0 to 100 for the web player; empty for a photo."""
    return list(cleaned.peaks)
