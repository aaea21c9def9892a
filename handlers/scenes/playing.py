"""Playing what is unlocked: the first time and ever after, until it is finished and beyond."""

import uuid
from collections.abc import Mapping

from handlers import tagging
from handlers.chat.outgoing import Choice, Message, Say, Speaker, Style
from handlers.feature import Errand
from handlers.recordings import blob_of
from handlers.rules.limits import touched
from handlers.scenes import returning, shelf
from handlers.scenes.offers import persona_of
from handlers.scenes.shelf import Shelved
from handlers.turn import Turn
from media.vault import VaultDamaged, VaultMissing
from storage.enums import OutboxClass
from storage.errors import Unreadable
from storage.queries import scenes as queries
from storage.tables import Scene, SceneUnlock, UserScene

RECEIPT = "scene.sent"
CHECK = "scene.check"
PAGE = 8
LABEL = 64


def receipt_of(own_id: uuid.UUID) -> str:
    """What the delivery of an unlocked scene is receipted as."""
    return f"{RECEIPT}:{own_id.hex}"


async def send(turn: Turn, own: UserScene, scene: Shelved, *, first: bool = True) -> bool:
    """Send it, with a button for when it was heard. False if its recording is no longer there."""
    medium = await shelf.medium(turn, scene)
    if medium is None:
        return False
    theirs = scene.persona == turn.me.member.domme_assigned
    if first and theirs:
        words = turn.line("scene_unlocked", scene=scene.name)
    else:
        words = turn.text("scenes.played", name=scene.name, persona=persona_of(turn, scene.persona))
    done = Choice(turn.text("scenes.finished"), "scenes.finished", {"own": own.id.hex}, Style.PRIMARY)
    choices = (done,) if own.completed_at is None else ()
    speaker = Speaker.PERSONA if theirs else Speaker.COURT
    message: Message = Say(words, by=speaker, media=(medium,), choices=choices)
    # Of class reply: a stop cancels it, and it can be asked for again afterwards.
    await turn.tell(
        turn.me,
        message,
        klass=OutboxClass.REPLY,
        ref=returning.ref_of(own.id),
        on_sent=receipt_of(own.id),
    )
    return True


async def delivered(turn: Turn, args: Mapping[str, str]) -> None:
    """The receipt. Words may have gone out without the recording: whether it can be read is looked at."""
    row = await turn.tx.get(SceneUnlock, uuid.UUID(args["arg"]))
    own = await turn.tx.get(UserScene, row.user_scene_id) if row is not None else None
    if row is None or own is None or row.delivered_at is not None:
        return
    scene = await shelf.find(turn, own.scene_id)
    if scene is not None and blob_of(scene.url) is not None:
        await turn.later(CHECK, own.id.hex)
    else:
        row.delivered_at = turn.now


async def check(errand: Errand) -> None:
    """A scene has arrived if its recording can be read; one that cannot is given back."""
    if errand.person_id is None:
        return
    async with errand.turn(errand.person_id) as turn:
        own = await turn.tx.get(UserScene, uuid.UUID(errand.args))
        scene = await shelf.find(turn, own.scene_id) if own is not None else None
    readable = scene is not None and await _readable(errand, scene)
    async with errand.turn(errand.person_id) as turn:
        row = await turn.tx.get(SceneUnlock, uuid.UUID(errand.args))
        if row is None or row.delivered_at is not None:
            return
        if readable:
            row.delivered_at = turn.now
        else:
            await returning.give_back(turn, turn.me, row.user_scene_id)


async def _readable(errand: Errand, scene: Shelved) -> bool:
    blob = blob_of(scene.url)
    try:
        return blob is None or bool(await errand.house.blobs.read(blob))
    except (VaultMissing, VaultDamaged, Unreadable, FileNotFoundError):
        return False


async def play(turn: Turn, args: Mapping[str, str]) -> None:
    """Once more, or for the first time after a stop. What touches a hard limit is not played, what touches
    a soft one is asked about."""
    own = await _own(turn, args)
    scene = await shelf.find(turn, own.scene_id) if own is not None else None
    if own is None or scene is None:
        await turn.say(turn.text("common.stale_button"))
        return
    touch = touched(scene.tags, await tagging.limits_of(turn, turn.me))
    if touch.hard:
        words = turn.text("scenes.limit", name=scene.name, tags=tagging.labels(turn, touch.hard))
        await turn.say(words)
    elif touch.soft - frozenset(args.get("soft", "").split()):
        agreed = {"own": own.id.hex, "soft": " ".join(sorted(touch.soft))}
        yes = Choice(turn.text("scenes.play_yes"), "scenes.play", agreed, Style.PRIMARY)
        no = Choice(turn.text("scenes.no"), "scenes.nothing")
        words = turn.text("scenes.play_soft", name=scene.name, tags=tagging.labels(turn, touch.soft))
        await turn.say(Say(words, choices=(yes, no)))
    elif not await send(turn, own, scene, first=False):
        await _silent(turn, own)


async def _silent(turn: Turn, own: UserScene) -> None:
    """The recording is gone: whoever has not finished it gets her tokens back."""
    if own.completed_at is not None or not await returning.give_back(turn, turn.me, own.id):
        await turn.say(turn.text("scenes.gone_since"))


async def finished(turn: Turn, args: Mapping[str, str]) -> None:
    """It was heard to the end; only the first time is remembered."""
    own = await _own(turn, args)
    scene = await turn.tx.get(Scene, own.scene_id) if own is not None else None
    if own is None or scene is None:
        await turn.say(turn.text("common.stale_button"))
        return
    own.completed_at = own.completed_at or turn.now
    await turn.persona_says("scene_finished", scene=scene.name)


async def mine(turn: Turn, args: Mapping[str, str]) -> None:
    """What the member unlocked, the newest first, with when she finished it."""
    number = int(args.get("page", "0"))
    found = await queries.owned(turn.tx, turn.me.member.id, number * PAGE, PAGE + 1)
    here = [(own, shelf.shelved((scene, details))) for own, scene, details in found[:PAGE]]
    lines = [_line(turn, own, scene) for own, scene in here]
    choices = tuple(
        Choice(f"▶ {scene.name}"[:LABEL], "scenes.play", {"own": own.id.hex}) for own, scene in here
    )
    nav = [Choice(turn.text("scenes.shelf"), "scenes.page", {"persona": turn.me.member.domme_assigned})]
    if len(found) > PAGE:
        nav.append(Choice(turn.text("common.next"), "scenes.mine", {"page": str(number + 1)}))
    head = turn.text("scenes.mine_head" if here else "scenes.none_mine")
    await turn.say(Say("\n\n".join(filter(None, (head, "\n".join(lines)))), choices=choices, nav=tuple(nav)))


def _line(turn: Turn, own: UserScene, scene: Shelved) -> str:
    values = {
        "name": scene.name,
        "persona": persona_of(turn, scene.persona),
        "unlocked": f"{own.unlocked_at.astimezone(turn.me.zone):%d %b %Y}",
    }
    if own.completed_at is None:
        return turn.text("scenes.line", **values)
    done = f"{own.completed_at.astimezone(turn.me.zone):%d %b %Y}"
    return turn.text("scenes.line_finished", finished=done, **values)


async def _own(turn: Turn, args: Mapping[str, str]) -> UserScene | None:
    row = await turn.tx.get(UserScene, uuid.UUID(args["own"]))
    return row if row is not None and row.user_id == turn.me.person.id else None
