"""A member is asked whether she moves to another persona: yes, no, later. Nothing moves without her yes."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers import alerts, moving, unprompted
from handlers.boundary import KINDS
from handlers.chat.outgoing import Ask, Choice, Speaker, Style
from handlers.feature import Access, ActionSpec, Due, Feature, Sweep
from handlers.member import sharing
from handlers.subject import Subject
from handlers.turn import Turn, load_subject
from handlers.zones import spoken
from storage import log
from storage.enums import HandoverEnd, OutboxClass
from storage.queries import moving as queries
from storage.queries import outbox
from storage.queries import tasks as task_queries
from storage.tables import Handover, Operator, Person
from storage.unit import UnitOfWork


async def ask(turn: Turn, subject: Subject, row: Handover) -> bool:
    """Ask the member, in plain words, once she is awake. False if she cannot be reached."""
    question = await _question(turn, subject, row)
    return await unprompted.tell(turn, subject, question, by=Speaker.COURT, ref=moving.ref_of(row.id))


async def ask_again(turn: Turn, row: Handover) -> None:
    """Show the question where the member is now; it stands there only once."""
    ref = moving.ref_of(row.id)
    if await outbox.account_told(turn.tx, turn.me.person.id, ref) is not None:
        await turn.remove(ref)
    await turn.say(await _question(turn, turn.me, row), ref=ref)


async def _question(turn: Turn, subject: Subject, row: Handover) -> Ask:
    personas = turn.house.content.personas
    names = [personas[key].name if key in personas else key for key in (row.from_persona, row.to_persona)]
    until = row.expires_at or turn.now
    words = turn.text_for(
        subject,
        "handover.ask",
        before=names[0],
        after=names[1],
        reason=await turn.tx.open(row, "reason") or "",
        until=spoken(until, subject.zone, turn.now),
    )
    args = {"handover": str(row.id)}
    ticks = sharing.ticks(turn, subject, row.shared, "handover.share", args)
    no = Choice(turn.text_for(subject, "handover.no"), "handover.no", args)
    later = Choice(turn.text_for(subject, "handover.later"), "handover.later", args)
    return Ask(words, choices=(*await _yes(turn, subject, args), no, later, *ticks))


async def _yes(turn: Turn, subject: Subject, args: Mapping[str, str]) -> tuple[Choice, ...]:
    """One yes, or two where there are open tasks to keep or to drop."""
    hows = ("keep", "drop") if await task_queries.open_tasks(turn.tx, subject.member.id) else ("yes",)
    return tuple(
        Choice(
            turn.text_for(subject, f"handover.{how}"),
            "handover.yes",
            {**args, "tasks": how},
            Style.PRIMARY if how != "drop" else Style.PLAIN,
        )
        for how in hows
    )


async def yes(turn: Turn, args: Mapping[str, str]) -> None:
    """She moves, at once and whole."""
    row = await _open(turn, args)
    if row is None:
        return
    row.ended, row.ended_at, row.expires_at = HandoverEnd.ACCEPTED, turn.now, None
    await turn.persona_says("persona_farewell", name=turn.me.member.username)
    await moving.move(turn, row.to_persona, keep_tasks=args["tasks"] != "drop", shared=row.shared)
    await turn.persona_says("welcome", name=turn.me.member.username)
    await _note(turn, row)
    await alerts.alert(turn, "arrived", turn.me)


async def no(turn: Turn, args: Mapping[str, str]) -> None:
    """All stays as it is, and no reason is asked for."""
    row = await _open(turn, args)
    if row is not None:
        row.ended, row.ended_at, row.expires_at = HandoverEnd.DECLINED, turn.now, None
        await turn.say(turn.text("handover.declined"))
        await _note(turn, row)


async def later(turn: Turn, args: Mapping[str, str]) -> None:
    """It waits; /settings shows it again."""
    row = await _open(turn, args)
    if row is not None:
        until = spoken(row.expires_at or turn.now, turn.me.zone, turn.now)
        await turn.say(turn.text("handover.waits", until=until))


async def share(turn: Turn, args: Mapping[str, str]) -> None:
    """Tick what the new persona's people may see of her past, or take the tick away."""
    row = await _open(turn, args)
    if row is not None and args["kind"] in KINDS:
        row.shared = sharing.toggled(row.shared, args["kind"])
        await turn.amend(moving.ref_of(row.id), await _question(turn, turn.me, row))


async def _open(turn: Turn, args: Mapping[str, str]) -> Handover | None:
    """The proposal, if it waits for this member's answer still; None after saying that it does not."""
    row = await queries.handover_now(turn.tx, uuid.UUID(args["handover"]))
    mine = row is not None and row.user_id == turn.me.person.id
    if row is None or not mine or row.ended is not None or not _possible(turn, row):
        await turn.say(turn.text("handover.gone"))
        return None
    return row


def _possible(turn: Turn, row: Handover) -> bool:
    expired = row.expires_at is not None and row.expires_at <= turn.now
    to = turn.house.content.personas.get(row.to_persona)
    there = to is not None and not to.retired
    return there and not expired and turn.me.member.domme_assigned == row.from_persona


async def _note(turn: Turn, row: Handover) -> None:
    """The log has it, and whoever proposed it is told."""
    how = row.ended.value if row.ended else ""
    subject = turn.me.person.id
    await log.append(
        turn.tx, at=turn.wall, actor=None, kind=f"handover.{how}", subject=subject, object_id=str(row.id)
    )
    person = await turn.tx.get(Person, row.made_by) if row.made_by else None
    if person is None or await turn.tx.get(Operator, person.id) is None:
        return
    operator = await load_subject(turn.tx, person)
    words = turn.text_for(operator, f"handover.told.{how}", name=turn.me.member.username)
    await turn.tell(operator, words, by=Speaker.DESK, klass=OutboxClass.ACCOUNT)


async def find(tx: UnitOfWork, now: datetime, _wall: datetime, limit: int) -> Sequence[Due]:
    """Proposals nobody answered."""
    return [Due(person, str(row)) for person, row in await queries.expired(tx, now, limit)]


async def expire(turn: Turn, arg: str) -> None:
    """No answer is a no."""
    row = await queries.handover_now(turn.tx, uuid.UUID(arg))
    if row is None or row.ended is not None or row.expires_at is None or row.expires_at > turn.now:
        return
    await moving.close_proposal(turn, turn.me, HandoverEnd.EXPIRED)
    await _note(turn, row)


FEATURE = Feature(
    actions=(
        ActionSpec("handover.yes", Access.PLAYER, yes),
        ActionSpec("handover.no", Access.MEMBER, no),
        ActionSpec("handover.later", Access.MEMBER, later, once=False),
        ActionSpec("handover.share", Access.PLAYER, share, once=False),
    ),
    sweeps=(Sweep("handovers", find, expire),),
)
