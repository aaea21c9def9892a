"""/scenes: a persona's shelf, page by page, other shelves, and a scene looked at before it is unlocked."""

import uuid
from collections.abc import Mapping

from handlers import tagging
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.rules.limits import touched
from handlers.scenes import shelf
from handlers.scenes.offers import Offer, conditions, offered, persona_of, price_of
from handlers.scenes.shelf import Shelved
from handlers.turn import Turn
from storage.enums import SceneType
from storage.queries import scenes as queries

PAGE = 5
LABEL = 60


async def scenes(turn: Turn, _args: str) -> None:
    """/scenes: what one's own persona has recorded."""
    await shelf.stock(turn)
    await _show(turn, turn.me.member.domme_assigned, "", 0)


async def page(turn: Turn, args: Mapping[str, str]) -> None:
    """A shelf from its button."""
    await _show(turn, args["persona"], args.get("type", ""), int(args.get("page", "0")))


async def _show(turn: Turn, persona: str, kind: str, number: int) -> None:
    there = await _shown(turn, persona, kind)
    here = there[number * PAGE : (number + 1) * PAGE]
    owned = await queries.owned_ids(turn.tx, turn.me.member.id)
    choices = tuple(
        Choice(_label(turn, scene, scene.id in owned), "scenes.view", {"scene": scene.id.hex})
        for scene in here
    )
    mine = persona == turn.me.member.domme_assigned
    parts = [turn.line("scenes_shelf")] if mine and here and not number and not kind else []
    head = turn.text("scenes.head", persona=persona_of(turn, persona), tokens=turn.me.member.token_balance)
    parts += [head, *(_entry(turn, scene) for scene in here)]
    if not here:
        parts.append(turn.text("scenes.empty"))
    nav = _nav(turn, persona, kind, number, more=len(there) > (number + 1) * PAGE)
    speaker = Speaker.PERSONA if mine else Speaker.COURT
    await turn.say(Say("\n\n".join(parts), by=speaker, choices=choices, nav=nav))


async def _shown(turn: Turn, persona: str, kind: str) -> list[Shelved]:
    """What may be shown of a shelf: nothing that touches a hard limit."""
    limits = await tagging.limits_of(turn, turn.me)
    there = await shelf.of_persona(turn, persona)
    return [each for each in there if kind in ("", each.type.value) and not touched(each.tags, limits).hard]


def _label(turn: Turn, scene: Shelved, owned: bool) -> str:
    return f"✓ {scene.name}"[:LABEL] if owned else f"{scene.name} · {price_of(turn, scene)}"[:LABEL]


def _entry(turn: Turn, scene: Shelved) -> str:
    head = turn.text("scenes.entry", name=scene.name, type=scene.type.value, price=price_of(turn, scene))
    return "\n".join(filter(None, (head, scene.description, *conditions(turn, scene))))


def _nav(turn: Turn, persona: str, kind: str, number: int, *, more: bool) -> tuple[Choice, ...]:
    here = {"persona": persona, "type": kind}
    nav = []
    if number:
        nav.append(Choice(turn.text("scenes.back"), "scenes.page", {**here, "page": str(number - 1)}))
    if more:
        nav.append(Choice(turn.text("common.next"), "scenes.page", {**here, "page": str(number + 1)}))
    nav.append(Choice(turn.text("scenes.shelves"), "scenes.shelves", {"persona": persona}))
    nav.append(Choice(turn.text("scenes.mine"), "scenes.mine"))
    return tuple(nav)


async def shelves(turn: Turn, args: Mapping[str, str]) -> None:
    """The types of this persona's shelf, and the other personas'."""
    persona = args["persona"]
    there = await _shown(turn, persona, "")
    choices = [Choice(turn.text("scenes.all", count=len(there)), "scenes.page", {"persona": persona})]
    for kind in SceneType:
        count = sum(scene.type is kind for scene in there)
        if count:
            label = turn.text("scenes.of_type", type=kind.value, count=count)
            choices.append(Choice(label, "scenes.page", {"persona": persona, "type": kind.value}))
    others = tuple(
        Choice(turn.text("scenes.of_persona", persona=each.name), "scenes.page", {"persona": key})
        for key, each in turn.house.content.personas.items()
        if key != persona
    )
    words = turn.text("scenes.which", persona=persona_of(turn, persona))
    await turn.say(Say(words, choices=tuple(choices), nav=others))


async def view(turn: Turn, args: Mapping[str, str]) -> None:
    """One scene: what it costs, what it asks, a sample if there is one; a press from being unlocked."""
    offer = await offered(turn, uuid.UUID(args["scene"]))
    if offer is None:
        await turn.say(turn.text("scenes.gone"))
        return
    sample = await shelf.sample(turn, offer.scene)
    choices = _choices(turn, offer)
    words = "\n\n".join([_entry(turn, offer.scene), *_standing(turn, offer)])
    await turn.say(Say(words, media=(sample,) if sample else (), choices=choices))


def _standing(turn: Turn, offer: Offer) -> list[str]:
    """What there is to know before unlocking."""
    if offer.own is not None:
        return [turn.text("scenes.yours")]
    found = []
    if offer.touch.soft:
        found.append(turn.text("scenes.soft", tags=tagging.labels(turn, offer.touch.soft)))
    balance = turn.me.member.token_balance
    missing = offer.scene.cost - balance
    found.append(turn.text("scenes.balance", tokens=balance))
    if missing > 0:
        found.append(turn.text("scenes.too_few", missing=missing))
    return found


def _choices(turn: Turn, offer: Offer) -> tuple[Choice, ...]:
    if offer.own is not None:
        return (Choice(turn.text("scenes.listen"), "scenes.play", {"own": offer.own.id.hex}, Style.PRIMARY),)
    if offer.unmet:
        return ()
    if offer.scene.cost > turn.me.member.token_balance:
        return (Choice(turn.text("scenes.get_tokens"), "scenes.get_tokens"),)
    args = {"scene": offer.scene.id.hex}
    label = turn.text("scenes.unlock", price=price_of(turn, offer.scene))
    return (Choice(label, "scenes.ask", args, Style.PRIMARY),)
