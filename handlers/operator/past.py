"""What is settled about a member: proofs, confessions, appeals, and what operators noted.

Only what the boundary opens: the time under personas one runs, and what she shared from before."""

import uuid
from collections.abc import Mapping, Sequence

from handlers.boundary import APPEALS, CONFESSIONS, NOTES, PROOFS, Boundary, boundary_of
from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Medium, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, Feature, FormSpec
from handlers.kept_media import media_named
from handlers.member.proofs.content import readable
from handlers.member.tasks import telling
from handlers.operator.desk.beside import proof_media
from handlers.operator.sight import member_in_sight, note_look, private_ref
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.enums import ContentType, ProofType
from storage.queries import moving as queries
from storage.tables import Appeal, AppealReview, Confession, ConfessionState, MemberNote, ProofAttempt, Task

LATEST = 6
LONGEST_NOTE = 1000
LONGEST_SHOWN = 3000
LABEL = 56


async def show(turn: Turn, args: Mapping[str, str]) -> None:
    """The latest of every kind that is open to this operator, with the notes in full."""
    subject = await _seen(turn, args)
    if subject is None:
        return
    await note_look(turn, subject, "past")
    sight, member_id = await boundary_of(turn, subject), subject.member.id
    notes = await queries.notes(turn.tx, member_id, sight.of(NOTES), LATEST)
    lines = [
        turn.text("past.head", name=subject.member.username),
        *[await _note(turn, each) for each in notes],
    ]
    if sight.windows is not None:
        lines.append(turn.text("past.closed"))
    add = Choice(turn.text("past.note"), "past.note", {"member": str(member_id)})
    choices = await _choices(turn, subject, sight)
    message = Say("\n\n".join(lines), by=Speaker.DESK, choices=tuple(choices), nav=(add,))
    await turn.say(message, ref=private_ref(subject))


async def _choices(turn: Turn, subject: Subject, sight: Boundary) -> list[Choice]:
    member_id, found = subject.member.id, []
    for attempt in await queries.proofs(turn.tx, member_id, sight.of(PROOFS), LATEST):
        verdict = turn.text(f"desk.done.{attempt.verdict.value}") if attempt.verdict else ""
        found.append((PROOFS, attempt.id, attempt.submitted_at, verdict))
    for confession in await queries.confessions(turn.tx, member_id, sight.of(CONFESSIONS), LATEST):
        rating = f"{confession.domme_rating} ★" if confession.domme_rating else ""
        found.append((CONFESSIONS, confession.id, confession.submitted_at, rating))
    for appeal in await queries.appeals(turn.tx, member_id, sight.of(APPEALS), LATEST):
        result = turn.text(f"desk.appeal_done.{appeal.result.value.casefold()}")
        found.append((APPEALS, appeal.id, appeal.submitted_at, result))
    return [
        Choice(
            f"{at.astimezone(turn.me.zone):%d %b} {turn.text(f'past.{kind}')} {outcome}".strip()[:LABEL],
            "past.open",
            {"member": str(member_id), "kind": kind, "item": str(item)},
        )
        for kind, item, at, outcome in sorted(found, key=lambda each: each[2], reverse=True)
    ]


async def open_one(turn: Turn, args: Mapping[str, str]) -> None:
    """One of them as it was, if it is still open to whoever presses."""
    subject = await _seen(turn, args)
    if subject is None:
        return
    sight, item = await boundary_of(turn, subject), uuid.UUID(args["item"])
    shown = await _SHOWN[args["kind"]](turn, subject, sight, item) if args["kind"] in _SHOWN else None
    if shown is None:
        await turn.say(turn.text("past.not_open"), by=Speaker.DESK)
        return
    lines, media = shown
    await note_look(turn, subject, args["kind"].removesuffix("s"), args["item"])
    text = "\n\n".join(line for line in lines if line)
    await turn.say(Say(text, by=Speaker.DESK, media=tuple(media)), ref=private_ref(subject))


Shown = tuple[Sequence[str], Sequence[Medium]]


async def _proof(turn: Turn, subject: Subject, sight: Boundary, item: uuid.UUID) -> Shown | None:
    row = await turn.tx.get(ProofAttempt, item)
    task = await turn.tx.get(Task, row.task_id) if row else None
    if row is None or task is None or row.user_id != subject.member.id or row.verdict is None:
        return None
    if not sight.opens(PROOFS, row.decided_at):
        return None
    words = await turn.tx.open(row, "content") if row.kind is ProofType.TEXT else None
    lines = [
        turn.text("desk.task", task=await telling.short(turn, task)),
        turn.text(f"desk.done.{row.verdict.value}"),
        (words or await turn.tx.open(row, "caption") or "")[:LONGEST_SHOWN],
        await turn.tx.open(row, "comment") or "",
        await turn.tx.open(row, "reason") or "",
    ]
    return lines, await proof_media(turn, row)


async def _confession(turn: Turn, subject: Subject, sight: Boundary, item: uuid.UUID) -> Shown | None:
    row, state = await turn.tx.get(Confession, item), await turn.tx.get(ConfessionState, item)
    if row is None or state is None or row.user_id != subject.member.id or state.answered_at is None:
        return None
    if state.flagged or not row.content or not sight.opens(CONFESSIONS, state.answered_at):
        return None
    content = await turn.tx.open(row, "content") or ""
    spoken = row.content_type is ContentType.AUDIO
    comment = await turn.tx.open(row, "domme_comment") or ""
    lines = [
        await turn.tx.open(state, "caption") or "" if spoken else content[:LONGEST_SHOWN],
        f"{row.domme_rating} ★" if row.domme_rating else "",
        comment if state.comment_type is ContentType.TEXT else "",
    ]
    return lines, await media_named(turn, content) if spoken else ()


async def _appeal(turn: Turn, subject: Subject, sight: Boundary, item: uuid.UUID) -> Shown | None:
    row, review = await turn.tx.get(Appeal, item), await turn.tx.get(AppealReview, item)
    task = await turn.tx.get(Task, row.task_id) if row else None
    if row is None or review is None or task is None or row.user_id != subject.member.id:
        return None
    if review.decided_at is None or not sight.opens(APPEALS, review.decided_at):
        return None
    lines = [
        turn.text("desk.task", task=await telling.short(turn, task)),
        (await turn.tx.open(row, "appeal_text") or "")[:LONGEST_SHOWN],
        turn.text(f"desk.appeal_done.{row.result.value.casefold()}"),
        await turn.tx.open(review, "reason") or "",
    ]
    return lines, await media_named(turn, await turn.tx.open(row, "appeal_audio_url") or "")


_SHOWN = {PROOFS: _proof, CONFESSIONS: _confession, APPEALS: _appeal}


async def ask_note(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for a note."""
    subject = await _seen(turn, args)
    if subject is None:
        return
    field = Field("text", turn.text("past.note"), FieldKind.LONG, most=LONGEST_NOTE)
    submit = Choice(turn.text("common.save"), "past.noted", dict(args), Style.PRIMARY)
    text = turn.text("past.note_text", name=subject.member.username)
    form = Form(turn.text("past.note"), (field,), submit, text=text, by=Speaker.DESK)
    await turn.say(form, ref=private_ref(subject))


async def noted(turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """Keep it, sealed with the member's key."""
    subject = await _seen(turn, args)
    text = readable("".join(values.get("text", ()))).strip()
    if subject is None:
        return
    if not text or len(text) > LONGEST_NOTE:
        await turn.say(turn.text("members.message_problem", most=LONGEST_NOTE), by=Speaker.DESK)
        return
    await turn.form_done()
    row = MemberNote(user_id=subject.member.id, made_by=turn.me.person.id, made_at=turn.now)
    turn.tx.add(await turn.tx.seal(row, text=text))
    await turn.tx.flush()
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind="note",
        subject=subject.person.id,
        object_id=str(row.id),
    )
    await turn.say(turn.text("past.noted"), by=Speaker.DESK)


async def _note(turn: Turn, row: MemberNote) -> str:
    day = f"{row.made_at.astimezone(turn.me.zone):%d %b}"
    return turn.text("past.note_line", day=day, words=await turn.tx.open(row, "text") or "")


async def _seen(turn: Turn, args: Mapping[str, str]) -> Subject | None:
    """The member, if she is in sight; None after saying that she is not."""
    subject = await member_in_sight(turn, args.get("member", ""))
    if subject is None or subject.person.minor_locked_at is not None:
        await turn.say(turn.text("members.unknown"), by=Speaker.DESK)
        return None
    return subject


FEATURE = Feature(
    actions=(
        ActionSpec("past.show", Access.OPERATOR, show, once=False),
        ActionSpec("past.open", Access.OPERATOR, open_one, once=False),
        ActionSpec("past.note", Access.OPERATOR, ask_note, once=False),
    ),
    forms=(FormSpec("past.noted", Access.OPERATOR, noted),),
)
