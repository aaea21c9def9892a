"""What a member lets the people of her present persona see of the time before; taken back at any time."""

from collections.abc import Collection, Mapping

from handlers import moving
from handlers.boundary import KINDS
from handlers.chat.outgoing import Ask, Choice, Style
from handlers.feature import Access, ActionSpec, Feature
from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import moving as queries
from storage.queries import outbox
from storage.tables import PersonaStay

REF = "sharing"


async def show(turn: Turn, _args: Mapping[str, str]) -> None:
    """What is shared now, each kind with its tick."""
    stay = await _stay(turn)
    if stay is not None:
        if await outbox.account_told(turn.tx, turn.me.person.id, REF) is not None:
            await turn.remove(REF)
        await turn.say(_question(turn, stay), ref=REF)


async def toggle(turn: Turn, args: Mapping[str, str]) -> None:
    """Share a kind, or do not any more."""
    stay = await _stay(turn)
    if stay is None or args["kind"] not in KINDS:
        return
    stay.shared = toggled(stay.shared, args["kind"])
    if args["kind"] not in stay.shared:
        await moving.note_in_journal(turn)
    await turn.amend(REF, _question(turn, stay))


async def done(turn: Turn, _args: Mapping[str, str]) -> None:
    """It stays so."""
    await turn.say(turn.text("sharing.noted"))


def toggled(shared: Collection[str], kind: str) -> list[str]:
    """What is shared after a tick was set or taken away."""
    return sorted({*shared} ^ {kind})


def ticks(
    turn: Turn, subject: Subject, shared: Collection[str], action: str, args: Mapping[str, str]
) -> tuple[Choice, ...]:
    """A button for each kind, ticked if it is shared."""
    return tuple(
        Choice(label, action, {**args, "kind": kind}, selected=kind in shared)
        for kind in KINDS
        if (label := turn.text_for(subject, f"sharing.{kind}"))
    )


def _question(turn: Turn, stay: PersonaStay) -> Ask:
    persona = turn.house.content.personas.get(stay.persona)
    words = turn.text("sharing.ask", name=persona.name if persona else stay.persona)
    end = Choice(turn.text("sharing.done"), "sharing.done", style=Style.PRIMARY)
    return Ask(words, choices=ticks(turn, turn.me, stay.shared, "sharing.toggle", {}), nav=(end,))


async def _stay(turn: Turn) -> PersonaStay | None:
    """The stay that began with a change of persona; None after saying that there was none."""
    stay = await queries.latest_stay(turn.tx, turn.me.member.id)
    if stay is None:
        await turn.say(turn.text("sharing.nothing"))
    return stay


FEATURE = Feature(
    actions=(
        ActionSpec("sharing.show", Access.MEMBER, show),
        ActionSpec("sharing.toggle", Access.MEMBER, toggle, once=False),
        ActionSpec("sharing.done", Access.MEMBER, done),
    ),
)
