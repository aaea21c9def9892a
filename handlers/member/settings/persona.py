"""Changing the persona: free, once a week, no reasons; open tasks kept or dropped by choice."""

from collections.abc import Mapping
from datetime import timedelta

from handlers import moving
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.feature import Access
from handlers.member import handover
from handlers.permission import refusal
from handlers.turn import Turn
from storage.queries import moving as queries

WEEK = timedelta(days=7)


async def offer(turn: Turn) -> None:
    """Show the others, if the last change is long enough ago."""
    refused = refusal(turn, Access.PLAYER)
    changed = turn.me.choices.persona_changed_at
    if refused is not None:
        await turn.say(refused)
        return
    waiting = await queries.waiting_for(turn.tx, turn.me.person.id)
    if waiting is not None:
        await handover.ask_again(turn, waiting)
    if changed is not None and turn.now < changed + WEEK:
        day = f"{(changed + WEEK).astimezone(turn.me.zone):%A %d %B}"
        await turn.say(Say(turn.text("settings.persona.too_soon", day=day), choices=await _shared(turn)))
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
    await turn.say(
        Say(
            f"{turn.text('settings.persona.ask')}\n\n{intros}", choices=(stay, *choices, *await _shared(turn))
        )
    )


async def _shared(turn: Turn) -> tuple[Choice, ...]:
    """What leads to what is shared of the time before, if there was one."""
    moved = await queries.latest_stay(turn.tx, turn.me.member.id) is not None
    return (Choice(turn.text("sharing.open"), "sharing.show"),) if moved else ()


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
    await moving.move(turn, persona.key, keep_tasks=args["tasks"] == "keep")
    settings.persona_changed_at = turn.now
    await turn.say(turn.line("welcome", of=None, name=member.username), by=Speaker.PERSONA)
    sharing = Choice(turn.text("sharing.open"), "sharing.show")
    await turn.say(Say(turn.text("settings.persona.closed", name=persona.name), choices=(sharing,)))


async def nothing(turn: Turn, _args: Mapping[str, str]) -> None:
    """All stays as it is."""
    await turn.say(turn.text("settings.unchanged"))
