"""/drops: the shelf of one's personas, each drop to be heard, sent or retired."""

import uuid
from collections.abc import Mapping

from handlers import tagging
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.drops import shelf
from handlers.drops.shelf import Drop
from handlers.operator.recording_steps import personas_of
from handlers.turn import Turn
from storage import log
from storage.queries import drop_rounds
from storage.queries import drops as queries
from storage.tables import DropDetails

PAGE = 8
LABEL = 60


async def drops(turn: Turn, _args: str) -> None:
    """/drops: what stands on the shelf, and the way to a new one."""
    await shelf.stock(turn)
    await _page(turn, 0)


async def page(turn: Turn, args: Mapping[str, str]) -> None:
    """Further drops."""
    await _page(turn, int(args["page"]))


async def _page(turn: Turn, number: int) -> None:
    found = await shelf.page(turn, personas_of(turn), number * PAGE, PAGE + 1)
    choices = tuple(
        Choice(label_of(turn, drop), "drops.view", {"drop": str(drop.id)}) for drop in found[:PAGE]
    )
    nav = [Choice(turn.text("drops.new"), "drops.new", style=Style.PRIMARY)]
    if len(found) > PAGE:
        nav.append(Choice(turn.text("common.next"), "drops.page", {"page": str(number + 1)}))
    key = "drops.title" if found or number else "drops.none"
    await turn.say(Say(turn.text(key), by=Speaker.DESK, choices=choices, nav=tuple(nav)))


def label_of(turn: Turn, drop: Drop) -> str:
    """A drop on a button."""
    persona = turn.house.content.personas.get(drop.persona)
    return f"{drop.name} · {persona.name if persona else drop.persona}"[:LABEL]


async def view(turn: Turn, args: Mapping[str, str]) -> None:
    """A drop as it sounds, with how many listened."""
    drop = await in_sight(turn, args.get("drop", ""))
    if drop is not None:
        await turn.say(await preview(turn, drop))


async def preview(turn: Turn, drop: Drop) -> Say:
    """A drop to be heard before it is sent."""
    medium = await shelf.medium(turn, drop)
    sent, opened = await queries.counts(turn.tx, drop.id)
    text = turn.text(
        "drops.view",
        label=label_of(turn, drop),
        about=drop.description or "-",
        tags=tagging.labels(turn, drop.tags),
        sent=sent,
        opened=opened,
    )
    args = {"drop": str(drop.id)}
    choices = [Choice(turn.text("drops.retire"), "drops.retire", args)]
    if medium is None:
        text += "\n\n" + turn.text("drops.silent_now")
    else:
        choices.insert(0, Choice(turn.text("drops.send"), "drops.whom", args, Style.PRIMARY))
        choices.insert(1, Choice(turn.text("drops.send_many"), "broadcast.with", args))
        choices.insert(2, Choice(turn.text("drops.daily"), "drops.daily", args))
    return Say(text, by=Speaker.DESK, media=(medium,) if medium else (), choices=tuple(choices))


async def in_sight(turn: Turn, drop_id: str) -> Drop | None:
    """A drop of one's personas; None after saying that it is not to be had."""
    drop = await shelf.find(turn, uuid.UUID(drop_id)) if drop_id else None
    if drop is None or drop.retired or not turn.me.may_run(drop.persona):
        await turn.say(turn.text("drops.gone"), by=Speaker.DESK)
        return None
    return drop


async def ask_to_retire(turn: Turn, args: Mapping[str, str]) -> None:
    """Say what retiring means, and ask."""
    drop = await in_sight(turn, args.get("drop", ""))
    if drop is None:
        return
    sure = Choice(turn.text("drops.retire_sure"), "drops.retired", dict(args), Style.DANGER)
    no = Choice(turn.text("drops.retire_no"), "drops.stay", style=Style.PRIMARY)
    key = "drops.retire_shipped" if drop.shipped else "drops.retire_ask"
    await turn.say(Say(turn.text(key, name=drop.name), by=Speaker.DESK, choices=(no, sure)))


async def retire(turn: Turn, args: Mapping[str, str]) -> None:
    """It is not sent any more; whoever got it can still hear it."""
    drop = await in_sight(turn, args.get("drop", ""))
    details = await turn.tx.get(DropDetails, drop.id) if drop is not None else None
    if drop is None or details is None:
        return
    details.retired_at = turn.now
    await drop_rounds.end_of_drop(turn.tx, drop.id, turn.now)
    await note(turn, "drop.retired", drop)
    await turn.say(turn.text("drops.retired", name=drop.name), by=Speaker.DESK)


async def stay(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("common.cancelled"), by=Speaker.DESK)


async def note(turn: Turn, kind: str, drop: Drop, *, about: uuid.UUID | None = None) -> None:
    """What was done with a drop stands in the log."""
    await log.append(
        turn.tx, at=turn.wall, actor=turn.me.person.id, kind=kind, subject=about, object_id=str(drop.id)
    )
