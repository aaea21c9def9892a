"""Tiers that only an operator's hand gives."""

from collections.abc import Mapping

from handlers import ledger
from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.feature import Access, ActionSpec
from handlers.operator.sight import member_in_sight
from handlers.turn import Turn
from storage import log


async def ask(turn: Turn, args: Mapping[str, str]) -> None:
    """Which of the tiers given by hand to open or shut."""
    subject = await member_in_sight(turn, args.get("member", ""))
    if subject is None:
        await turn.say(turn.text("members.unknown"), by=Speaker.DESK)
        return
    choices = tuple(
        Choice(
            turn.text(f"members.tier_{how}", tier=step.name),
            "member.granted",
            {**args, "tier": step.name, "how": how},
        )
        for step in turn.house.rules.ladder
        if step.by_hand
        for how in ("give", "take")
    )
    await turn.say(
        Say(turn.text("members.grant_ask", name=subject.member.username), by=Speaker.DESK, choices=choices)
    )


async def granted(turn: Turn, args: Mapping[str, str]) -> None:
    """Open or shut the door to the tier."""
    subject = await member_in_sight(turn, args.get("member", ""))
    tiers = {step.name for step in turn.house.rules.ladder if step.by_hand}
    if subject is None or args["tier"] not in tiers or subject.person.stopped_at is not None:
        await turn.say(turn.text("common.stale_button"), by=Speaker.DESK)
        return
    given = args["how"] == "give"
    await ledger.grant_tier(turn, subject, args["tier"], by=turn.me.person.id, given=given)
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind="tier.grant" if given else "tier.revoke",
        subject=subject.person.id,
        detail={"tier": args["tier"]},
    )
    await turn.say(turn.text("members.granted", tier=subject.member.tier_status), by=Speaker.DESK)


ACTIONS = (
    ActionSpec("member.grant", Access.OPERATOR, ask, once=False),
    ActionSpec("member.granted", Access.OPERATOR, granted),
)
