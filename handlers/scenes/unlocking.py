"""Unlocking: the price and the balance once more, a yes, and then all of it in one transaction."""

import uuid
from collections.abc import Mapping

from handlers import tagging
from handlers.chat.outgoing import Choice, Say, Style
from handlers.rules.money import NotUnlocked, Unlocked, UnlockRefusal
from handlers.scenes import playing, shelf
from handlers.scenes.offers import Offer, conditions, decided, offered, price_of
from handlers.token_ledger import spend_tokens
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.tables import SceneUnlock, UserScene


async def ask(turn: Turn, args: Mapping[str, str]) -> None:
    """Say what it costs and what is left then, and wait for a yes."""
    offer = await offered(turn, uuid.UUID(args["scene"]))
    if offer is None:
        await turn.say(turn.text("scenes.gone"))
        return
    outcome = await decided(turn, offer, offer.touch.soft)
    if isinstance(outcome, NotUnlocked):
        await _refused(turn, offer, outcome)
        return
    await _ask(turn, offer)


async def _ask(turn: Turn, offer: Offer) -> None:
    scene, balance = offer.scene, turn.me.member.token_balance
    parts = [turn.text("scenes.sure_free", name=scene.name)]
    if scene.cost:
        parts = [turn.text("scenes.sure", name=scene.name, price=price_of(turn, scene))]
        parts.append(turn.text("scenes.sure_balance", tokens=balance, left=balance - scene.cost))
    if offer.touch.soft:
        parts.append(turn.text("scenes.sure_soft", tags=tagging.labels(turn, offer.touch.soft)))
    agreed = {"scene": scene.id.hex, "cost": str(scene.cost), "soft": " ".join(sorted(offer.touch.soft))}
    yes = Choice(turn.text("scenes.yes"), "scenes.unlock", agreed, Style.PRIMARY)
    no = Choice(turn.text("scenes.no"), "scenes.nothing")
    await turn.say(Say("\n\n".join(parts), choices=(yes, no)))


async def unlock(turn: Turn, args: Mapping[str, str]) -> None:
    """The yes: pay, own it and send it. Anything that has changed since the question is asked again."""
    offer = await offered(turn, uuid.UUID(args["scene"]))
    if offer is None:
        await turn.say(turn.text("scenes.gone"))
        return
    outcome = await decided(turn, offer, frozenset(args["soft"].split()))
    if isinstance(outcome, NotUnlocked):
        await _refused(turn, offer, outcome)
    elif offer.scene.cost != int(args["cost"]):
        await turn.say(turn.text("scenes.price_changed"))
        await _ask(turn, offer)
    elif not await shelf.playable(turn, offer.scene):
        await turn.say(turn.text("scenes.silent"))
    else:
        await _paid(turn, offer, outcome)


async def _paid(turn: Turn, offer: Offer, outcome: Unlocked) -> None:
    scene, member = offer.scene, turn.me.member
    if not await spend_tokens(turn, turn.me, outcome.entry.cause, scene.cost):
        raise LookupError("A scene that may be unlocked could not be paid.")
    own = UserScene(user_id=member.id, scene_id=scene.id, unlocked_at=turn.now)
    turn.tx.add(own)
    await turn.tx.flush()
    receipt = playing.receipt_of(own.id)
    turn.tx.add(
        SceneUnlock(user_scene_id=own.id, user_id=member.id, cause=outcome.entry.cause, receipt=receipt)
    )
    await turn.tx.flush()
    words = turn.text("scenes.paid", name=scene.name, price=price_of(turn, scene), left=member.token_balance)
    await turn.say(words, klass=OutboxClass.ACCOUNT)
    await playing.send(turn, own, scene)


async def _refused(turn: Turn, offer: Offer, refused: NotUnlocked) -> None:
    """Why not, in words; a soft limit that was not asked about yet is asked about now."""
    match refused.why:
        case UnlockRefusal.SOFT_LIMIT_UNACCEPTED:
            await _ask(turn, offer)
        case UnlockRefusal.ALREADY_UNLOCKED:
            await turn.say(turn.text("scenes.yours"))
        case UnlockRefusal.CONDITION_UNMET:
            await turn.say("\n".join(conditions(turn, offer.scene)))
        case UnlockRefusal.TOO_FEW_TOKENS:
            more = Choice(turn.text("scenes.get_tokens"), "scenes.get_tokens")
            words = turn.text("scenes.too_few", missing=refused.missing)
            await turn.say(Say(words, choices=(more,)))
        case UnlockRefusal.BLOCKED | UnlockRefusal.HARD_LIMIT:
            await turn.say(turn.text("scenes.gone"))


async def nothing(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("common.cancelled"))
