"""Everything a desk decides beside proofs: how one comes about, and what decides it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from handlers import appealing
from handlers.appealing import Plea
from handlers.chat.incoming import Body, FormAnswer, Press, Text
from handlers.member.confessions import keeping
from handlers.member.confessions.keeping import Said
from handlers.member.tasks import misses, more_time
from handlers.member.tokens import orders, paysupport
from handlers.sessions import requesting
from handlers.sessions.brief import Wishes
from handlers.suggesting import making
from handlers.turn import Turn
from storage.enums import ProofType
from storage.queries import sessions, tasks
from storage.queries.money import MANUAL
from storage.tables import Admission, CamModel, PersonaSettings
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.money import SMALL

WORDS = "I put it off, and then I did it twice."
SUITS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: what a member does, how an operator decides it, and what the log says then."""

    brought: Callable[[ScriptedCourt, str], Awaitable[None]]
    decided: Callable[[Chatter], Awaitable[Body]]
    """Everything up to the very update that decides."""
    log: str


async def furnished(court: ScriptedCourt) -> None:
    """A court where all of it can come about: models to ask for, and a persona that asks at a miss."""
    async with court.storage.begin() as tx:
        tx.add(CamModel(name="Vera", description="Calm.", hours="evenings", created_at=court.clock.court()))
        tx.add(PersonaSettings(persona=playing.PERSONA, miss_mode="ask"))


def _by_member(
    act: Callable[[Turn], Awaitable[object]], *, task: bool = False
) -> Callable[..., Awaitable[None]]:
    """Somebody new does this, about a task of hers if it needs one."""

    async def brought(court: ScriptedCourt, name: str) -> None:
        anna = await playing.member(court, name, points=50, spending_cap=1000, rest_offered=True)
        if task:
            await playing.task_of(court, anna)
        async with court.engine.turns.about((await anna.person()).id) as turn:
            await act(turn)
        await court.engine.settle()

    return brought


async def _at_the_door(court: ScriptedCourt, name: str) -> None:
    person_id = await court.introduced(await court.guest(name))
    async with court.storage.begin() as tx:
        tx.add(Admission(person_id=person_id, asked_at=court.clock.wall()))


async def _appeals(turn: Turn) -> None:
    [(task, plan)] = await tasks.open_tasks(turn.tx, turn.me.member.id)
    await misses.fail(turn, turn.me, task, plan)
    await appealing.lodge(turn, task.id, Plea(WORDS))


async def _asks_for_time(turn: Turn) -> None:
    [(task, _)] = await tasks.open_tasks(turn.tx, turn.me.member.id)
    await more_time.ask(turn, {"task": str(task.id)})


async def _misses(turn: Turn) -> None:
    [(task, plan)] = await tasks.open_tasks(turn.tx, turn.me.member.id)
    await misses.missed(turn, turn.me, task, plan)


async def _asks_for_session(turn: Turn) -> None:
    model = (await sessions.models(turn.tx, retired=False))[0]
    await requesting.request(turn, model, (), Wishes(turn.me.member.username, WORDS, (turn.now + SUITS,)))


def _press(label: str) -> Callable[[Chatter], Awaitable[Body]]:
    async def decided(operator: Chatter) -> Body:
        return Press(operator.button(label).token)

    return decided


async def _answer_confession(operator: Chatter) -> Body:
    await operator.presses("4 ★")
    return Text("Well said.")


async def _answer_question(operator: Chatter) -> Body:
    await operator.presses("Answer")
    assert operator.form is not None, operator.last
    return FormAnswer(operator.form.submit.token, {"answer": ("They stay yours.",)})


KINDS: Mapping[str, Kind] = {
    "appeals": Kind(_by_member(_appeals, task=True), _press("Approve"), "appeal.approved"),
    "confessions": Kind(
        _by_member(lambda turn: keeping.keep(turn, Said(WORDS))), _answer_confession, "confession.answered"
    ),
    "distress": Kind(
        _by_member(lambda turn: keeping.keep(turn, Said(WORDS), flagged=True)),
        _press("Looked after"),
        "confession.cared",
    ),
    "token orders": Kind(
        _by_member(lambda turn: orders.place(turn, SMALL, MANUAL)),
        _press("The money is here"),
        "payment.confirm",
    ),
    "questions": Kind(
        _by_member(lambda turn: paysupport.paysupport(turn, WORDS)), _answer_question, "payment.answer"
    ),
    "sessions": Kind(_by_member(_asks_for_session), _press("Agree: "), "session.agree"),
    "suggestions": Kind(
        _by_member(lambda turn: making.make(turn, WORDS, ProofType.TEXT)),
        _press("Thank and decline"),
        "suggestion.declined",
    ),
    "extensions": Kind(_by_member(_asks_for_time, task=True), _press("Grant"), "extension.granted"),
    "misses": Kind(_by_member(_misses, task=True), _press("Let it go"), "miss.dismiss"),
    "admissions": Kind(_at_the_door, _press("Let in"), "admit"),
}
"""By the name under which the gate prints them."""
