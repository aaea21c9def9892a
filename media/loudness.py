"""How loud a recording is, where it is silent, and its outline. Imported inside the sandbox only."""

import math
import warnings
from itertools import pairwise

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # pydub looks for an ffmpeg on the PATH; ours comes from a wheel
    from pydub import AudioSegment

QUIETEST_DBFS = -120.0
SILENT_OVERALL_DBFS = -50.0
SILENT_FRAME_DBFS = -45.0
FRAME_MS = 100
PEAKS = 48
_PEAK_FLOOR = 0.01
"""Full scale; a recording that never gets louder than this is drawn as nearly flat."""


def segment(pcm: bytes, rate: int) -> AudioSegment:
    """Mono 16-bit PCM as a pydub segment."""
    return AudioSegment(data=pcm, sample_width=2, frame_rate=rate, channels=1)


def dbfs(sound: AudioSegment) -> float:
    """The loudness over the whole recording, in dB below full scale; digital silence is -120."""
    return max(QUIETEST_DBFS, float(sound.dBFS)) if len(sound) else QUIETEST_DBFS


def frame_levels(sound: AudioSegment) -> list[float]:
    """The loudness of each tenth of a second."""
    return [dbfs(sound[start : start + FRAME_MS]) for start in range(0, len(sound), FRAME_MS)]


def is_silent(overall: float, levels: list[float]) -> bool:
    """Nothing to hear: quiet over all, or no single moment that is loud enough."""
    return overall < SILENT_OVERALL_DBFS or max(levels, default=QUIETEST_DBFS) <= SILENT_FRAME_DBFS


def active_dbfs(levels: list[float]) -> float:
    """The loudness while somebody speaks: pauses do not count."""
    active = [10 ** (level / 10) for level in levels if level > SILENT_FRAME_DBFS]
    return 10 * math.log10(sum(active) / len(active)) if active else QUIETEST_DBFS


def peaks(sound: AudioSegment, count: int = PEAKS) -> tuple[int, ...]:
    """The outline for a player: `count` figures from 0 to 100, relative to the loudest moment."""
    frames = int(sound.frame_count())
    edges = [frames * step // count for step in range(count + 1)]
    highest = [sound.get_sample_slice(start, end).max if end > start else 0 for start, end in pairwise(edges)]
    loudest = max([*highest, round(_PEAK_FLOOR * sound.max_possible_amplitude)])
    return tuple(min(100, round(100 * peak / loudest)) for peak in highest)
