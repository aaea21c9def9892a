"""Two persons become one: the stricter standing holds, roles move, what was begun on one side ends."""

from datetime import datetime, timedelta

from handlers import conversation
from handlers.chat.outgoing import Say, Speaker
from handlers.member.accounts.telling import announce, place, role
from handlers.member.safety.stop import stop_everything
from handlers.member.tasks import ending
from handlers.member.tokens import closing
from handlers.rules import joining as rules
from handlers.rules.standing import Standing, is_ahead
from handlers.standing import set_standing, standing_of
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.enums import OutboxClass, Role, TaskEnd
from storage.queries import chat, door, people, web
from storage.queries import joining as queries
from storage.queries import tasks as task_queries
from storage.tables import Account, Admission, Operator

OLD_WORD_STOPS = timedelta(days=30)
NOT_SAFETY = (OutboxClass.GAME, OutboxClass.REPLY, OutboxClass.ACCOUNT)


async def join(turn: Turn, other: Subject, account: Account) -> None:
    """Make one person of the one whose turn it is and of ``other``, whose ``account`` gave the code."""
    stays, goes = _order(turn.me, other)
    before = standing_of(stays.person)
    await _tighten(turn, stays, goes)
    await _end_what_was_begun(turn, goes)
    role_moved = await _move_role(turn, stays, goes)
    await _move_admission(turn, stays, goes)
    await _write_down(turn, stays, goes, before)
    await queries.join(turn.tx, goes.person, stays.person, turn.wall, words_stop=OLD_WORD_STOPS)
    turn.me = stays
    await _bar(turn)
    if stays.user is not None and stays.user.password_hashed is None:
        await web.adopt_login(turn.tx, stays.person, stays.user)
    await _tell(turn, account, role_moved, newly_stopped=before.stopped_at is None)


def _order(one: Subject, other: Subject) -> tuple[Subject, Subject]:
    """Who stays, and who goes."""
    first = rules.stays_first(
        one_is_member=one.is_member,
        other_is_member=other.is_member,
        other_runs_more=other.operator is not None and one.operator is None,
    )
    return (one, other) if first else (other, one)


async def _tighten(turn: Turn, stays: Subject, goes: Subject) -> None:
    """Whatever holds on either side, or at the door of either, holds on both."""
    before = standing_of(stays.person)
    known_by = [
        address for side in (stays, goes) for address in await door.addresses_of(turn.tx, side.person.id)
    ]
    bars = await queries.bars_of(turn.tx, known_by, turn.wall)

    def both() -> Standing:
        strict = rules.stricter(standing_of(stays.person), standing_of(goes.person))
        return rules.barred(strict, bars, turn.now)

    if rules.halted(both()) and not rules.halted(before):
        await stop_everything(turn, stays)
    set_standing(stays.person, both())
    why = closing.closed(turn, stays)
    if why:
        await closing.close(turn, stays, why)
    if stays.person.banned_at is not None and before.banned_at is None and stays.user is not None:
        for task, plan in await task_queries.unsettled_tasks(turn.tx, stays.user.id):
            await ending.end(turn, stays, task, plan, TaskEnd.WITHDRAWN, "ban")


async def _end_what_was_begun(turn: Turn, goes: Subject) -> None:
    """A conversation ends, buttons close; only those of safety still work."""
    await conversation.end(turn, of=goes)
    await chat.close_prompts(turn.tx, goes.person.id, turn.wall, classes=NOT_SAFETY)


async def _move_role(turn: Turn, stays: Subject, goes: Subject) -> Role | None:
    """The role moves to the person; with two of them the wider one counts. Returns a role that moved."""
    old, own = goes.operator, stays.operator
    if old is None:
        return None
    if own is None:
        own = Operator(
            person_id=stays.person.id,
            name=old.name,
            role=old.role,
            personas=list(old.personas),
            alerts=old.alerts,
            made_by=old.made_by,
            created_at=old.created_at,
        )
        stays.operator = turn.tx.add(own)
    else:
        own.role = Role.OWNER if Role.OWNER in (own.role, old.role) else own.role
        narrow = bool(own.personas) and bool(old.personas)
        own.personas = sorted({*own.personas, *old.personas}) if narrow else []
        own.name = own.name or old.name
    await turn.tx.delete(old)
    await turn.tx.flush()
    return old.role


async def _move_admission(turn: Turn, stays: Subject, goes: Subject) -> None:
    """Who was let in stays let in, unless the other side was refused."""
    theirs = await turn.tx.get(Admission, goes.person.id)
    own = await turn.tx.get(Admission, stays.person.id)
    if theirs is None or stays.is_member:
        return
    if own is None:
        own = turn.tx.add(Admission(person_id=stays.person.id, asked_at=theirs.asked_at))
        own.invitation_id, own.decided_by = theirs.invitation_id, theirs.decided_by
        own.admitted, own.decided_at = theirs.admitted, theirs.decided_at
    elif False in (own.admitted, theirs.admitted):
        own.admitted = False
    else:
        own.admitted = own.admitted or theirs.admitted
    await turn.tx.flush()


async def _write_down(turn: Turn, stays: Subject, goes: Subject, before: Standing) -> None:
    """The safety journal learns what holds now, for both sides: an older back-up knows them as two."""
    now = standing_of(stays.person)
    await _journal(turn, stays, now, unless=before)
    await _journal(turn, goes, now)
    moved = await people.accounts_of(turn.tx, goes.person.id)
    await turn.journal(
        "link",
        stays,
        other=people.journal_name(turn.tx, goes.person.id),
        addresses=" ".join(account.address_hash for account in moved),
    )
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=stays.person.id,
        kind="account.link" if goes.operator is None else "operator.link",
        subject=stays.person.id,
        object_id=str(goes.person.id),
    )


async def _journal(turn: Turn, subject: Subject, now: Standing, *, unless: Standing | None = None) -> None:
    """Write down what holds for a person, but not what did before (``unless``) or a stop just written."""
    was = unless or Standing()
    if now.stopped_at is not None and unless is None:
        await turn.journal("stop", subject)
    if now.timeout_until != was.timeout_until and is_ahead(now.timeout_until, turn.now):
        await turn.journal("timeout", subject, until=_iso(now.timeout_until))
    if now.excluded_until != was.excluded_until and is_ahead(now.excluded_until, turn.now):
        await turn.journal("exclude", subject, until=_iso(now.excluded_until))
    if now.banned_at is not None and was.banned_at is None:
        await turn.journal("ban", subject)


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


async def _bar(turn: Turn) -> None:
    """Bars of one address are bars of all."""
    person = turn.me.person
    for known_by in await door.addresses_of(turn.tx, person.id):
        if is_ahead(person.excluded_until, turn.now):
            await door.add_bar(turn.tx, known_by, "exclusion", turn.wall, until=person.excluded_until)
        if person.banned_at is not None:
            await door.add_bar(turn.tx, known_by, "ban", turn.wall)


async def _tell(turn: Turn, account: Account, moved: Role | None, *, newly_stopped: bool) -> None:
    """Say it everywhere, so that nobody is linked unawares."""
    rest = [each for each in await people.accounts_of(turn.tx, turn.me.person.id) if each.id != account.id]
    others = ", ".join(dict.fromkeys(place(turn, each) for each in rest))
    await announce(turn, turn.me, "link.linked", place=place(turn, account), others=others)
    if moved is not None:
        await announce(turn, turn.me, "link.role_moved", role=role(turn, moved, turn.me))
    if newly_stopped and turn.me.person.stopped_at is not None:
        words = Say(turn.text("link.stopped"), by=Speaker.SAFETY)
        await turn.say(words, klass=OutboxClass.SAFETY)
