"""Ban: told plainly, for every linked account, free of cost; lifted by the same hands."""

from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, FormSpec
from handlers.member.safety.stop import stop_everything
from handlers.member.tasks import ending
from handlers.member.tokens import closing
from handlers.operator.sight import member_in_sight
from handlers.rules import stopping
from handlers.standing import set_standing, standing_of
from handlers.turn import Turn
from storage import log
from storage.enums import OutboxClass, TaskEnd
from storage.queries import tasks as task_queries
from storage.queries.door import add_bar, addresses_of, remove_bar

SHORTEST_REASON, LONGEST_REASON = 3, 1000


async def ask(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for the reason, which the member will read."""
    subject = await member_in_sight(turn, args.get("member", ""))
    if subject is None:
        await turn.say(turn.text("members.unknown"), by=Speaker.DESK)
        return
    field = Field(
        "reason", turn.text("ban.reason"), FieldKind.LONG, least=SHORTEST_REASON, most=LONGEST_REASON
    )
    submit = Choice(turn.text("ban.do"), "member.banned", dict(args), Style.DANGER)
    text = turn.text("ban.text", name=subject.member.username)
    await turn.say(Form(turn.text("ban.title"), (field,), submit, text=text, by=Speaker.DESK))


async def banned(turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """Ban: everything closes free of cost; export, forget and paysupport remain."""
    subject = await member_in_sight(turn, args.get("member", ""))
    reason = "".join(values.get("reason", ())).strip()
    if subject is None or not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        await turn.say(turn.text("ban.problem"), by=Speaker.DESK)
        return
    if subject.operator is not None and not turn.me.is_owner:
        await turn.say(turn.text("ban.colleague"), by=Speaker.DESK)
        return
    await turn.form_done()
    await stop_everything(turn, subject, alerted=False)
    set_standing(subject.person, stopping.ban(standing_of(subject.person), turn.now))
    subject.person.check_in_due_at = None
    await turn.tx.seal(subject.person, ban_reason=reason)
    for task, plan in await task_queries.unsettled_tasks(turn.tx, subject.member.id):
        await ending.end(turn, subject, task, plan, TaskEnd.WITHDRAWN, "ban")
    for known_by in await addresses_of(turn.tx, subject.person.id):
        await add_bar(turn.tx, known_by, "ban", turn.wall)
    await turn.journal("ban", subject)
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind="ban",
        subject=subject.person.id,
        detail={"reason": reason},
    )
    words = turn.text_for(subject, "ban.told", reason=reason)
    await turn.tell(subject, Say(words, by=Speaker.SAFETY), klass=OutboxClass.ACCOUNT)
    await closing.close(turn, subject, closing.BANNED)
    await turn.say(turn.text("ban.done", name=subject.member.username), by=Speaker.DESK)


async def unban(turn: Turn, args: Mapping[str, str]) -> None:
    """Lift a ban; the member stays stopped until she resumes."""
    subject = await member_in_sight(turn, args.get("member", ""))
    if subject is None or subject.person.banned_at is None:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return
    set_standing(subject.person, stopping.lift_ban(standing_of(subject.person)))
    subject.person.ban_reason = subject.person.contact_wanted_at = None
    for known_by in await addresses_of(turn.tx, subject.person.id):
        await remove_bar(turn.tx, known_by, "ban")
    await turn.journal("unban", subject)
    await log.append(turn.tx, at=turn.wall, actor=turn.me.person.id, kind="unban", subject=subject.person.id)
    words = turn.text_for(subject, "ban.lifted")
    await turn.tell(subject, Say(words, by=Speaker.SAFETY), klass=OutboxClass.ACCOUNT)
    await turn.say(turn.text("ban.undone", name=subject.member.username), by=Speaker.DESK)


ACTIONS = (
    ActionSpec("member.ban", Access.OPERATOR, ask, once=False),
    ActionSpec("member.unban", Access.OPERATOR, unban),
)
FORMS = (FormSpec("member.banned", Access.OPERATOR, banned),)
