"""What becomes of a message that was handed to a platform: sent, in part, later, never."""

from datetime import timedelta

import structlog

from bot import metrics
from bot.delivery.parcels import Parcels
from bot.platforms.port import Blocked, Parcel, Receipt, Refused, TryLater, Unavailable, Unreachable
from handlers.ports import Clock

log = structlog.get_logger(__name__)


class Outcomes:
    """Writes down how it went. Each method tells whether the chat may go on with its next message."""

    def __init__(self, parcels: Parcels, clock: Clock) -> None:
        self._parcels = parcels
        self._clock = clock

    async def taken(self, parcel: Parcel, receipt: Receipt) -> bool:
        """The platform took it, or its next part."""
        metrics.SENDS.labels(parcel.platform.value, "sent").inc()
        ids = (*parcel.so_far, *receipt.ids)
        if receipt.more:
            await self._parcels.partly(parcel, Receipt(ids))
        else:
            await self._parcels.sent(parcel, Receipt(ids))
        return True

    async def troubled(self, parcel: Parcel, error: Exception) -> bool:
        """It did not: whatever a platform raises, the message is not lost."""
        match error:
            case TryLater(seconds=seconds):
                await self._parcels.postponed(parcel, self._clock.wall() + timedelta(seconds=seconds))
                return False
            case Unavailable():
                await self._parcels.waiting(parcel)
                return False
            case Unreachable():
                await self._parcels.unreachable(parcel, blocked=isinstance(error, Blocked))
                return True
            case Refused():
                await self._parcels.dead(parcel, str(error))
                return True
        metrics.SENDS.labels(parcel.platform.value, "failed").inc()
        log.warning("delivery.failed", platform=parcel.platform.value, error=type(error).__name__)
        return await self._parcels.failed(parcel, type(error).__name__)
