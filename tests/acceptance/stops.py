"""A stop by many people at once, and what must be true of each of them afterwards."""

import asyncio
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from handlers.chat.incoming import Body, Upload
from storage.enums import OutboxClass, OutboxStatus, SessionStatus
from storage.queries.suggestions import OPEN
from storage.queries.tasks import is_open
from storage.tables import (
    CamModelSession,
    Conversation,
    Handover,
    Outbox,
    Person,
    Suggestion,
    Task,
    TaskPlan,
)
from tests.acceptance.staging import Staged
from tests.support.court import ScriptedCourt

ASIDE = "aside:onboarding"
AFTER_A_STOP = (OutboxClass.SAFETY, OutboxClass.ACCOUNT)


@dataclass(slots=True)
class Tally:
    """What was tried, what went wrong, and how the races ended: in seconds the stops' ``times`` and the
    ``slowest``, how late after one something of the game still arrived, and the stop during an ``upload``."""

    stops: int = 0
    failures: list[str] = field(default_factory=list)
    races: int = 0
    times: list[float] = field(default_factory=list)
    slowest: float = 0.0
    late: float = 0.0
    upload: float = 0.0

    def failed(self, what: str) -> None:
        """Note a failure."""
        self.failures.append(what)

    def add(self, other: "Tally") -> None:
        """Take in what another part found."""
        self.stops += other.stops
        self.failures += other.failures
        self.races += other.races
        self.times += other.times
        self.slowest, self.late = max(self.slowest, other.slowest), max(self.late, other.late)
        self.upload = max(self.upload, other.upload)


@dataclass(frozen=True, slots=True)
class Said:
    """Who said what."""

    who: Staged
    body: Body
    what: str

    def __str__(self) -> str:
        return f"{self.who.state}: {self.what}"


@dataclass(frozen=True, slots=True)
class Found:
    """What the database holds of some people."""

    persons: dict[uuid.UUID, Person]
    waiting: frozenset[uuid.UUID]
    playing: frozenset[uuid.UUID]
    talking: frozenset[uuid.UUID]
    asking: frozenset[uuid.UUID]


async def stop_at_once(court: ScriptedCourt, tally: Tally, said: Sequence[Said]) -> None:
    """Everybody says her word at the same time; then everything is looked at."""
    for each in said:
        each.who.chatter.bubbles.clear()
    accepted = await asyncio.gather(*(each.who.chatter.does(each.body, settle=False) for each in said))
    await court.engine.settle()
    found = await found_of(court, [each.who.person_id for each in said])
    for each, taken in zip(said, accepted, strict=True):
        tally.stops += 1
        if not taken.red:
            tally.failed(f"not heard as red: {each}")
        for problem in _problems(court, each, found):
            tally.failed(f"{problem}: {each}")


def _problems(court: ScriptedCourt, said: Said, found: Found) -> list[str]:
    """What is wrong with a stop, seen from the platform and in the database."""
    who = said.who
    classes = {bubble.klass for bubble in who.chatter.bubbles}
    files = said.body.files if isinstance(said.body, Upload) else ()
    port = court.platforms[who.chatter.platform]
    wrong = {
        "not answered": OutboxClass.SAFETY not in classes,
        "something of the game arrived": not classes <= set(AFTER_A_STOP),
        "its file was kept": any(port.holds(file.handle) for file in files),
    }
    return [*still_going(who, found), *(problem for problem, is_so in wrong.items() if is_so)]


def still_going(who: Staged, found: Found) -> list[str]:
    """What goes on in the database although somebody stopped."""
    person = found.persons[who.person_id]
    wrong = {
        "not stopped": person.stopped_at is None or person.stop_epoch <= who.epoch,
        "still queued": person.id in found.waiting,
        "a task still open": person.id in found.playing,
        "a conversation still open": person.id in found.talking,
        "something still asked for": person.id in found.asking,
    }
    return [problem for problem, is_so in wrong.items() if is_so]


async def found_of(court: ScriptedCourt, ids: list[uuid.UUID]) -> Found:
    """What the database holds of these people."""
    open_tasks = select(Task.user_id).join(TaskPlan, col(TaskPlan.task_id) == col(Task.id))
    queued = select(Outbox.person_id).where(
        col(Outbox.person_id).in_(ids),
        col(Outbox.status).in_([OutboxStatus.QUEUED, OutboxStatus.SENDING]),
        col(Outbox.klass).not_in(AFTER_A_STOP),
    )
    talks = select(Conversation.person_id).where(
        col(Conversation.person_id).in_(ids), col(Conversation.flow) != ASIDE
    )
    async with court.storage.read() as tx:
        persons: Sequence[Person] = await tx.all(select(Person).where(col(Person.id).in_(ids)))
        return Found(
            {person.id: person for person in persons},
            frozenset(await tx.all(queued)),
            frozenset(await tx.all(open_tasks.where(col(Task.user_id).in_(ids), is_open()))),
            frozenset(await tx.all(talks)),
            frozenset([one for wish in _wishes(ids) for one in await tx.all(wish)]),
        )


def _wishes(ids: list[uuid.UUID]) -> Sequence[SelectOfScalar[uuid.UUID]]:
    """Sessions and tasks these people asked for, and moves they were asked about, that wait still."""
    return (
        select(CamModelSession.user_id).where(
            col(CamModelSession.user_id).in_(ids), col(CamModelSession.status) == SessionStatus.REQUESTED
        ),
        select(Suggestion.user_id).where(col(Suggestion.user_id).in_(ids), col(Suggestion.outcome) == OPEN),
        select(Handover.user_id).where(col(Handover.user_id).in_(ids), col(Handover.ended).is_(None)),
    )
