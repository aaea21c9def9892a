"""A minor's lock in an owner's hands: lifted, destroyed or reported; nobody else decides it."""

from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, FormSpec
from handlers.member.privacy import forget
from handlers.operator.sight import member_in_sight
from handlers.rules import stopping
from handlers.standing import set_standing, standing_of
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.enums import OutboxClass
from storage.queries import safety as queries
from storage.queries.door import addresses_of, remove_bar

REPORT = "minor.report"
SHORTEST_PLACE, LONGEST_PLACE, LONGEST_MOMENT = 3, 300, 60


def choices_for(turn: Turn, subject: Subject) -> list[Choice]:
    """What the one whose turn it is may do about a member's lock: owners only, and only while it stands."""
    if subject.person.minor_locked_at is None or not turn.me.is_owner:
        return []
    args = {"member": str(subject.member.id)}
    report = Choice(turn.text("lock.report"), "member.report", args)
    if subject.person.reported_at is not None:
        return [report, Choice(turn.text("lock.settle"), "member.settle", args)]
    lift = Choice(turn.text("lock.lift"), "member.unlock", args)
    return [lift, report, Choice(turn.text("lock.destroy"), "member.destroy", args, Style.DANGER)]


async def lines_for(turn: Turn, subject: Subject) -> list[str]:
    """What an owner reads about a lock: since when, and what was reported."""
    person = subject.person
    if person.minor_locked_at is None or not turn.me.is_owner:
        return []
    lines = [turn.text("lock.since", at=f"{person.minor_locked_at.astimezone(turn.me.zone):%d %b %H:%M}")]
    if person.reported_at is not None:
        at = f"{person.reported_at.astimezone(turn.me.zone):%d %b %H:%M}"
        lines.append(turn.text("lock.under_report", at=at))
    return [*lines, *await _reports(turn, subject)]


async def unlock(turn: Turn, args: Mapping[str, str]) -> None:
    """The owner found that the member is no minor: the lock and the seal on the media go."""
    subject = await _decidable(turn, args)
    if subject is None:
        return
    set_standing(subject.person, stopping.lift_lock(standing_of(subject.person)))
    subject.person.minor_asked_at = None
    for known_by in await addresses_of(turn.tx, subject.person.id):
        await remove_bar(turn.tx, known_by, "minor")
    await queries.unseal_media(turn.tx, subject.person.id)
    await turn.journal("minor_unlock", subject)
    await _note(turn, subject, "minor.unlock")
    words = turn.text_for(subject, "lock.lifted")
    await turn.tell(subject, Say(words, by=Speaker.SAFETY), klass=OutboxClass.SAFETY)
    await _done(turn, subject, "lock.lift_done")


async def ask_to_destroy(turn: Turn, args: Mapping[str, str]) -> None:
    """Say what destroying means, and ask once more."""
    subject = await _decidable(turn, args)
    if subject is None:
        return
    sure = Choice(turn.text("lock.destroy_sure"), "member.destroy_sure", dict(args), Style.DANGER)
    no = Choice(turn.text("lock.destroy_no"), "member.destroy_not", style=Style.PRIMARY)
    words = turn.text("lock.destroy_ask", name=subject.member.username)
    await turn.say(Say(words, by=Speaker.DESK, choices=(no, sure)))


async def destroy(turn: Turn, args: Mapping[str, str]) -> None:
    """Erase the account and everything sent with it; the hashes that bar its addresses stay."""
    subject = await _decidable(turn, args)
    if subject is None:
        return
    name, reports = subject.member.username, await _reports(turn, subject)
    await _note(turn, subject, "minor.destroy")
    if reports:
        # Sealed with the owner's key: where it was reported is still known when the member's is destroyed.
        await log.append(
            turn.tx,
            at=turn.wall,
            actor=turn.me.person.id,
            kind="minor.reported",
            object_id=str(subject.person.id),
            detail={"reports": "\n".join(reports)},
        )
    await forget.begin(turn, subject, turn.text_for(subject, "lock.destroyed"))
    await turn.say(turn.text("lock.destroy_done", name=name), by=Speaker.DESK)


async def destroy_not(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("lock.destroy_not"), by=Speaker.DESK)


async def ask_for_report(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for where and when it was reported."""
    subject = await _locked(turn, args)
    if subject is None:
        return
    where = Field(
        "where", turn.text("lock.report_where"), FieldKind.LONG, least=SHORTEST_PLACE, most=LONGEST_PLACE
    )
    when = Field("when", turn.text("lock.report_when"), required=False, most=LONGEST_MOMENT)
    submit = Choice(turn.text("lock.report_do"), "member.reported", dict(args), Style.PRIMARY)
    title, text = turn.text("lock.report_title"), turn.text("lock.report_text")
    await turn.say(Form(title, (where, when), submit, text=text, by=Speaker.DESK))


async def reported(turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """Write the report into the log; from now on nothing of the account is deleted until it is settled."""
    subject = await _locked(turn, args)
    if subject is None:
        return
    where, when = ("".join(values.get(name, ())).strip() for name in ("where", "when"))
    if not SHORTEST_PLACE <= len(where) <= LONGEST_PLACE or len(when) > LONGEST_MOMENT:
        await turn.say(turn.text("lock.report_problem"), by=Speaker.DESK)
        return
    await turn.form_done()
    subject.person.reported_at = subject.person.reported_at or turn.wall
    now = f"{turn.wall.astimezone(turn.me.zone):%Y-%m-%d %H:%M %Z}"
    await _note(turn, subject, REPORT, {"where": where, "when": when or now})
    await _done(turn, subject, "lock.report_done")


async def settle(turn: Turn, args: Mapping[str, str]) -> None:
    """The owner says that the report is settled: the lock is hers to decide again."""
    subject = await _locked(turn, args)
    if subject is None:
        return
    if subject.person.reported_at is None:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return
    subject.person.reported_at = None
    await _note(turn, subject, "minor.settle")
    await _done(turn, subject, "lock.settle_done")


async def _locked(turn: Turn, args: Mapping[str, str]) -> Subject | None:
    """The member whose lock still stands; None after saying that the button is stale."""
    subject = await member_in_sight(turn, args.get("member", ""))
    standing = subject is not None and subject.person.minor_locked_at is not None
    if subject is None or not standing or subject.person.erasing_at is not None:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return None
    return subject


async def _decidable(turn: Turn, args: Mapping[str, str]) -> Subject | None:
    """The same, if no report is open; None after saying so."""
    subject = await _locked(turn, args)
    if subject is not None and subject.person.reported_at is not None:
        await turn.say(turn.text("lock.reported_first"), by=Speaker.DESK)
        return None
    return subject


async def _reports(turn: Turn, subject: Subject) -> list[str]:
    """A line for every report that was noted, the newest first."""
    entries = await log.recent(turn.tx, subject=subject.person.id, kind=REPORT)
    details = [await log.detail_of(turn.tx, entry) for entry in entries]
    return [turn.text("lock.reported", where=each["where"], when=each["when"]) for each in details if each]


async def _note(turn: Turn, subject: Subject, kind: str, detail: dict[str, str] | None = None) -> None:
    actor, about = turn.me.person.id, subject.person.id
    await log.append(turn.tx, at=turn.wall, actor=actor, kind=kind, subject=about, detail=detail)


async def _done(turn: Turn, subject: Subject, key: str) -> None:
    """Say what was done, and what can be done now."""
    words = turn.text(key, name=subject.member.username)
    await turn.say(Say(words, by=Speaker.DESK, choices=tuple(choices_for(turn, subject))))


ACTIONS = (
    ActionSpec("member.unlock", Access.OWNER, unlock),
    ActionSpec("member.destroy", Access.OWNER, ask_to_destroy, once=False),
    ActionSpec("member.destroy_sure", Access.OWNER, destroy),
    ActionSpec("member.destroy_not", Access.OWNER, destroy_not),
    ActionSpec("member.report", Access.OWNER, ask_for_report, once=False),
    ActionSpec("member.settle", Access.OWNER, settle),
)
FORMS = (FormSpec("member.reported", Access.OWNER, reported),)
