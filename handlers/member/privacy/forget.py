"""/forget: confirmed, then stopped, then erased everywhere. What stays has no name."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from handlers import conversation, court_content, desk_chats
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.feature import Errand
from handlers.member.safety.stop import stop_everything
from handlers.member.tokens import closing
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import campaigns, people, recovery
from storage.queries.door import add_bar, addresses_of
from storage.scrub import scrub
from storage.unit import Storage

WORK = "privacy.erase"
FAREWELL_WAITS = timedelta(minutes=10)
SCRUB_ATTEMPTS = 5
log = structlog.get_logger(__name__)


async def forget(turn: Turn, _args: str) -> None:
    """Say what erasing means, and ask."""
    if turn.me.is_owner and not await _another_owner(turn):
        await turn.say(turn.text("privacy.last_owner"))
        return
    sure = Choice(turn.text("privacy.forget_sure"), "privacy.forget", style=Style.DANGER)
    no = Choice(turn.text("privacy.forget_no"), "privacy.keep", style=Style.PRIMARY)
    message = Say(turn.text("privacy.forget_ask"), by=Speaker.SAFETY, choices=(no, sure))
    await turn.say(message, klass=OutboxClass.ACCOUNT)


async def confirmed(turn: Turn, _args: Mapping[str, str]) -> None:
    """Stop everything, say farewell, and erase once the farewell is sent (or cannot be)."""
    if turn.me.is_owner and not await _another_owner(turn):
        await turn.say(turn.text("privacy.last_owner"))
        return
    await stop_everything(turn, turn.me, alerted=False)
    await conversation.end(turn)
    await begin(turn, turn.me, turn.text("privacy.forgotten"))


async def begin(turn: Turn, subject: Subject, farewell: str) -> None:
    """Say farewell to somebody whose play has stopped, keep what bars her, and have everything erased."""
    subject.person.erasing_at = turn.wall
    subject.person.check_in_due_at = None
    await turn.journal("erase", subject)
    await _keep_bars(turn, subject)
    operators = [each.person_id for each in await people.operators(turn.tx)]
    await desk_chats.take_away(turn, subject, operators)
    await campaigns.orphan(turn.tx, subject.person.id, turn.wall)
    await closing.close(turn, subject, closing.FORGOTTEN)
    await turn.remove("*", of=subject)
    message = Say(farewell, by=Speaker.SAFETY)
    await turn.tell(subject, message, klass=OutboxClass.ACCOUNT, on_sent="privacy.erase:")
    await erase_anyway(turn, subject)


async def erase_anyway(turn: Turn, subject: Subject | None = None) -> None:
    """Erase even if the last message cannot be sent; its receipt only makes it sooner."""
    work = await turn.later(WORK, subject=subject)
    work.not_before = turn.wall + FAREWELL_WAITS


async def kept(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("privacy.kept"), klass=OutboxClass.ACCOUNT)


async def farewell_sent(turn: Turn, _args: Mapping[str, str]) -> None:
    """The last message has arrived: now erase."""
    await turn.later(WORK)


async def erase(errand: Errand) -> None:
    """Destroy the media, the rows and the key. Ledgers and log stay without a name."""
    if errand.person_id is None:
        return
    async with errand.house.storage.read() as tx:
        blobs = await recovery.blobs_of(tx, errand.person_id)
    await errand.house.blobs.destroy(blobs)
    async with errand.house.storage.begin() as tx:
        await recovery.erase_person(tx, errand.person_id)
        await court_content.without(tx, blobs)
    await court_content.refresh(errand.house)
    await _scrub(errand.house.storage)


async def _scrub(storage: Storage) -> None:
    """Nothing of it lingers in the database's files either."""
    for attempt in range(SCRUB_ATTEMPTS):
        if await scrub(storage):
            return
        await asyncio.sleep(attempt)
    log.warning("erase.not_scrubbed")


async def _keep_bars(turn: Turn, subject: Subject) -> None:
    """Hashes of a ban, a lock and a running exclusion outlive the erasure."""
    person = subject.person
    bars: list[tuple[str, datetime | None]] = []
    if person.banned_at is not None:
        bars.append(("ban", None))
    if person.minor_locked_at is not None:
        bars.append(("minor", None))
    if person.excluded_until is not None and person.excluded_until > turn.now:
        bars.append(("exclusion", person.excluded_until))
    for known_by in await addresses_of(turn.tx, person.id):
        for kind, until in bars:
            await add_bar(turn.tx, known_by, kind, turn.wall, until=until)


async def _another_owner(turn: Turn) -> bool:
    return any(
        row.person_id != turn.me.person.id and row.role.value == "owner"
        for row in await people.operators(turn.tx)
    )
