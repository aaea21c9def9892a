"""A new master key: written beside the old one, everything wrapped anew, then the old one dropped.

At every moment the key file opens all data, so an interrupted rotation is finished by running it again."""

from dataclasses import dataclass

from bot import keys as key_files
from bot.errors import KeyUnusable
from bot.keys import Unlocked
from bot.lockfile import held
from bot.places import opened
from bot.settings import Settings
from storage.queries import recovery
from storage.rotation import rewrap_all, still_wrapped_by_others
from storage.sealing import CourtKeys


@dataclass(frozen=True, slots=True)
class Rotated:
    """The new keys, how many people's keys were wrapped anew, and whether an earlier run was finished."""

    keys: CourtKeys
    rewrapped: int
    resumed: bool


async def rotate(settings: Settings) -> Rotated:
    """Rotate the master key. Raises :class:`AlreadyRunning`, :class:`KeyUnusable` for a key that is not in
    a file, ``WrongKey`` when some data is wrapped by a master that the key file does not have."""
    with held(settings.data_directory):
        unlocked = await key_files.unlock(settings)
        resumed = len(unlocked.keys.masters) > 1
        keys = unlocked.keys if resumed else await _begin(settings, unlocked)
        async with opened(settings, keys) as storage:
            rewrapped = await rewrap_all(storage)
            async with storage.read() as tx:
                left = await still_wrapped_by_others(tx)
        if left:
            raise KeyUnusable(f"{left} keys are still wrapped by the old master; run rotate-key again.")
        key_files.store(unlocked.home, keys.only_current(), replace=True)
        return Rotated(keys.only_current(), rewrapped, resumed)


async def _begin(settings: Settings, unlocked: Unlocked) -> CourtKeys:
    """Write both masters, once it is sure that the present one opens the data."""
    async with opened(settings, unlocked.keys) as storage, storage.read() as tx:
        await recovery.open_any(tx)
    keys = unlocked.keys.rotated()
    key_files.store(unlocked.home, keys, replace=True)
    return keys
