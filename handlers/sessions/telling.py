"""Telling of a session: the member where sessions are offered, the operator by no name."""

from datetime import datetime

from handlers import posting, unprompted
from handlers.chat.outgoing import Choice, Message, Say, Speaker, Style
from handlers.offers import offered
from handlers.rules.offers import Offer
from handlers.rules.sessions import LEAST_NOTICE
from handlers.rules.standing import Blocked
from handlers.sessions.brief import exact
from handlers.sessions.rows import Case, ref_of
from handlers.subject import Subject
from handlers.turn import Turn, load_subject
from handlers.zones import waking
from storage.enums import OutboxClass
from storage.queries import chat, outbox, people
from storage.tables import Account, Operator, Person, User

REACHED = frozenset({None, Blocked.PAUSED})
"""A holiday does not keep back news of what was agreed before it."""


async def place_of(turn: Turn, subject: Subject, case: Case) -> Account | None:
    """Where to write to a member about a session: where she last spoke, if sessions are offered there; else
    where she asked for it, or in another chat of hers where they are. Never elsewhere if a chat is closed."""
    spoke = subject.person.spoke_account_id
    last = await turn.tx.get(Account, spoke) if spoke else None
    if last is not None and _offers(turn, last):
        return last if last.unreachable_at is None else None
    asked = case.details.account_id
    found = [await turn.tx.get(Account, asked)] if asked else []
    found += await people.accounts_of(turn.tx, subject.person.id)
    mine = [each for each in found if each is not None and each.person_id == subject.person.id]
    return next((each for each in mine if _offers(turn, each) and each.unreachable_at is None), None)


async def tell(
    turn: Turn,
    subject: Subject,
    case: Case,
    text: str,
    *,
    by: Speaker = Speaker.PERSONA,
    choices: tuple[Choice, ...] = (),
    at_once: bool = False,
    instead: bool = True,
) -> bool:
    """Tell a member of her session, in place of what stood there to be pressed. What nobody asked for waits
    for the end of quiet hours unless it is needed ``at_once``; with ``instead`` what waits already is not
    sent any more. False if she cannot be told now."""
    await close_buttons(turn, subject, case)
    if instead:
        await unsend(turn, case)
    message = Say(text, by=by, choices=choices)
    return await put(turn, subject, case, message, ref=ref_of(case.session.id), at_once=at_once)


async def put(
    turn: Turn,
    subject: Subject,
    case: Case,
    message: Message,
    *,
    ref: str | None = None,
    at_once: bool = False,
) -> bool:
    """Send a member something about her session, where it may be spoken of. As for ``tell``."""
    account = await place_of(turn, subject, case)
    answering = unprompted.answers(turn, subject) and account is not None and account is turn.account
    if account is None or (not answering and turn.blocked(subject) not in REACHED):
        return False
    if not answering and subject.settings is not None and subject.settings.discreet:
        message = posting.discreet(turn.house, subject, message)
    klass = OutboxClass.REPLY if answering else OutboxClass.GAME
    moment = None if answering or at_once else _earliest(turn, subject, case)
    wall = None if moment is None else turn.house.clock.wall_at(moment)
    await posting.queue(turn, account, subject, message, klass=klass, ref=ref, not_before=wall)
    return True


async def close_buttons(turn: Turn, subject: Subject, case: Case) -> None:
    """What was said of a session before offers nothing to press any more."""
    ref = ref_of(case.session.id)
    if await outbox.account_told(turn.tx, subject.person.id, ref) is not None:
        await turn.amend(ref, of=subject)


async def unsend(turn: Turn, case: Case) -> None:
    """News that has not gone out yet, and a calendar file that waits with it, are overtaken."""
    for ref in (ref_of(case.session.id), file_ref(case)):
        await chat.cancel_named(turn.tx, case.session.user_id, ref)


def file_ref(case: Case) -> str:
    """The name of the message with the calendar file."""
    return f"session.file:{case.session.id}"


async def tell_operator(turn: Turn, case: Case, key: str) -> None:
    """Tell whoever answered last that something has become of it; a look shows whose it is."""
    by = case.details.decided_by
    row = await turn.tx.get(Operator, by) if by else None
    person = await turn.tx.get(Person, by) if row is not None else None
    if person is None:
        return
    operator = await load_subject(turn.tx, person)
    member = await turn.tx.get(User, case.session.user_id)
    if member is None or not operator.may_run(member.domme_assigned):
        return
    scheduled = case.details.scheduled_at
    when = exact(scheduled, operator.zone) if scheduled else ""
    words = turn.text_for(operator, f"session.alert.{key}", model=case.session.cam_model_name, when=when)
    look = Choice(turn.text_for(operator, "alert.look"), "sessions.view", {"session": str(case.session.id)})
    await turn.tell(operator, Say(words, by=Speaker.DESK, choices=(look,)), klass=OutboxClass.ACCOUNT)


def call_off(turn: Turn, subject: Subject, case: Case, *, agreed: bool) -> Choice:
    """The button that ends it, whatever it is by now."""
    label = turn.text_for(subject, "session.call_off" if agreed else "session.take_back")
    return Choice(label, "session.take_back", {"session": str(case.session.id)})


def accept(turn: Turn, subject: Subject, case: Case) -> tuple[Choice, ...]:
    """The buttons under a proposed time."""
    return (
        Choice(turn.text_for(subject, "session.accept"), "session.accept", case.args, Style.PRIMARY),
        Choice(turn.text_for(subject, "session.another_time"), "session.again", case.args),
        call_off(turn, subject, case, agreed=False),
    )


def _earliest(turn: Turn, subject: Subject, case: Case) -> datetime | None:
    """After quiet hours, unless the time itself would be over or near by then: that news is needed now."""
    moment, scheduled = waking(subject, turn.now), case.details.scheduled_at
    if moment is None or (scheduled is not None and turn.now < scheduled < moment + LEAST_NOTICE):
        return None
    return moment


def _offers(turn: Turn, account: Account) -> bool:
    return offered(turn.house.policy, Offer.SESSIONS, account.platform)
