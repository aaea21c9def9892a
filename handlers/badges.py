"""Badges are awarded and told, each once, when history has earned them; nothing takes one away."""

from handlers import unprompted
from handlers.ledger import GRANTED, REVOKED
from handlers.member.tasks import outcomes
from handlers.rules import badges as rules
from handlers.rules.badges import Deeds
from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import badges as queries
from storage.queries import suggestions
from storage.tables import Badge


async def award(turn: Turn, subject: Subject) -> None:
    """Award what the member has earned by now. While the game may not reach her it waits for the next time:
    history does not go away."""
    if turn.blocked(subject) is not None or await turn.account_of(subject) is None:
        return
    held = {row.name for row in await queries.held(turn.tx, subject.member.id)}
    ladder = [step.name for step in turn.house.rules.ladder]
    names = rules.new(await _deeds(turn, subject), ladder, held)
    if not names:
        return
    for name in names:
        turn.tx.add(Badge(user_id=subject.member.id, name=name, earned_at=turn.now))
    await turn.tx.flush()
    told = ", ".join(label(turn, subject, name) for name in names)
    await unprompted.tell(turn, subject, turn.line("badge", of=subject, badge=told))


async def shown(turn: Turn, subject: Subject) -> str:
    """The member's badges in one line, in the order she earned them; empty without any."""
    return ", ".join(label(turn, subject, row.name) for row in await queries.held(turn.tx, subject.member.id))


def label(turn: Turn, subject: Subject, name: str) -> str:
    """What a badge is called."""
    if name.startswith(rules.TIER):
        return turn.text_for(subject, "badge.tier", tier=name.removeprefix(rules.TIER))
    key = f"badge.{name}"
    return turn.text_for(subject, key) if turn.house.texts.has(key) else name


async def _deeds(turn: Turn, subject: Subject) -> Deeds:
    member = subject.member
    was_in = await queries.tiers_reached(turn.tx, member.id, (GRANTED, REVOKED))
    return Deeds(
        done=await queries.done_by_type(turn.tx, member.id),
        best_streak=(await outcomes.streak_of(turn, subject)).best,
        tiers=was_in | {member.tier_status},
        confessions=member.confession_count,
        suggestions=await suggestions.taken_count(turn.tx, member.id),
    )
