"""/schedule: voice drops that go out every day, each member's own clock striking; made, looked at, paused,
ended."""

import uuid
from collections.abc import Mapping

from handlers import conversation
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.content.content import Content
from handlers.drops import shelf
from handlers.drops.shelf import Drop
from handlers.flows import Draft, Flow
from handlers.member.settings.kinds import hour, shown
from handlers.operator.audience import Audience, asking, model
from handlers.operator.drops.listing import LABEL, in_sight, label_of, note
from handlers.operator.recording_steps import personas_of
from handlers.turn import Turn
from storage.queries import drop_rounds as queries
from storage.tables import DropSchedule

FLOW = "drop_daily"
OFFERED = (7 * 60, 8 * 60, 9 * 60, 21 * 60)
Scheduled = tuple[DropSchedule, Drop]


async def begin(turn: Turn, args: Mapping[str, str]) -> None:
    """Ask for the hour, then to whom."""
    drop = await in_sight(turn, args.get("drop", ""))
    if drop is not None:
        await conversation.start(turn, FLOW, {**asking.begun(turn, drop.persona), "drop": str(drop.id)})


async def _finish(turn: Turn, draft: Draft) -> None:
    """From now on, whose hour comes gets it, if she is of the audience that day."""
    drop = await in_sight(turn, str(draft["drop"]))
    if drop is None:
        return
    minute = int(str(draft["drop_hour"]))
    schedule = DropSchedule(
        voice_drop_id=drop.id,
        minute=minute,
        made_by=turn.me.person.id,
        created_at=turn.now,
        audience=Audience.chosen(draft).kept(),
    )
    turn.tx.add(schedule)
    await turn.tx.flush()
    await queries.enlist(turn.tx, schedule, drop.persona, turn.now)
    await note(turn, "drop.daily", drop)
    audience = _audience(schedule, drop)
    words = turn.text(
        "drops.daily_made",
        name=drop.name,
        hour=shown(minute),
        audience=model.described(turn, audience),
        count=(await model.count(turn, audience)).fits,
    )
    await turn.say(words, by=Speaker.DESK)


def _audience(schedule: DropSchedule, drop: Drop) -> Audience:
    """To whom it goes: members of the drop's persona alone, and nobody whom it touches."""
    kept = {**schedule.audience, "personas": drop.persona, "touches": " ".join(sorted(drop.tags))}
    return Audience.of(kept)


async def schedule(turn: Turn, _args: str) -> None:
    """What goes out every day for the operator's personas."""
    choices = []
    for row, named in await queries.running(turn.tx, personas_of(turn)):
        drop = await shelf.find(turn, named.id)
        if drop is not None:
            mark = "" if row.paused_at is None else "❚❚ "
            label = turn.text("drops.schedule_row", hour=shown(row.minute), label=label_of(turn, drop))
            args = {"schedule": str(row.id)}
            choices.append(Choice((mark + label)[:LABEL], "drops.daily_view", args))
    text = turn.text("drops.schedule" if choices else "drops.schedule_none")
    await turn.say(Say(text, by=Speaker.DESK, choices=tuple(choices)))


async def view(turn: Turn, args: Mapping[str, str]) -> None:
    """One of them: as it sounds, when, to whom, how many that are today."""
    found = await _found(turn, args)
    if found is not None:
        await turn.say(await _shown(turn, *found))


async def _shown(turn: Turn, row: DropSchedule, drop: Drop) -> Say:
    audience = _audience(row, drop)
    counted = await model.count(turn, audience)
    medium = await shelf.medium(turn, drop)
    text = turn.text(
        "drops.schedule_view",
        name=drop.name,
        hour=shown(row.minute),
        audience=model.described(turn, audience),
        count=counted.fits,
        left_out=model.left_out(turn, counted.left_out),
    )
    if row.paused_at is not None:
        text += "\n\n" + turn.text("drops.schedule_is_paused")
    args = {"schedule": str(row.id)}
    pause = "drops.daily_pause" if row.paused_at is None else "drops.daily_go_on"
    key = "drops.schedule_pause" if row.paused_at is None else "drops.schedule_go_on"
    choices = (
        Choice(turn.text(key), pause, args, Style.PRIMARY),
        Choice(turn.text("drops.schedule_end"), "drops.daily_end", args, Style.DANGER),
    )
    return Say(text, by=Speaker.DESK, media=(medium,) if medium else (), choices=choices)


async def _found(turn: Turn, args: Mapping[str, str]) -> Scheduled | None:
    """A schedule of one's personas that has not ended; None after saying so."""
    found = await queries.scheduled(turn.tx, uuid.UUID(args["schedule"]))
    drop = await in_sight(turn, str(found[1].id)) if found is not None else None
    if found is None:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
    return None if found is None or drop is None else (found[0], drop)


async def pause(turn: Turn, args: Mapping[str, str]) -> None:
    """It rests; where it stands with each member is kept."""
    found = await _found(turn, args)
    if found is None:
        return
    found[0].paused_at = found[0].paused_at or turn.now
    await note(turn, "drop.daily_pause", found[1])
    await turn.say(turn.text("drops.schedule_paused", name=found[1].name), by=Speaker.DESK)


async def go_on(turn: Turn, args: Mapping[str, str]) -> None:
    """It goes out again from the next hour on; nothing is made up for."""
    found = await _found(turn, args)
    if found is None:
        return
    found[0].paused_at = None
    await queries.begin_anew(turn.tx, found[0].id, turn.now)
    await note(turn, "drop.daily_go_on", found[1])
    await turn.say(turn.text("drops.schedule_gone_on", name=found[1].name), by=Speaker.DESK)


async def end(turn: Turn, args: Mapping[str, str]) -> None:
    """It goes out no more; what is on its way still arrives."""
    found = await _found(turn, args)
    if found is None:
        return
    await queries.end(turn.tx, found[0], turn.now)
    await note(turn, "drop.daily_end", found[1])
    await turn.say(turn.text("drops.schedule_ended", name=found[1].name), by=Speaker.DESK)


async def _facts(turn: Turn, _draft: Draft) -> Mapping[str, str]:
    return asking.facts(turn)


def flow(content: Content) -> Flow:
    """The hour, and to whom."""
    steps = (hour("drop_hour", OFFERED), *asking.steps(content))
    return Flow(FLOW, steps, _finish, facts=_facts, operators=True)
