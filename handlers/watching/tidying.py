"""What was said and done long ago is tidied away once nobody can press, change or hide it any more."""

from datetime import timedelta

from handlers.feature import Errand
from storage.gate import Urgency
from storage.queries import aging

WORK = "talk.tidy"
WALKED = (aging.updates, aging.messages)
CHUNKED = (aging.buttons, aging.errands, aging.codes)


async def tidy(errand: Errand) -> None:
    """Delete, chunk by chunk, what is older than the court keeps talk. Every chunk is a transaction of its
    own, and lets everything else go first."""
    house = errand.house
    before = house.clock.wall() - timedelta(days=house.rules.talk_days)
    for walk in WALKED:
        at: int | None = 0
        while at is not None:
            async with house.storage.begin(Urgency.BULK) as tx:
                at = await walk(tx, before, at)
    for chunk in CHUNKED:
        left = 1
        while left:
            async with house.storage.begin(Urgency.BULK) as tx:
                left = await chunk(tx, before)
