"""What operators were told lately, each with its way to look privately."""

from collections.abc import Mapping

from handlers import alerts
from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.turn import Turn
from storage.queries import events
from storage.tables import User

SHOWN = 10


async def show(turn: Turn) -> None:
    """The newest alerts within the operator's sight."""
    operator = turn.me.operator
    found = await events.newest(
        turn.tx,
        operator.personas if operator else [],
        turn.me.person.id,
        owner=turn.me.is_owner,
        limit=SHOWN,
    )
    lines: list[str] = []
    choices: list[Choice] = []
    for event in found:
        lines.append(f"{len(lines) + 1}. {alerts.words_for(turn, turn.me, event)}")
        user = await turn.tx.get(User, event.person_id) if event.person_id else None
        if user is not None and turn.me.may_run(user.domme_assigned):
            label = turn.text("alert.look_at", number=len(lines))
            choices.append(Choice(label, "member.view", {"member": str(user.id)}))
    text = "\n\n".join(lines) or turn.text("alert.none")
    await turn.say(Say(text, by=Speaker.DESK, choices=tuple(choices)))


async def view(turn: Turn, _args: Mapping[str, str]) -> None:
    """The same by a button."""
    await show(turn)


async def switch(turn: Turn, _args: Mapping[str, str]) -> None:
    """An operator hears of alerts from now on, or not."""
    operator = turn.me.operator
    if operator is None:
        return
    operator.alerts = not operator.alerts
    key = "operators.alerts_on" if operator.alerts else "operators.alerts_off"
    await turn.say(turn.text(key), by=Speaker.DESK)
