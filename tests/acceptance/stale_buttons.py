"""Gate "stale buttons": old, foreign and forged presses have no effect, and each is answered."""

import random
import string
from collections.abc import Iterator

from handlers.chat.incoming import Body, FormAnswer, Press
from handlers.chat.outgoing import Amend, Ask, Choice, Form, Say
from handlers.prompts import choices_of
from storage.enums import Platform
from tests.acceptance.day import STOPS, interleaved, member_day, operator_day
from tests.acceptance.fingerprint import State, differences, fingerprint
from tests.acceptance.result import GateResult
from tests.acceptance.stage import stage
from tests.acceptance.wire import stale_buttons as wire_stale_buttons
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

NAME = "stale-buttons"
FORMS = 0.5
MEMBERS = {False: 2, True: 15}
FORGED = {False: 30, True: 1500}


async def run(
    *, full: bool, seed: int, database: str | None, platform: Platform = Platform.WEB
) -> GateResult:
    """About a minute and a half in full size, five seconds in small; on Telegram and Discord as
    ``wire.stale_buttons`` says."""
    if platform is not Platform.WEB:
        return await wire_stale_buttons.run(full=full, seed=seed, database=database, platform=platform)
    rng = random.Random(seed)
    problems: list[str] = []
    tried = 0
    async with stage(database, seed=seed) as court:
        members = [f"member{number}" for number in range(MEMBERS[full])]
        chats = {name: await playing.member(court, name) for name in members}
        for anna in chats.values():
            await playing.task_of(court, anna)
        chats["olga"] = await playing.operator(court)
        days = [member_day(name, rng) for name in members] + [operator_day("olga", 2 * len(members))]
        for act in interleaved(days, rng):
            body = act.body(chats[act.who])
            if body is not None:
                await chats[act.who].does(body)
        stranger = await playing.member(court, "stranger")
        before = await fingerprint(court, chats=False)
        for chatter, body in _presses(court, chats, stranger, rng, FORGED[full]):
            tried += 1
            seen = len(chatter.bubbles)
            await chatter.does(body)
            if len(chatter.bubbles) <= seen:
                problems.append(f"a press was not answered: {body}")
        after = await fingerprint(court, chats=False)
        problems += differences(_without_replies(before), _without_replies(after))
    figure = f"{tried} old, foreign and forged presses, {len(problems)} effects or silences"
    return GateResult(NAME, not problems, figure, tuple(problems[:20]))


def _presses(
    court: ScriptedCourt, chats: dict[str, Chatter], stranger: Chatter, rng: random.Random, forged: int
) -> Iterator[tuple[Chatter, Body]]:
    """Buttons that were closed, by their own people, but for those that stop, which never grow too old; all
    buttons, by a stranger; tokens nobody made."""
    everything = {choice.token: address for address, choice in _choices(court)}
    stops = {choice.token for _, choice in _choices(court) if choice.label in STOPS}
    for chatter in chats.values():
        still_open = {choice.token for bubble in chatter.bubbles for choice in bubble.buttons}
        old = [
            t
            for t, address in everything.items()
            if address == chatter.address and t not in still_open | stops
        ]
        for token in old:
            yield chatter, Press(token)
    for token in everything:
        pressed: Body = FormAnswer(token, {"reason": ("x",)}) if rng.random() < FORMS else Press(token)
        yield stranger, pressed
    for _ in range(forged):
        yield stranger, Press(_forged(rng, rng.choice(list(everything))))


def _choices(court: ScriptedCourt) -> Iterator[tuple[str, Choice]]:
    """Every button that was ever sent, and to whom."""
    for parcel in court.platform.sent:
        message = parcel.meaning.meaning if isinstance(parcel.meaning, Amend) else parcel.meaning
        if isinstance(message, Say | Ask | Form):
            yield from ((parcel.chat, choice) for choice in choices_of(message))


def _forged(rng: random.Random, real: str) -> str:
    """A token that looks like one, or nothing like one."""
    version, prompt, number = real.split(".")
    letters = string.ascii_letters + string.digits + "-_"
    return rng.choice(
        [
            f"{version}.{''.join(rng.choices(letters, k=len(prompt)))}.{number}",
            f"{version}.{prompt}.{int(number) + rng.randint(50, 500)}",
            f"9.{prompt}.{number}",
            f"{version}.{prompt}.-1",
            f"{version}.{prompt}.{number}x",
            "".join(rng.choices(string.printable, k=rng.randint(1, 80))).strip() or "x",
            f"{version}.{prompt}'; DROP TABLE users; --.{number}",
        ]
    )


def _without_replies(state: State) -> State:
    return {table: rows for table, rows in state.items() if table != "outbox"}
