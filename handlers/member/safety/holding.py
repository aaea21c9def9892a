"""A near miss holds: sends stop, nothing is withdrawn; an answer lifts it, no answer makes it red."""

from collections.abc import Mapping

from handlers.alerts import note
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.member.safety import stop
from handlers.member.safety.words import safety_text
from handlers.rules import stopping
from handlers.standing import set_standing, standing_of
from handlers.turn import Turn
from storage.enums import OutboxClass

REF = "safety:hold"


async def hold(turn: Turn) -> None:
    """Hold every game message and ask whether a stop was meant."""
    if turn.me.person.stopped_at is not None:
        await stop.answer(turn, again=True)
        return
    if turn.me.person.held_at is None:
        note(turn, "held", turn.me)
    set_standing(turn.me.person, stopping.hold(standing_of(turn.me.person), turn.now))
    go_on = Choice(safety_text(turn, "safety.go_on"), "safety.go_on", style=Style.PLAIN)
    stop_now = Choice(safety_text(turn, "safety.stop"), "safety.stop", style=Style.DANGER)
    message = Say(safety_text(turn, "safety.held"), by=Speaker.SAFETY, choices=(stop_now, go_on))
    await turn.say(message, klass=OutboxClass.SAFETY, ref=REF)


async def go_on(turn: Turn, _args: Mapping[str, str]) -> None:
    """It was not meant: what was held goes out, nothing else changes."""
    if turn.me.person.stopped_at is not None:
        await stop.answer(turn, again=True)
        return
    set_standing(turn.me.person, stopping.lift_hold(standing_of(turn.me.person)))
    turn.tx.after_commit(turn.house.wake.delivery)
    await turn.say(Say(safety_text(turn, "safety.gone_on"), by=Speaker.SAFETY))


async def lapsed(turn: Turn, _arg: str) -> None:
    """Nobody answered for ten minutes: now it is red."""
    if stopping.hold_expired(standing_of(turn.me.person), turn.now):
        await stop.red(turn)
        await turn.amend(REF)
