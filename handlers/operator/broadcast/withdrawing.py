"""What of broadcasts is on its way to a member who has just drawn a line, or gone to another persona."""

from handlers.operator.audience import Audience
from handlers.rules.limits import Limits, touched
from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import campaigns as queries


async def withdraw_touching(turn: Turn, subject: Subject, limits: Limits) -> int:
    """A new hard limit withdraws what touches it and is not being sent yet; returns how many. Voice drops
    that touch it by themselves are withdrawn as drops."""
    rows = [
        row
        for row, campaign in await queries.on_the_way_to(turn.tx, subject.person.id)
        if touched(Audience.of(campaign.audience).touches, limits).hard
    ]
    await queries.cancel_rows(turn.tx, rows)
    return len(rows)


async def withdraw_of_others(turn: Turn, subject: Subject) -> None:
    """Who has gone to another persona is not sent what was for the members of the old one."""
    rows = []
    for row, campaign in await queries.on_the_way_to(turn.tx, subject.person.id):
        personas = Audience.of(campaign.audience).personas
        if personas and subject.member.domme_assigned not in personas:
            rows.append(row)
    await queries.cancel_rows(turn.tx, rows)
