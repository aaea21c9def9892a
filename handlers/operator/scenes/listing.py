"""/scene: the scenes of one's personas, each to be heard, put on the shelf, priced anew or retired."""

import uuid
from collections.abc import Mapping

from handlers import recordings, tagging
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.operator.recording_steps import personas_of
from handlers.rules.scenes import wanted_tier
from handlers.scenes import shelf
from handlers.scenes.offers import persona_of, price_of
from handlers.scenes.shelf import Shelved
from handlers.turn import Turn
from storage import log
from storage.queries import scenes as queries

PAGE = 8
LABEL = 60


async def scene(turn: Turn, _args: str) -> None:
    """/scene: what there is, and the way to a new one."""
    await shelf.stock(turn)
    await _page(turn, 0)


async def page(turn: Turn, args: Mapping[str, str]) -> None:
    """Further scenes."""
    await _page(turn, int(args["page"]))


async def _page(turn: Turn, number: int) -> None:
    rows = await queries.run_by(turn.tx, personas_of(turn), number * PAGE, PAGE + 1)
    found = [shelf.shelved(row) for row in rows]
    choices = tuple(
        Choice(label_of(turn, each), "scene.view", {"scene": each.id.hex}) for each in found[:PAGE]
    )
    nav = [Choice(turn.text("scene.new"), "scene.new", style=Style.PRIMARY)]
    if len(found) > PAGE:
        nav.append(Choice(turn.text("common.next"), "scene.page", {"page": str(number + 1)}))
    key = "scene.title" if found or number else "scene.none"
    await turn.say(Say(turn.text(key), by=Speaker.DESK, choices=choices, nav=tuple(nav)))


def label_of(turn: Turn, found: Shelved) -> str:
    """A scene on a button; ◦ is not on the shelf yet."""
    mark = "" if found.live else "◦ "
    return f"{mark}{found.name} · {persona_of(turn, found.persona)} · {price_of(turn, found)}"[:LABEL]


async def view(turn: Turn, args: Mapping[str, str]) -> None:
    """A scene as it sounds, with how many unlocked and finished it."""
    found = await in_sight(turn, args)
    if found is not None:
        await turn.say(await preview(turn, found))


async def preview(turn: Turn, found: Shelved) -> Say:
    """A scene to be heard before it stands on the shelf, and after."""
    medium = await shelf.medium(turn, found)
    sample = await recordings.played(turn, found.preview_url, turn.text("scene.sample_of", name=found.name))
    unlocked, finished = await queries.counts(turn.tx, found.id)
    parts = [
        turn.text(
            "scene.view",
            name=found.name,
            persona=persona_of(turn, found.persona),
            type=found.type.value,
            price=price_of(turn, found),
            about=found.description or "-",
            tags=tagging.labels(turn, found.tags),
            tier=wanted_tier(found.min_tier, turn.house.rules.ladder) or turn.text("scene.every_tier"),
            unlocked=unlocked,
            finished=finished,
        )
    ]
    if not found.live:
        parts.append(turn.text("scene.not_live"))
    if medium is None:
        parts.append(turn.text("scene.silent_now"))
    media = tuple(filter(None, (medium, sample)))
    return Say("\n\n".join(parts), by=Speaker.DESK, media=media, choices=_choices(turn, found))


def _choices(turn: Turn, found: Shelved) -> tuple[Choice, ...]:
    args = {"scene": found.id.hex}
    change = (
        Choice(turn.text("scene.change_cost"), "scene.cost", args),
        Choice(turn.text("scene.change_about"), "scene.about", args),
    )
    if found.live:
        return (*change, Choice(turn.text("scene.retire"), "scene.retire", args))
    live = Choice(turn.text("scene.live"), "scene.live", args, Style.PRIMARY)
    return (live, *change, Choice(turn.text("scene.discard"), "scene.discard", args, Style.DANGER))


async def in_sight(turn: Turn, args: Mapping[str, str]) -> Shelved | None:
    """A scene of one's personas that is not retired; None after saying that it is not to be had."""
    found = await shelf.find(turn, uuid.UUID(args["scene"]))
    if found is None or found.retired or not turn.me.may_run(found.persona):
        await turn.say(turn.text("scene.gone"), by=Speaker.DESK)
        return None
    return found


async def note(turn: Turn, kind: str, scene_id: uuid.UUID) -> None:
    """What was done with a scene stands in the log."""
    await log.append(
        turn.tx, at=turn.wall, actor=turn.me.person.id, kind=kind, subject=None, object_id=str(scene_id)
    )
