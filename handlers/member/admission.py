"""The door: who may begin, by invitation, by approval or freely; and who was turned away."""

from handlers import conversation
from handlers.chat.outgoing import Speaker
from handlers.feature import Access, CommandSpec, Feature, Group
from handlers.member.accounts import asking, codes
from handlers.member.privacy import forget
from handlers.rules.standing import Blocked
from handlers.turn import Turn
from handlers.watching import viewing
from handlers.watching.digest import START as ALERTS
from storage import log
from storage.enums import OutboxClass
from storage.queries.door import add_bar, addresses_of, barred, invitation_by_code
from storage.queries.web import spend_invitation
from storage.tables import Admission, Invitation, Operator

MINOR = "minor"
ERASE_AFTER_REFUSAL = "admission.erase"


async def start(turn: Turn, args: str) -> None:
    """/start: begin, go on where one stopped, or be greeted."""
    if args.startswith(codes.START_PREFIX):
        await asking.given(turn, args.removeprefix(codes.START_PREFIX))
        return
    if args == ALERTS and turn.me.operator is not None:
        await viewing.show(turn)
        return
    if args and await _took_role(turn, args.strip()):
        await turn.say(turn.text("admission.operator_now"))
        return
    if await _stopped(turn):
        return
    if turn.me.is_member:
        await turn.persona_says("greeting", name=turn.me.member.username)
        await conversation.resume(turn)
        return
    if await conversation.take_up(turn) or await conversation.resume(turn):
        return
    await begin(turn, args)


async def knock(turn: Turn, text: str) -> None:
    """Words from somebody who is not a member yet; perhaps an invitation's code."""
    if not await _stopped(turn):
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


async def turned_away(turn: Turn) -> bool:
    """Whoever was refused as a minor hears so again, whatever is sent, and again nothing of it is kept."""
    if turn.me.is_member or turn.me.operator is not None or await _bar(turn) != MINOR:
        return False
    await refuse_minor(turn)
    return True


async def refuse_minor(turn: Turn) -> None:
    """Turn a minor away kindly. Once the answer is sent, only the hash of the address stays."""
    for known_by in await addresses_of(turn.tx, turn.me.person.id):
        await add_bar(turn.tx, known_by, MINOR, turn.wall)
    await turn.journal("minor_lock")
    await turn.tell(
        turn.me,
        turn.text("admission.minor"),
        by=Speaker.SAFETY,
        klass=OutboxClass.SAFETY,
        on_sent=f"{ERASE_AFTER_REFUSAL}:",
    )
    await forget.erase_anyway(turn)


async def _stopped(turn: Turn) -> bool:
    """Say so if everything is stopped: nothing begins by itself, and no persona speaks."""
    blocked = turn.blocked(turn.me)
    if blocked is None or blocked is Blocked.PAUSED:
        return False
    await turn.say(turn.text(f"blocked.{blocked.value}"), by=Speaker.SAFETY)
    return True


async def _bar(turn: Turn) -> str | None:
    if turn.account is None:
        return None
    return await barred(turn.tx, turn.account.address_hash, turn.wall)


async def _took_role(turn: Turn, code: str) -> bool:
    """Whether the code is an operator's invitation for somebody who is a member already, and was used."""
    invitation = await invitation_by_code(turn.tx, code)
    if invitation is None or invitation.role is None or turn.me.operator is not None:
        return False
    if not turn.me.is_member or await _stopped(turn):
        return False
    spent = await spend_invitation(turn.tx, code, turn.wall)
    if spent is not None:
        await _use(turn, spent, await turn.tx.get(Admission, turn.me.person.id))
    return spent is not None


async def _admitted(turn: Turn, code: str) -> bool:
    known = await turn.tx.get(Admission, turn.me.person.id)
    if known is not None and known.admitted:
        return True
    invitation = await spend_invitation(turn.tx, code, turn.wall) if code else None
    if invitation is not None:
        await _use(turn, invitation, known)
        return True
    match turn.house.policy.admission:
        case "open":
            _let_in(turn, known, None)
            return True
        case "approval":
            await _ask_operators(turn, known)
        case _:
            used_up = code and await invitation_by_code(turn.tx, code) is not None
            await turn.say(turn.text("admission.bad_code" if used_up else "admission.by_invitation"))
    return False


async def _use(turn: Turn, invitation: Invitation, known: Admission | None) -> None:
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
        await log.append(
            turn.tx,
            at=turn.wall,
            actor=invitation.made_by,
            kind="operator.joined",
            subject=turn.me.person.id,
            object_id=str(invitation.id),
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
