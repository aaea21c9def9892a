"""/backup: an owner has the whole court written into one archive while it runs. No chat ever gets it."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from handlers.chat.outgoing import Choice, Meter, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, CommandSpec, Errand, Feature, Group
from handlers.keeping import MADE_AT, Archive, NotKept
from handlers.turn import Turn
from handlers.zones import spoken
from storage import log
from storage.enums import OutboxClass
from storage.queries import running
from storage.queries.facts import fact

WORK = "court.backup"
PACE = timedelta(seconds=3)
"""The bar moves no more often than that."""
MEGABYTE = 1024 * 1024


async def backup(turn: Turn, _args: str) -> None:
    """When the last one was made, and a button for a new one."""
    last = await fact(turn.tx, MADE_AT)
    when = (
        spoken(datetime.fromisoformat(last), turn.me.zone, turn.wall) if last else turn.text("backup.never")
    )
    make = Choice(turn.text("backup.make"), "backup.make", style=Style.PRIMARY)
    words = [turn.text("backup.last", when=when), *_reminder(turn)]
    await turn.say(Say("\n\n".join(words), by=Speaker.DESK, choices=(make,)))


async def make(turn: Turn, _args: Mapping[str, str]) -> None:
    """Begin, unless one is being written."""
    if await running.is_under_way(turn.tx, WORK):
        await turn.say(turn.text("backup.under_way"), by=Speaker.DESK)
        return
    work = await turn.later(WORK)
    await turn.tx.flush()
    await log.append(turn.tx, at=turn.wall, actor=turn.me.person.id, kind="backup", object_id=str(work.id))
    await turn.say(Say(turn.text("backup.begun"), by=Speaker.DESK), ref=_ref(turn))


async def write(errand: Errand) -> None:
    """Write it, moving a bar, and say where it is. A failure is said, not repeated."""
    if errand.person_id is None:
        return
    progress = _Bar(errand)
    try:
        made = await errand.house.keeper.back_up(progress)
    except NotKept as failure:
        async with errand.turn(errand.person_id) as turn:
            await _tell(turn, turn.text("backup.failed", why=str(failure)))
        return
    async with errand.turn(errand.person_id) as turn:
        await _tell(turn, "\n\n".join([_made(turn, made), *_reminder(turn)]))


class _Bar:
    """Shows in the owner's chat how much is written."""

    def __init__(self, errand: Errand) -> None:
        self._errand = errand
        self._shown_at: datetime | None = None

    async def __call__(self, done: int, of: int) -> None:
        now = self._errand.house.clock.wall()
        if self._errand.person_id is None or (self._shown_at is not None and now - self._shown_at < PACE):
            return
        self._shown_at = now
        async with self._errand.turn(self._errand.person_id) as turn:
            meter = Meter(turn.text("backup.bar"), done / of if of else 0.0, note=f"{done}/{of}")
            message = Say(turn.text("backup.begun"), by=Speaker.DESK, meters=(meter,))
            await turn.amend(_ref(turn), message, klass=OutboxClass.ACCOUNT)


async def _tell(turn: Turn, words: str) -> None:
    """The outcome, in place of the bar."""
    await turn.amend(_ref(turn), Say(words, by=Speaker.DESK), klass=OutboxClass.ACCOUNT)


def _made(turn: Turn, made: Archive) -> str:
    lines = [
        turn.text(
            "backup.made",
            name=made.name,
            folder=made.folder,
            size=f"{made.size / MEGABYTE:.1f}",
            rows=made.rows,
            blobs=made.blobs,
        )
    ]
    if made.missing:
        lines.append(turn.text("backup.missing", count=made.missing))
    if made.removed:
        lines.append(turn.text("backup.removed", count=made.removed))
    return "\n".join(lines)


def _reminder(turn: Turn) -> list[str]:
    """The key is never in a back-up: without it nothing in it can be read."""
    saved = turn.house.keeper.recovery_key_saved()
    return [turn.text("backup.key" if saved else "backup.key_not_saved")]


def _ref(turn: Turn) -> str:
    return f"backup:{turn.me.person.id.hex}"


FEATURE = Feature(
    commands=(CommandSpec("backup", Group.OPERATOR, Access.OWNER, backup),),
    actions=(ActionSpec("backup.make", Access.OWNER, make),),
    works={WORK: write},
)
