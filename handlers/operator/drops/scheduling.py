"""/schedule: voice drops that go out every day, each member's own clock striking; made, listed, ended."""

import uuid
from collections.abc import Mapping

from handlers import conversation
from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.drops import shelf
from handlers.flows import Draft, Flow
from handlers.member.settings.kinds import hour, shown
from handlers.operator.drops.listing import LABEL, in_sight, label_of, note
from handlers.operator.recording_steps import personas_of
from handlers.turn import Turn
from storage.queries import drop_rounds as queries
from storage.tables import DropSchedule

FLOW = "drop_daily"
OFFERED = (7 * 60, 8 * 60, 9 * 60, 21 * 60)


async def begin(turn: Turn, args: Mapping[str, str]) -> None:
    """Ask for the hour."""
    drop = await in_sight(turn, args.get("drop", ""))
    if drop is not None:
        await conversation.start(turn, FLOW, {"drop": str(drop.id)})


async def _finish(turn: Turn, draft: Draft) -> None:
    """From now on, whose hour comes gets it."""
    drop = await in_sight(turn, str(draft["drop"]))
    if drop is None:
        return
    minute = int(str(draft["drop_hour"]))
    schedule = DropSchedule(
        voice_drop_id=drop.id, minute=minute, made_by=turn.me.person.id, created_at=turn.now
    )
    turn.tx.add(schedule)
    await turn.tx.flush()
    count = await queries.enlist(turn.tx, schedule, drop.persona, turn.now)
    await note(turn, "drop.daily", drop)
    words = turn.text("drops.daily_made", name=drop.name, hour=shown(minute), count=count)
    await turn.say(words, by=Speaker.DESK)


async def schedule(turn: Turn, _args: str) -> None:
    """What goes out every day for the operator's personas."""
    choices = []
    for row, named in await queries.running(turn.tx, personas_of(turn)):
        drop = await shelf.find(turn, named.id)
        if drop is not None:
            label = turn.text("drops.schedule_row", hour=shown(row.minute), label=label_of(turn, drop))
            choices.append(Choice(label[:LABEL], "drops.daily_end", {"schedule": str(row.id)}))
    text = turn.text("drops.schedule" if choices else "drops.schedule_none")
    await turn.say(Say(text, by=Speaker.DESK, choices=tuple(choices)))


async def end(turn: Turn, args: Mapping[str, str]) -> None:
    """It goes out no more; what is on its way still arrives."""
    found = await queries.scheduled(turn.tx, uuid.UUID(args["schedule"]))
    drop = await in_sight(turn, str(found[1].id)) if found is not None else None
    if found is None or drop is None:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return
    await queries.end(turn.tx, found[0], turn.now)
    await note(turn, "drop.daily_end", drop)
    await turn.say(turn.text("drops.schedule_ended", name=drop.name), by=Speaker.DESK)


DAILY = Flow(FLOW, (hour("drop_hour", OFFERED),), _finish, operators=True)
