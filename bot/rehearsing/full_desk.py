"""Fills a desk: a crowd is onboarded, and everything that waits is brought about by the court's own ways."""

import asyncio
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.engine import Engine
from bot.platforms.web.passwords import Passwords
from bot.rehearsing.cast import PASSWORD, Part
from bot.rehearsing.crowd import PERSONAS, PROOFS, Deed, deeds_of, members_of
from bot.rehearsing.stagecraft import NUMBERS, arrive, give, hire, onboard, picture, recording, send
from handlers import appealing
from handlers.chat.incoming import Attachment, Body, Text, Upload
from handlers.content.schema import TaskTemplate
from handlers.member.confessions import keeping
from handlers.member.confessions.keeping import Said
from handlers.member.tasks import misses, more_time
from handlers.member.tokens import orders, paysupport
from handlers.ports import Pack
from handlers.sessions import requesting
from handlers.sessions.brief import Wishes
from handlers.suggesting import making
from handlers.turn import Turn
from storage.enums import ProofType, TaskType
from storage.queries import sessions
from storage.queries import tasks as task_queries
from storage.queries.money import MANUAL
from storage.tables import PersonaSettings

PACK = Pack("Rehearsal", 20, price="play money")
TEMPLATES = {ProofType.TEXT: 4, ProofType.PHOTO: 2, ProofType.AUDIO: 2}
"""So many of a persona's tasks are given in turn: proofs of one task are alike."""
WORDS = "Done as told, number {number}. It took longer than I thought, and I did not hurry."
CONFESSED = "This is number {number}: I put off what you asked of me, and then I did it twice."
SUGGESTED = (
    "Number {number}: a page about what I notice on the way to work when I leave the telephone in my bag."
)
WISHED = "Number {number}: tea, and somebody who asks the right questions."
SUITS = (timedelta(days=2), timedelta(days=3, hours=1))
"""From now, the times that would suit who asks for a session."""
PLEA = "Number {number}: the train stood still in a tunnel, and with it the telephone."


@dataclass(slots=True)
class Extra:
    """Somebody of the crowd, and what she is to do."""

    part: Part
    person_id: uuid.UUID
    account_id: uuid.UUID
    deeds: list[Deed] = field(default_factory=list)


async def fill(engine: Engine, size: int) -> None:
    """Bring about a desk on which ``size`` things wait."""
    hashed = await Passwords().hashed(PASSWORD)
    crowd = [await _enter(engine, part, hashed) for part in members_of(size)]
    await hire(engine)
    await _ask_at_misses(engine)
    deeds = deeds_of(size)
    for _ in range(deeds.count(Deed.ADMISSION)):
        await arrive(engine, f"guest{next(NUMBERS)}@rehearsal.invalid", hashed, admitted=None)
    _deal(crowd, [deed for deed in deeds if deed is not Deed.ADMISSION])
    given: dict[str, int] = defaultdict(int)
    for act in range(max(len(extra.deeds) for extra in crowd)):
        playing = [(extra, extra.deeds[act]) for extra in crowd if act < len(extra.deeds)]
        for extra, deed in playing:
            await _prepare(engine, extra, deed, given)
        await engine.settle()
        for extra, deed in playing:
            await _do(engine, extra, deed)
        await engine.settle()


def _deal(crowd: Sequence[Extra], deeds: Sequence[Deed]) -> None:
    """Everybody gets about as many; whoever has proofs hands them in before a task of hers stays open."""
    for number, deed in enumerate(deeds):
        crowd[number % len(crowd)].deeds.append(deed)
    for extra in crowd:
        extra.deeds.sort(key=lambda deed: deed not in PROOFS)


async def _enter(engine: Engine, part: Part, hashed: str) -> Extra:
    account_id, person_id = await arrive(engine, part.email, hashed)
    await onboard(engine, part, person_id, account_id)
    return Extra(part, person_id, account_id)


async def _ask_at_misses(engine: Engine) -> None:
    async with engine.house.storage.begin() as tx:
        for persona in PERSONAS:
            row = await tx.get(PersonaSettings, persona) or tx.add(PersonaSettings(persona=persona))
            row.miss_mode = "ask"


async def _prepare(engine: Engine, extra: Extra, deed: Deed, given: dict[str, int]) -> None:
    """Whatever needs a task is given one; the tasks of a kind take turns."""
    kinds = {Deed.PHOTO: ProofType.PHOTO, Deed.WITH_A_WORD: ProofType.PHOTO, Deed.AUDIO: ProofType.AUDIO}
    if deed not in (*PROOFS, Deed.APPEAL, Deed.EXTENSION, Deed.MISS):
        return
    proof = kinds.get(deed, ProofType.TEXT)
    there = _templates(engine, extra.part, proof, word=deed is Deed.WITH_A_WORD)
    turn = f"{extra.part.persona}|{proof.value}|{deed is Deed.WITH_A_WORD}"
    await give(engine, extra.person_id, there[given[turn] % len(there)])
    given[turn] += 1


def _templates(engine: Engine, part: Part, proof: ProofType, *, word: bool) -> list[TaskTemplate]:
    fitting = [
        template
        for template in engine.house.content.templates_of(part.persona)
        if template.proof_type is proof
        and template.type is TaskType.DAILY
        and template.intensity == 1
        and not template.least_minutes
        and template.challenge == word
    ]
    return fitting[: TEMPLATES[proof]]


async def _do(engine: Engine, extra: Extra, deed: Deed) -> None:
    number = next(NUMBERS)
    if deed in PROOFS:
        await send(engine, extra.account_id, await _proof(engine, extra, deed, number))
        return
    async with engine.turns.about(extra.person_id, account_id=extra.account_id) as turn:
        await _act(turn, deed, number)


async def _proof(engine: Engine, extra: Extra, deed: Deed, number: int) -> Body:
    if deed is Deed.TEXT:
        return Text(WORDS.format(number=number))
    sound = deed is Deed.AUDIO
    name, mime = ("proof.wav", "audio/wav") if sound else ("proof.png", "image/png")
    data = await asyncio.to_thread(recording if sound else picture, number)
    blob = await engine.house.blobs.write(extra.person_id, data, kind="upload", mime=mime)
    return Upload((Attachment(str(blob), name, mime),), "As told.")


async def _act(turn: Turn, deed: Deed, number: int) -> None:
    """What is no proof: said and asked by the member whose turn it is."""
    match deed:
        case Deed.CONFESSION | Deed.FLAGGED:
            said = Said(CONFESSED.format(number=number))
            await keeping.keep(turn, said, flagged=deed is Deed.FLAGGED)
        case Deed.ORDER:
            await orders.place(turn, PACK, MANUAL)
        case Deed.SUGGESTION:
            await making.make(turn, SUGGESTED.format(number=number), ProofType.TEXT)
        case Deed.SESSION:
            await _ask_for_session(turn, number)
        case Deed.QUESTION:
            await paysupport.paysupport(turn, f"Number {number}: what becomes of tokens I do not use?")
        case _:
            await _with_task(turn, deed, number)


async def _ask_for_session(turn: Turn, number: int) -> None:
    there = await sessions.models(turn.tx, retired=False)
    times = tuple(turn.now + each for each in SUITS)
    wishes = Wishes(turn.me.member.username, WISHED.format(number=number), times)
    await requesting.request(turn, there[number % len(there)], (), wishes)


async def _with_task(turn: Turn, deed: Deed, number: int) -> None:
    """Something about the task that was given last."""
    task, plan = max(
        await task_queries.open_tasks(turn.tx, turn.me.member.id), key=lambda each: each[0].assigned_at
    )
    match deed:
        case Deed.EXTENSION:
            await more_time.ask(turn, {"task": str(task.id)})
        case Deed.MISS:
            await misses.missed(turn, turn.me, task, plan)
        case _:
            await misses.fail(turn, turn.me, task, plan)
            await appealing.lodge(turn, task.id, appealing.Plea(PLEA.format(number=number)))
