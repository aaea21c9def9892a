"""Onboarding's questions: terms, name, safeword, limits, tags, persona."""

import hashlib
import unicodedata

from handlers.chat.outgoing import Ask, Choice, Medium, MediumKind, Message, Style
from handlers.content.content import Content
from handlers.content.schema import Persona
from handlers.flows import Again, Answer, Draft, Next, Step, Taken, Talk, pick
from handlers.member.onboarding.word import WORD_STEPS
from handlers.member.proofs.content import readable
from handlers.member.tag_steps import tag_step
from handlers.recordings import OPUS, blob_of
from handlers.turn import Turn
from storage.queries import people
from storage.tables import Consent

SHORTEST_NAME, LONGEST_NAME = 2, 32
LONGEST_TYPED = 200
"""Nothing longer is even looked at: to normalise hostile text takes the square of its length."""
LONGEST_WORDS = 1000
TERMS = "terms"
CLEAR = "clear"
LONGEST_FOLDED = 64


# -- terms -----------------------------------------------------------------------------------------


def _ask_terms(talk: Talk) -> Message:
    accept = pick("accept", talk.text("terms.accept"), style=Style.PRIMARY)
    return Ask(talk.text("terms.text"), choices=(accept, pick("decline", talk.text("terms.decline"))))


def _take_terms(talk: Talk, answer: Answer) -> Taken:
    if answer.picked == "accept":
        return Next({**talk.draft, TERMS: "accepted"}, talk.text("terms.accept"))
    return Again(talk.text("terms.declined" if answer.picked else "terms.press"))


async def keep_terms(turn: Turn, _draft: Draft) -> str | None:
    """Keep which text was accepted, when and where."""
    text = turn.text("terms.text")
    turn.tx.add(
        Consent(
            person_id=turn.me.person.id,
            kind=TERMS,
            version=turn.house.policy.terms_version,
            text_hash=hashlib.sha256(text.encode()).hexdigest(),
            at=turn.wall,
            platform=turn.account.platform.value if turn.account else "",
        )
    )
    await turn.journal("consent", name=TERMS, given="yes")
    return None


# -- the name --------------------------------------------------------------------------------------


def folded_name(name: str) -> str:
    """What makes two names the same. Of what is far too long for a name only the beginning counts."""
    return unicodedata.normalize("NFKC", name[:LONGEST_TYPED]).casefold()


def good_name(text: str) -> str | None:
    """The name as it will be kept, or None if it will not do."""
    if len(text) > LONGEST_TYPED:
        return None
    name = " ".join(unicodedata.normalize("NFC", text).split())
    plain = all(char.isalnum() or char in " -_'." for char in name)
    fits = SHORTEST_NAME <= len(name) <= LONGEST_NAME and len(folded_name(name)) <= LONGEST_FOLDED
    return name if fits and plain and any(char.isalpha() for char in name) else None


def _ask_name(talk: Talk) -> Message:
    return Ask(talk.text("onboarding.name"), hint=talk.text("onboarding.name_hint"))


def _take_name(talk: Talk, answer: Answer) -> Taken:
    name = good_name(answer.typed or "")
    if name is None:
        return Again(talk.text("onboarding.name_problem", least=SHORTEST_NAME, most=LONGEST_NAME))
    return Next({**talk.draft, "username": name}, name)


async def free_name(turn: Turn, draft: Draft) -> str | None:
    """A sentence if the name is somebody else's."""
    folded = folded_name(str(draft["username"]))
    taken = await people.user_named(turn.tx, folded)
    personas = {
        folded_name(name)
        for key, persona in turn.house.content.personas.items()
        for name in (key, persona.name)
    }
    if folded in personas or (taken is not None and taken.id != turn.me.person.id):
        return turn.text("onboarding.name_taken")
    return None


# -- limits and wishes -----------------------------------------------------------------------------


def _ask_words(talk: Talk) -> Message:
    text, before = talk.text("tags.words"), talk.one("words")
    choices: tuple[Choice, ...] = ()
    if before:
        text += "\n\n" + talk.text("tags.words_now", words=before)
        choices = (pick(CLEAR, talk.text("tags.words_clear")),)
    return Ask(text, choices=choices, hint=talk.text("tags.words_hint"))


def take_words(talk: Talk, answer: Answer) -> Taken:
    """Free words about limits, as they were typed."""
    if answer.picked == CLEAR:
        return Next({**talk.draft, "words": ""}, talk.text("tags.words_cleared"))
    words = readable(answer.typed or "").strip()
    if not words:
        return Again(talk.text("tags.words_empty"))
    if len(words) > LONGEST_WORDS:
        return Again(talk.text("common.too_long", most=LONGEST_WORDS))
    return Next({**talk.draft, "words": words}, talk.text("tags.words_kept"))


def limit_steps(content: Content) -> tuple[Step, ...]:
    """Hard limits, soft limits among the rest, and free words."""
    return (
        tag_step("hard", content.tags),
        tag_step("soft", content.tags, excluding=lambda draft: draft.get("hard", ())),
        Step("words", _ask_words, take_words, optional=True),
    )


def wish_steps(content: Content) -> tuple[Step, ...]:
    """Fantasy tags, without what is a hard limit."""
    return (tag_step("tags", content.tags, excluding=lambda draft: draft.get("hard", ())),)


# -- the persona -----------------------------------------------------------------------------------


def _offered(content: Content, talk: Talk) -> list[Persona]:
    """Every persona who takes members, or the one the invitation was for."""
    invited_to = talk.facts.get("invited_to", "")
    return [
        persona
        for key, persona in content.personas.items()
        if persona.takes_members and invited_to in ("", key)
    ]


def sample_of(persona: Persona, alt: str) -> tuple[Medium, ...]:
    """A few words in the persona's voice, if there is a recording."""
    if persona.sample_url == "":
        return ()
    own = blob_of(persona.sample_url or "")
    return (
        Medium(
            kind=MediumKind.VOICE,
            blob=str(own) if own else "",
            asset="" if own else f"{persona.key}/{persona.sample.name}",
            alt=alt,
            name=persona.name,
            mime=OPUS,
            transcript=persona.sample_transcript,
        ),
    )


def persona_step(content: Content) -> Step:
    """Whose member one wants to be, with a sample of each voice."""

    def ask(talk: Talk) -> Message:
        shown = _offered(content, talk)
        intros = "\n\n".join(f"{persona.name}\n{persona.intro}" for persona in shown)
        choices = tuple(pick(persona.key, persona.name, style=Style.PRIMARY) for persona in shown)
        samples = tuple(
            sample
            for persona in shown
            for sample in sample_of(persona, talk.text("onboarding.sample", name=persona.name))
        )
        return Ask(talk.text("onboarding.persona") + "\n\n" + intros, choices=choices, media=samples)

    def take(talk: Talk, answer: Answer) -> Taken:
        wanted = (answer.picked or answer.typed or "")[:LONGEST_TYPED].strip().casefold()
        for persona in _offered(content, talk):
            if wanted in (persona.key, persona.name.casefold()):
                return Next({**talk.draft, "persona": persona.key}, persona.name)
        return Again(talk.text("onboarding.by_buttons"))

    return Step("persona", ask, take)


def first_steps(content: Content) -> tuple[Step, ...]:
    """Everything that is asked before the first task."""
    return (
        Step(TERMS, _ask_terms, _take_terms, check=keep_terms),
        Step("username", _ask_name, _take_name, check=free_name),
        *WORD_STEPS,
        *limit_steps(content),
        *wish_steps(content),
        persona_step(content),
    )
