"""The studio: recordings become voice drops in the sandbox that cleans every file."""

from handlers.ports import Polished
from media.clean import MediaCleaner
from media.kinds import MediaRefused
from media.voice import normalise_drop, waveform


class DropStudio:
    """Implements ``handlers.ports.Studio``."""

    def __init__(self, cleaner: MediaCleaner) -> None:
        self._cleaner = cleaner

    async def polish(self, data: bytes, mime: str) -> Polished | None:
        """The recording at the one loudness; None if it cannot be read. Raises ``MediaUnavailable``."""
        try:
            made = await normalise_drop(self._cleaner, data, declared=mime)
        except MediaRefused:
            return None
        return Polished(
            data=made.data,
            mime=made.mime,
            seconds=made.seconds or 0.0,
            peaks=tuple(waveform(made)),
            silent=made.hints.silent,
        )
