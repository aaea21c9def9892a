"""What a member suggested, what became of it, and taking back what still waits."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Say
from handlers.member.tasks.telling import shortened
from handlers.suggesting import making
from handlers.turn import Turn
from storage.queries import suggestions as queries
from storage.tables import Suggestion

SHOWN = 8
LONG, LABEL = 120, 40


async def listed(turn: Turn, _args: Mapping[str, str]) -> None:
    """The latest ones, the newest first."""
    found = await queries.latest_of(turn.tx, turn.me.member.id, SHOWN)
    lines = [await _line(turn, each) for each in found]
    choices = [await _take_back(turn, each) for each in found if each.outcome == queries.OPEN]
    words = "\n\n".join([turn.text("suggest.list"), *lines]) if lines else turn.text("suggest.none")
    await turn.say(Say(words, choices=tuple(choices)))


async def take_back(turn: Turn, args: Mapping[str, str]) -> None:
    """It waits no more."""
    suggestion = await queries.now(turn.tx, uuid.UUID(args["suggestion"]))
    mine = suggestion is not None and suggestion.user_id == turn.me.person.id
    if suggestion is None or not mine or suggestion.outcome != queries.OPEN:
        await turn.say(turn.text("suggest.settled"))
        return
    await making.withdraw(turn, suggestion)
    await turn.say(turn.text("suggest.withdrawn"))


async def _line(turn: Turn, suggestion: Suggestion) -> str:
    words = shortened(await turn.tx.open(suggestion, "words") or "", LONG)
    day = f"{suggestion.suggested_at.astimezone(turn.me.zone):%d %b}"
    state = turn.text(f"suggest.state.{suggestion.outcome or 'waiting'}")
    reason = await turn.tx.open(suggestion, "reason") or ""
    line = turn.text("suggest.line", day=day, words=words, state=state)
    return f"{line}\n{reason}" if reason else line


async def _take_back(turn: Turn, suggestion: Suggestion) -> Choice:
    words = shortened(await turn.tx.open(suggestion, "words") or "", LABEL)
    label = turn.text("suggest.take_back", words=words)
    return Choice(label, "suggest.take_back", {"suggestion": str(suggestion.id)})
