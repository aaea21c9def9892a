"""The safeword: typed twice, then tried once on the real path. Used by onboarding and by /settings."""

from datetime import timedelta

from handlers.chat.outgoing import Ask, Choice, Message, Speaker, Style
from handlers.content.words import everyday_words
from handlers.flows import Again, Answer, Draft, Jump, Next, Step, Taken, Talk, pick
from handlers.rules import safewords
from handlers.turn import Turn
from storage.queries import people
from storage.tables import Safeword

OLD_WORD_STOPS = timedelta(days=30)
DRILLED = "drilled"


def _ask_word(talk: Talk) -> Message:
    key = "word.differed" if talk.one("_differed") else "word.ask"
    return Ask(talk.text(key), by=Speaker.SAFETY, hint=talk.text("word.hint"), secret=True)


def _take_word(talk: Talk, answer: Answer) -> Taken:
    word = (answer.typed or "").strip()
    names = [name for name in (talk.facts.get("names", "")).split("\n") if name]
    names.append(talk.one("username"))
    problem = safewords.check_new_safeword(
        word,
        everyday=everyday_words(),
        commands=talk.facts.get("commands", "").split(),
        names=[name for name in names if name],
    )
    if problem is not None:
        return Again(talk.text(f"word.problem.{problem.value}"))
    draft = {key: value for key, value in talk.draft.items() if key != "_differed"}
    return Next({**draft, "word": word}, talk.text("word.hidden"))


def _ask_again(talk: Talk) -> Message:
    return Ask(talk.text("word.again"), by=Speaker.SAFETY, hint=talk.text("word.hint"), secret=True)


def _take_again(talk: Talk, answer: Answer) -> Taken:
    if safewords.same_safeword(answer.typed or "", talk.one("word")):
        return Next({**talk.draft, "kept": "yes"}, talk.text("word.hidden"))
    return Jump({**talk.draft, "_differed": "yes"}, "safeword")


def _ask_drill(talk: Talk) -> Message:
    stop = Choice(talk.text("word.stop_for_real"), "safety.stop", style=Style.DANGER)
    return Ask(
        talk.text("word.drill"), by=Speaker.SAFETY, choices=(stop,), hint=talk.text("word.hint"), secret=True
    )


def _take_drill(talk: Talk, answer: Answer) -> Taken:
    if answer.picked == DRILLED:
        return Next(talk.draft, talk.text("word.hidden"))
    return Again(talk.text("word.not_it"))


async def keep_word(turn: Turn, draft: Draft) -> str | None:
    """Make the new word stop from now on; a former one keeps stopping for 30 days."""
    word, person = str(draft["word"]), turn.me.person
    for row in await people.safewords_of(turn.tx, person.id):
        if row.valid_until is None:
            row.valid_until = turn.wall + OLD_WORD_STOPS
    row = Safeword(person_id=person.id, set_at=turn.wall)
    turn.tx.add(await turn.tx.seal(row, word=word))
    if turn.me.user is not None:
        await turn.tx.seal(turn.me.user, safeword=word)
        await turn.journal("safeword", changed="yes")
    await turn.tx.flush()
    return None


WORD_STEPS = (
    Step("safeword", _ask_word, _take_word, private_word=True),
    Step("safeword_again", _ask_again, _take_again, check=keep_word, private_word=True, leads_on=True),
    Step("drill", _ask_drill, _take_drill, back=False, drill=True, leads_on=True),
)

__all__ = ["DRILLED", "WORD_STEPS", "keep_word", "pick"]
