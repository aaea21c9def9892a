"""The door: who may begin, by invitation, by approval or freely; and who was turned away."""

from handlers import conversation
from handlers.chat.outgoing import Speaker
from handlers.feature import Access, CommandSpec, Feature, Group
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries.door import add_bar, barred, invitation_by_code, live_invitation
from storage.tables import Admission, Invitation, Operator

MINOR = "minor"
ERASE_AFTER_REFUSAL = "admission.erase"


async def start(turn: Turn, args: str) -> None:
    """/start: begin, go on where one stopped, or be greeted."""
    if turn.me.is_member:
        await turn.persona_says("greeting", name=turn.me.member.username)
        await conversation.resume(turn)
        return
    if await conversation.resume(turn):
        return
    await begin(turn, args)


async def knock(turn: Turn, text: str) -> None:
    """Words from somebody who is not a member yet; perhaps an invitation's code."""
    await begin(turn, text if len(text.split()) == 1 else "")


async def begin(turn: Turn, code: str) -> None:
    """Let somebody in, or say what is missing."""
    bar = await _bar(turn)
    if bar is not None:
        await turn.say(turn.text(f"admission.{bar}"))
        return
    if not await _admitted(turn, code.strip()):
        return
    if turn.me.person.adult_confirmed_on is None:
        await conversation.start(turn, "age")
    else:
        await conversation.start(turn, "onboarding")


async def refuse_minor(turn: Turn) -> None:
    """Turn a minor away kindly. Once the answer is sent, only the hash of the address stays."""
    if turn.account is None:
        return
    await add_bar(turn.tx, turn.account.address_hash, MINOR, turn.wall)
    await turn.journal("minor_lock")
    await turn.tell(
        turn.me,
        turn.text("admission.minor"),
        by=Speaker.SAFETY,
        klass=OutboxClass.SAFETY,
        on_sent=f"{ERASE_AFTER_REFUSAL}:",
    )


async def _bar(turn: Turn) -> str | None:
    if turn.account is None:
        return None
    return await barred(turn.tx, turn.account.address_hash, turn.wall)


async def _admitted(turn: Turn, code: str) -> bool:
    known = await turn.tx.get(Admission, turn.me.person.id)
    if known is not None and known.admitted:
        return True
    invitation = await invitation_by_code(turn.tx, code) if code else None
    if live_invitation(invitation, turn.wall):
        await _use(turn, invitation, known)
        return True
    match turn.house.policy.admission:
        case "open":
            _let_in(turn, known, None)
            return True
        case "approval":
            await _ask_operators(turn, known)
        case _:
            await turn.say(
                turn.text("admission.bad_code" if code and invitation else "admission.by_invitation")
            )
    return False


async def _use(turn: Turn, invitation: Invitation | None, known: Admission | None) -> None:
    if invitation is None:
        return
    invitation.uses_left -= 1
    _let_in(turn, known, invitation)
    if invitation.role is not None and turn.me.operator is None:
        turn.me.operator = turn.tx.add(
            Operator(
                person_id=turn.me.person.id,
                name="",
                role=invitation.role,
                personas=[invitation.persona] if invitation.persona else [],
                made_by=invitation.made_by,
                created_at=turn.wall,
            )
        )


def _let_in(turn: Turn, known: Admission | None, invitation: Invitation | None) -> None:
    row = known or turn.tx.add(Admission(person_id=turn.me.person.id, asked_at=turn.wall))
    row.admitted, row.decided_at = True, turn.wall
    if invitation is not None:
        row.invitation_id, row.decided_by = invitation.id, invitation.made_by


async def _ask_operators(turn: Turn, known: Admission | None) -> None:
    if known is None:
        turn.tx.add(Admission(person_id=turn.me.person.id, asked_at=turn.wall))
    refused = known is not None and known.admitted is False
    await turn.say(turn.text("admission.refused" if refused else "admission.waiting"))


FEATURE = Feature(
    commands=(CommandSpec("start", Group.ME, Access.ANYBODY, start),),
)
