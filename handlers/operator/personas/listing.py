"""/personas: who they are, and how each of them is set. Owners change it; who runs a persona sees it."""

from collections.abc import Mapping

from handlers import recordings
from handlers.chat.outgoing import Choice, Medium, MediumKind, Say, Speaker, Style
from handlers.content.schema import Persona
from handlers.member.settings.kinds import shown
from handlers.persona_rules import rules_for
from handlers.recordings import ASSET, blob_of
from handlers.turn import Turn
from handlers.zones import spoken
from storage import log
from storage.queries import content as queries
from storage.tables import PersonaSettings, VaultBlob


async def personas(turn: Turn, _args: str) -> None:
    """Every persona the operator may see."""
    mine = [persona for key, persona in turn.house.content.personas.items() if turn.me.may_run(key)]
    choices = tuple(
        Choice(f"{each.name} · {each.title}", "personas.view", {"persona": each.key}) for each in mine
    )
    nav = (
        (Choice(turn.text("personas.new"), "personas.new", style=Style.PRIMARY),) if turn.me.is_owner else ()
    )
    await turn.say(Say(turn.text("personas.title"), by=Speaker.DESK, choices=choices, nav=nav))


async def view(turn: Turn, args: Mapping[str, str]) -> None:
    """One persona: how she is set, how she looks and sounds."""
    persona = await in_sight(turn, args.get("persona", ""))
    if persona is not None:
        await turn.say(await card_of(turn, persona))


async def in_sight(turn: Turn, key: str) -> Persona | None:
    """A persona the operator may see; None after saying that there is none such."""
    persona = turn.house.content.personas.get(key)
    if persona is None or not turn.me.may_run(key):
        await turn.say(turn.text("personas.gone"), by=Speaker.DESK)
        return None
    return persona


async def card_of(turn: Turn, persona: Persona) -> Say:
    """Everything that is set for a persona, and for owners the ways to change it."""
    args = {"persona": persona.key}
    choices = [Choice(turn.text("personas.canned"), "personas.canned", args)]
    if turn.me.is_owner:
        ways = ("rules", "words", "voice", "portrait", "open" if persona.closed else "close")
        choices += [Choice(turn.text(f"personas.{way}"), f"personas.{way}", args) for way in ways]
        way = "bring_back" if persona.retired else "retire"
        choices.append(Choice(turn.text(f"personas.{way}"), f"personas.{way}", args, Style.DANGER))
    text = "\n\n".join([_who(turn, persona), await _rules(turn, persona), persona.intro])
    media = [each for each in (await _portrait(turn, persona), await _voice(turn, persona)) if each]
    return Say(text, by=Speaker.DESK, media=tuple(media), choices=tuple(choices))


def _who(turn: Turn, persona: Persona) -> str:
    state = "retired" if persona.retired else "closed" if persona.closed else "open_now"
    return turn.text(
        "personas.who",
        name=persona.name,
        title=persona.title,
        pronouns=persona.pronouns,
        state=turn.text(f"personas.state.{state}"),
        hours=", ".join(shown(minutes) for minutes in persona.hours) or turn.text("personas.any_hour"),
    )


async def _rules(turn: Turn, persona: Persona) -> str:
    rules = await rules_for(turn, persona.key)
    row = await turn.tx.get(PersonaSettings, persona.key)
    until = row.away_until if row is not None and rules.operator_away else None
    kinds = [turn.text(f"task.proof.{kind.value.casefold()}") for kind in sorted(rules.review_kinds)]
    return turn.text(
        "personas.rules_now",
        share=round(rules.review_share * 100),
        kinds=", ".join(kinds) or turn.text("tags.none"),
        newcomers=rules.newcomer_proofs,
        miss=turn.text("personas.miss.ask" if rules.ask_at_miss else "personas.miss.automatic"),
        away=spoken(until, turn.me.zone, turn.now) if until else turn.text("common.no"),
        members=await queries.members_of(turn.tx, persona.key),
    )


async def _portrait(turn: Turn, persona: Persona) -> Medium | None:
    blob = blob_of(persona.portrait_url)
    row = await turn.tx.get(VaultBlob, blob) if blob else None
    if row is None:
        return None
    alt = turn.text("personas.portrait_alt", name=persona.name)
    return Medium(MediumKind.PHOTO, blob=str(row.id), alt=alt, mime=row.mime, size=row.size)


async def _voice(turn: Turn, persona: Persona) -> Medium | None:
    if persona.sample_url == "":
        return None
    url = persona.sample_url or f"{ASSET}{persona.key}/{persona.sample.name}"
    alt = turn.text("onboarding.sample", name=persona.name)
    return await recordings.played(turn, url, alt, transcript=persona.sample_transcript)


async def row_of(turn: Turn, persona: str) -> PersonaSettings:
    """What is set for a persona, to be changed."""
    row = await turn.tx.get(PersonaSettings, persona)
    return row or turn.tx.add(PersonaSettings(persona=persona))


async def note(turn: Turn, persona: str, before: Mapping[str, object], after: Mapping[str, object]) -> None:
    """What was changed stands in the log, as it was and as it is."""
    detail = {name: f"{before[name]} → {value}" for name, value in after.items() if before[name] != value}
    await log.append(
        turn.tx, at=turn.wall, actor=turn.me.person.id, kind="persona.set", object_id=persona, detail=detail
    )
