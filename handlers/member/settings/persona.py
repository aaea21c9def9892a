"""Changing the persona: free, once a week, no reasons; open tasks kept or dropped by choice."""

from collections.abc import Mapping
from datetime import timedelta

from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.drops import rounds
from handlers.feature import Access
from handlers.member.tasks import ending, offers
from handlers.operator.broadcast import withdrawing as broadcasts
from handlers.permission import refusal
from handlers.sessions import closing as sessions
from handlers.suggesting import making
from handlers.turn import Turn
from storage.enums import TaskEnd, TaskStatus, TaskType
from storage.queries import tasks as task_queries

WEEK = timedelta(days=7)


async def offer(turn: Turn) -> None:
    """Show the others, if the last change is long enough ago."""
    refused = refusal(turn, Access.PLAYER)
    changed = turn.me.choices.persona_changed_at
    if refused is not None:
        await turn.say(refused)
        return
    if changed is not None and turn.now < changed + WEEK:
        day = f"{(changed + WEEK).astimezone(turn.me.zone):%A %d %B}"
        await turn.say(turn.text("settings.persona.too_soon", day=day))
        return
    others = [
        persona
        for persona in turn.house.content.personas.values()
        if persona.key != turn.me.member.domme_assigned and persona.takes_members
    ]
    intros = "\n\n".join(f"{persona.name}\n{persona.intro}" for persona in others)
    choices = tuple(
        Choice(
            turn.text(f"settings.persona.{how}", name=persona.name),
            "settings.persona",
            {"to": persona.key, "tasks": how},
        )
        for persona in others
        for how in ("keep", "drop")
    )
    stay = Choice(turn.text("settings.persona.stay"), "settings.nothing", style=Style.PRIMARY)
    await turn.say(Say(f"{turn.text('settings.persona.ask')}\n\n{intros}", choices=(stay, *choices)))


async def change(turn: Turn, args: Mapping[str, str]) -> None:
    """Say farewell in the old voice, hello in the new one."""
    member, settings = turn.me.member, turn.me.choices
    persona = turn.house.content.personas.get(args["to"])
    changed = settings.persona_changed_at
    if (
        persona is None
        or not persona.takes_members
        or persona.key == member.domme_assigned
        or (changed is not None and turn.now < changed + WEEK)
    ):
        await turn.say(turn.text("common.stale_button"))
        return
    await turn.persona_says("persona_farewell", name=member.username)
    for task, plan in await task_queries.unsettled_tasks(turn.tx, member.id):
        if task.status is not TaskStatus.ASSIGNED:
            continue  # What is handed in is judged: dropping it would cost its points.
        if task.type is TaskType.PUNISHMENT or args["tasks"] == "drop":
            await ending.end(turn, turn.me, task, plan, TaskEnd.WITHDRAWN, "persona")
    for offer in await task_queries.waiting_offers(turn.tx, member.id):
        await offers.close(turn, turn.me, offer, accepted=False)
    await sessions.end_with_persona(turn, turn.me)
    await making.withdraw_all(turn, turn.me)
    member.domme_assigned = persona.key
    settings.persona_changed_at = turn.now
    await broadcasts.withdraw_of_others(turn, turn.me)
    await rounds.join(turn, turn.me)
    await turn.say(turn.line("welcome", of=None, name=member.username), by=Speaker.PERSONA)


async def nothing(turn: Turn, _args: Mapping[str, str]) -> None:
    """All stays as it is."""
    await turn.say(turn.text("settings.unchanged"))
