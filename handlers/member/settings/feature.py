"""Settings' commands and buttons."""

from collections.abc import Mapping

from handlers import conversation
from handlers.chat.outgoing import Speaker
from handlers.content.content import Content
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group, Sweep
from handlers.flows import Draft, Flow
from handlers.member.onboarding.word import WORD_STEPS
from handlers.member.settings import cap, persona, spoken_word
from handlers.member.settings.flow import FLOW, SETTINGS, SUMMARY, draft_of
from handlers.member.settings.limits import flows, limits, tags
from handlers.turn import Turn


async def settings(turn: Turn, _args: str) -> None:
    """Show everything that can be chosen, each line with its button."""
    await conversation.start(turn, FLOW, await draft_of(turn), step=SUMMARY)


async def rest(turn: Turn, _args: Mapping[str, str]) -> None:
    """The rest of onboarding, question by question."""
    await conversation.start(turn, FLOW, await draft_of(turn))


async def not_now(turn: Turn, _args: Mapping[str, str]) -> None:
    """The defaults stay; /settings is always there."""
    turn.me.choices.rest_offered = True
    await turn.say(turn.text("settings.later"))


async def other(turn: Turn, args: Mapping[str, str]) -> None:
    """Buttons of the summary that lead elsewhere."""
    match args["what"]:
        case "limits":
            await limits(turn, "")
        case "tags":
            await tags(turn, "")
        case "safeword":
            await conversation.start(turn, "safeword", {"username": turn.me.member.username})
        case "spoken_word":
            await conversation.end(turn)
            await spoken_word.show(turn)
        case _:
            await conversation.end(turn)
            await persona.offer(turn)


async def word_changed(turn: Turn, _draft: Draft) -> None:
    """The new word counts already since it was typed twice."""
    await turn.say(turn.text("settings.word_changed"), by=Speaker.SAFETY)
    await _spoken_of_the_old_word(turn)


async def _spoken_of_the_old_word(turn: Turn) -> None:
    """Recordings of a former word are kept for nothing."""
    if await spoken_word.forget(turn):
        await turn.say(turn.text("settings.word_recordings_gone"), by=Speaker.SAFETY)


async def word_left(turn: Turn, draft: Draft) -> None:
    """Cancelled: typed twice, the new word counts though undrilled; before that the old one stays."""
    counts = draft.get("kept") == "yes"
    await turn.say(
        turn.text("settings.word_undrilled" if counts else "settings.word_unchanged"), by=Speaker.SAFETY
    )
    if counts:
        await _spoken_of_the_old_word(turn)


async def _word_facts(turn: Turn, _draft: Draft) -> Mapping[str, str]:
    names = [each.name for each in turn.house.content.personas.values()]
    return {"commands": " ".join(turn.registry.commands), "names": "\n".join(names)}


def feature(content: Content) -> Feature:
    """Settings, limits, tags, the safeword's change and the persona's."""
    return Feature(
        commands=(
            CommandSpec("settings", Group.ME, Access.MEMBER, settings),
            CommandSpec("limits", Group.SAFETY, Access.MEMBER, limits),
            CommandSpec("tags", Group.ME, Access.MEMBER, tags),
        ),
        actions=(
            ActionSpec("settings.rest", Access.MEMBER, rest),
            ActionSpec("settings.not_now", Access.MEMBER, not_now),
            ActionSpec("settings.other", Access.MEMBER, other),
            ActionSpec("settings.persona", Access.PLAYER, persona.change),
            ActionSpec("settings.nothing", Access.MEMBER, persona.nothing),
            ActionSpec("spoken_word.record", Access.MEMBER, spoken_word.record),
            ActionSpec("spoken_word.delete", Access.MEMBER, spoken_word.delete),
            ActionSpec("settings.cap_yes", Access.MEMBER, cap.confirmed),
            ActionSpec("settings.cap_no", Access.MEMBER, cap.declined),
        ),
        flows=(
            SETTINGS,
            spoken_word.SPOKEN_WORD,
            Flow("safeword", WORD_STEPS, word_changed, cancelled=word_left, facts=_word_facts),
            *flows(content),
        ),
        sweeps=(Sweep("cap", cap.find, cap.ask),),
    )
