"""The running parts of a court, put together from a house and its platforms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.delivery.courier import LEASE, Courier
from bot.intake import Intake
from bot.jobs import Jobs
from bot.platforms.port import PlatformPort
from bot.studio import DropStudio
from bot.turns import Turns
from bot.typing_signs import TypingSigns
from bot.uploads import Uploads
from bot.wake import Waker
from handlers.feature import Registry
from handlers.ports import House
from media.clean import MediaCleaner
from storage.enums import Platform


@dataclass(frozen=True, slots=True)
class Engine:
    """What takes, handles, sends and does what time brings. ``platforms`` may be filled in later."""

    house: House
    registry: Registry
    platforms: dict[Platform, PlatformPort]
    turns: Turns
    intake: Intake
    courier: Courier
    jobs: Jobs

    async def settle(self) -> None:
        """Return when nothing is left to handle, to do or to send."""
        while True:
            await self.turns.idle()
            await self.courier.idle()
            # Last, because a receipt may have brought something to do.
            if not await self.jobs.work() and self.turns.is_idle:
                return


def assemble(
    house: House,
    registry: Registry,
    cleaner: MediaCleaner,
    waker: Waker,
    platforms: Mapping[Platform, PlatformPort] | None = None,
    *,
    lease: timedelta = LEASE,
) -> Engine:
    """Wire the parts; nothing runs yet."""
    ports = dict(platforms or {})
    turns = Turns(house, registry, Uploads(ports, cleaner, house.blobs), TypingSigns(ports))
    courier = Courier(house, turns, ports, lease=lease)
    waker.on_delivery = courier.wake
    return Engine(house, registry, ports, turns, Intake(turns), courier, Jobs(turns, DropStudio(cleaner)))
