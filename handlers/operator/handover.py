"""/handover: a member is proposed to another persona. She decides; nothing moves before."""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from handlers import moving
from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, FormSpec, Group
from handlers.member import handover as asking
from handlers.member.onboarding.steps import folded_name
from handlers.member.proofs.content import readable
from handlers.operator.sight import member_in_sight, private_ref
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import spoken
from storage import log
from storage.enums import HandoverEnd
from storage.queries import moving as queries
from storage.queries import people
from storage.tables import Handover

SHORTEST, LONGEST = 3, 1000
LONGEST_NAME = 64
LASTS = timedelta(days=7)
"""How long the member can think about it."""
NOT_AGAIN = timedelta(days=7)
"""After a no the same is not proposed again for so long: nobody is talked into it."""
MOST_LISTED = 10


async def command(turn: Turn, args: str) -> None:
    """The form, and below it the proposals that wait for an answer."""
    await _form(turn, args)
    personas = turn.me.operator.personas if turn.me.operator else []
    for row in await queries.proposals(turn.tx, personas, turn.me.person.id, MOST_LISTED):
        subject = await member_in_sight(turn, str(row.user_id))
        if subject is not None:
            await turn.say(_waiting(turn, subject, row), ref=private_ref(subject))


async def to(turn: Turn, args: Mapping[str, str]) -> None:
    """The same form from a member's card."""
    subject = await member_in_sight(turn, args.get("member", ""))
    if subject is None:
        await turn.say(turn.text("members.unknown"), by=Speaker.DESK)
        return
    await _form(turn, subject.member.username)


async def _form(turn: Turn, name: str) -> None:
    personas = turn.house.content.personas
    options = tuple((key, persona.name) for key, persona in personas.items() if not persona.retired)
    fields = (
        Field("member", turn.text("handover.member"), value=(name,) if name else (), most=LONGEST_NAME),
        Field("persona", turn.text("handover.persona"), FieldKind.CHOICE, options),
        Field("reason", turn.text("handover.reason"), FieldKind.LONG, least=SHORTEST, most=LONGEST),
    )
    submit = Choice(turn.text("handover.preview"), "handover.preview", style=Style.PRIMARY)
    text = turn.text("handover.text", days=LASTS.days)
    await turn.say(Form(turn.text("handover.title"), fields, submit, text=text, by=Speaker.DESK))


async def preview(turn: Turn, _args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """What the member will read, to be sent or not."""
    given = {name: readable("".join(value)).strip() for name, value in values.items()}
    user = await people.user_named(turn.tx, folded_name(given.get("member", "")))
    subject = await member_in_sight(turn, str(user.id)) if user else None
    to_persona, reason = given.get("persona", ""), given.get("reason", "")
    if subject is None or not SHORTEST <= len(reason) <= LONGEST:
        key = "members.unknown" if subject is None else "handover.reason_problem"
        await turn.say(turn.text(key, most=LONGEST), by=Speaker.DESK)
        return
    obstacle = await _obstacle(turn, subject, to_persona)
    if obstacle is not None:
        await turn.say(obstacle, by=Speaker.DESK)
        return
    await turn.form_done()
    text = turn.text(
        "handover.shown",
        name=subject.member.username,
        persona=turn.house.content.personas[to_persona].name,
        reason=reason,
        days=LASTS.days,
    )
    args = {"member": str(subject.member.id), "to": to_persona, "reason": reason}
    send = Choice(turn.text("handover.send"), "handover.send", args, Style.PRIMARY)
    choices = (send, Choice(turn.text("common.cancel"), "assign.cancel"))
    await turn.say(Say(text, by=Speaker.DESK, choices=choices), ref=private_ref(subject))


async def send(turn: Turn, args: Mapping[str, str]) -> None:
    """Ask the member."""
    subject = await member_in_sight(turn, args.get("member", ""))
    if subject is None:
        await turn.say(turn.text("members.unknown"), by=Speaker.DESK)
        return
    obstacle = await _obstacle(turn, subject, args["to"])
    if obstacle is not None:
        await turn.say(obstacle, by=Speaker.DESK)
        return
    row = Handover(
        user_id=subject.member.id,
        from_persona=subject.member.domme_assigned,
        to_persona=args["to"],
        made_by=turn.me.person.id,
        made_at=turn.now,
        expires_at=turn.now + LASTS,
    )
    turn.tx.add(await turn.tx.seal(row, reason=args["reason"]))
    await turn.tx.flush()
    if not await asking.ask(turn, subject, row):
        await turn.tx.delete(row)
        await turn.say(turn.text("members.unreachable"), by=Speaker.DESK)
        return
    await _note(turn, subject, row, "propose", {"to": args["to"], "reason": args["reason"]})
    await turn.say(_waiting(turn, subject, row), ref=private_ref(subject))


async def withdraw(turn: Turn, args: Mapping[str, str]) -> None:
    """Take the proposal back, as long as the member has not answered."""
    row = await turn.tx.get(Handover, uuid.UUID(args["handover"]))
    subject = await member_in_sight(turn, str(row.user_id)) if row else None
    row = await queries.handover_now(turn.tx, uuid.UUID(args["handover"])) if subject else None
    if subject is None or row is None or row.ended is not None:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return
    await moving.close_proposal(turn, subject, HandoverEnd.WITHDRAWN)
    await _note(turn, subject, row, "withdraw")
    await turn.say(turn.text("handover.withdrawn"), by=Speaker.DESK)


async def _obstacle(turn: Turn, subject: Subject, to_persona: str) -> str | None:
    """Why the member is not to be asked this now, as a sentence; None if she may be."""
    name = subject.member.username
    persona = turn.house.content.personas.get(to_persona)
    if persona is None or persona.retired or to_persona == subject.member.domme_assigned:
        return turn.text("handover.same", name=name)
    if turn.blocked(subject) is not None:
        return turn.text("handover.not_now", name=name)
    if await queries.waiting_for(turn.tx, subject.member.id) is not None:
        return turn.text("handover.one_waits", name=name)
    last = await queries.last_answered(turn.tx, subject.member.id, to_persona)
    declined = last is not None and last.ended is HandoverEnd.DECLINED and last.ended_at is not None
    if last is not None and declined and last.ended_at is not None and turn.now < last.ended_at + NOT_AGAIN:
        return turn.text("handover.declined_lately", name=name, days=NOT_AGAIN.days)
    return None


def _waiting(turn: Turn, subject: Subject, row: Handover) -> Say:
    persona = turn.house.content.personas.get(row.to_persona)
    text = turn.text(
        "handover.sent",
        name=subject.member.username,
        persona=persona.name if persona else row.to_persona,
        until=spoken(row.expires_at or turn.now, turn.me.zone, turn.now),
    )
    back = Choice(turn.text("handover.withdraw"), "handover.withdraw", {"handover": str(row.id)})
    return Say(text, by=Speaker.DESK, choices=(back,))


async def _note(
    turn: Turn, subject: Subject, row: Handover, what: str, detail: dict[str, str] | None = None
) -> None:
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind=f"handover.{what}",
        subject=subject.person.id,
        object_id=str(row.id),
        detail=detail,
    )


FEATURE = Feature(
    commands=(CommandSpec("handover", Group.OPERATOR, Access.OPERATOR, command, opens_form=True),),
    actions=(
        ActionSpec("handover.to", Access.OPERATOR, to, once=False),
        ActionSpec("handover.send", Access.OPERATOR, send),
        ActionSpec("handover.withdraw", Access.OPERATOR, withdraw),
    ),
    forms=(FormSpec("handover.preview", Access.OPERATOR, preview),),
)
