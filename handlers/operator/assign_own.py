"""A task for one member in an operator's own words, or made of what she suggested herself."""

import uuid
from collections.abc import Mapping

from handlers import desk_chats, tagging
from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, Feature, FormSpec
from handlers.member.proofs.content import readable
from handlers.member.tasks.giving import Given, Offered, Proposal
from handlers.operator.assign import give_to
from handlers.operator.desk.decide import clear_everywhere
from handlers.operator.sight import member_in_sight, note_look, private_ref
from handlers.rules.limits import Limits, TaskSource
from handlers.rules.numbers import whole
from handlers.subject import Subject
from handlers.suggesting import deciding
from handlers.suggesting.deciding import NoMore, Waits
from handlers.turn import Turn
from storage.enums import ProofType, TaskType
from storage.tables import Suggestion

LEAST_MINUTES = 5
MOST_MINUTES = 14 * 24 * 60
MOST_POINTS = 500
LONGEST = 2000


async def own(turn: Turn, args: Mapping[str, str]) -> None:
    """The form for a task in the operator's own words."""
    subject = await member_in_sight(turn, args.get("member", ""))
    if subject is None:
        await turn.say(turn.text("members.unknown"), by=Speaker.DESK)
        return
    await ask(turn, subject)


async def ask(turn: Turn, subject: Subject, suggestion: Suggestion | None = None) -> None:
    """Ask for the task; with a suggestion of the member's, her words and her proof stand in the form."""
    limits = await tagging.limits_of(turn, subject)
    if limits.words.strip():
        await note_look(turn, subject, "limits")
    words = "" if suggestion is None else await turn.tx.open(suggestion, "words") or ""
    proof = ProofType.PHOTO if suggestion is None else suggestion.proof_type
    args = {"member": str(subject.member.id)}
    if suggestion is not None:
        args["suggestion"] = str(suggestion.id)
    fields = _fields(turn, limits, words, proof)
    submit = Choice(turn.text("assign.give"), "assign.written", args, Style.PRIMARY)
    hard = turn.text("assign.never", hard=tagging.labels(turn, limits.hard))
    title = turn.text("assign.own_title", name=subject.member.username)
    form = Form(title, fields, submit, text=hard, by=Speaker.DESK)
    await turn.say(form, ref=private_ref(subject))


def _fields(turn: Turn, limits: Limits, words: str, proof: ProofType) -> tuple[Field, ...]:
    tags = tuple((tag.key, tag.label) for tag in turn.house.content.tags if tag.key not in limits.hard)
    proofs = tuple((each.value, turn.text(f"task.proof.{each.value.casefold()}")) for each in ProofType)
    fields = [
        Field("task", turn.text("assign.task"), FieldKind.LONG, value=_given(words), most=LONGEST),
        Field("proof", turn.text("assign.proof"), FieldKind.CHOICE, proofs, value=(proof.value,)),
        Field(
            "minutes",
            turn.text("assign.minutes"),
            FieldKind.NUMBER,
            value=("120",),
            least=LEAST_MINUTES,
            most=MOST_MINUTES,
        ),
        Field(
            "points", turn.text("assign.points"), FieldKind.NUMBER, value=("15",), least=0, most=MOST_POINTS
        ),
        Field("tags", turn.text("assign.tags"), FieldKind.MULTI, tags, required=False),
        Field("challenge", turn.text("assign.challenge"), FieldKind.CHOICE, _yes_no(turn), value=("no",)),
    ]
    if limits.words.strip():
        yes = (("yes", turn.text("assign.words_read")),)
        fields.append(Field("read", turn.text("assign.words", words=limits.words), FieldKind.MULTI, yes))
    return tuple(fields)


def _given(words: str) -> tuple[str, ...]:
    return (words,) if words else ()


async def written(turn: Turn, args: Mapping[str, str], values: Mapping[str, tuple[str, ...]]) -> None:
    """Give a task of one's own words."""
    subject = await member_in_sight(turn, args.get("member", ""))
    proposal = _proposal(turn, values)
    if subject is None or proposal is None:
        await turn.say(turn.text("assign.problem"), by=Speaker.DESK)
        return
    found = await _suggestion(turn, args)
    if isinstance(found, NoMore):
        await turn.say(turn.text(f"suggest.undecidable.{found.why}", name=found.by), by=Speaker.DESK)
        return
    event = "suggestion_taken" if found is not None else ""
    read = "yes" in values.get("read", ())
    outcome = await give_to(turn, subject, proposal, event=event, words_read=read)
    if not isinstance(outcome, Given | Offered):
        return
    if found is not None:
        await deciding.taken(turn, found, outcome.task.id if isinstance(outcome, Given) else None)
        done = Say(turn.text("suggest.desk_taken"), by=Speaker.DESK)
        await clear_everywhere(turn, desk_chats.ref_of(found.suggestion.id), done)
    await turn.form_done()


async def _suggestion(turn: Turn, args: Mapping[str, str]) -> Waits | NoMore | None:
    """The suggestion that the form was opened for, if it was for one."""
    named = args.get("suggestion", "")
    return await deciding.waiting(turn, uuid.UUID(named)) if named else None


def _proposal(turn: Turn, values: Mapping[str, tuple[str, ...]]) -> Proposal | None:
    task = readable("".join(values.get("task", ())))
    minutes, points = whole("".join(values.get("minutes", ()))), whole("".join(values.get("points", ())))
    proof, tags = "".join(values.get("proof", ())), values.get("tags", ())
    if not task or len(task) > LONGEST or proof not in list(ProofType) or minutes is None or points is None:
        return None
    if not LEAST_MINUTES <= minutes <= MOST_MINUTES or points > MOST_POINTS:
        return None
    if any(tag not in turn.house.content.tags for tag in tags):
        return None
    return Proposal(
        type=TaskType.SERVITUDE if minutes > 24 * 60 else TaskType.DAILY,
        source=TaskSource.OPERATOR,
        description=task,
        proof_type=ProofType(proof),
        points=points,
        minutes=minutes,
        tags=frozenset(tags),
        challenge="yes" in values.get("challenge", ()),
        made_by=str(turn.me.person.id),
    )


def _yes_no(turn: Turn) -> tuple[tuple[str, str], ...]:
    return (("no", turn.text("common.no")), ("yes", turn.text("common.yes")))


FEATURE = Feature(
    actions=(ActionSpec("assign.own", Access.OPERATOR, own, once=False),),
    forms=(FormSpec("assign.written", Access.OPERATOR, written),),
)
