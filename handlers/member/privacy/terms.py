"""The terms: shown, accepted, and asked about once when they are new. Until then there are no new tasks."""

from handlers.chat.outgoing import Choice, Say, Style
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import consents
from storage.tables import Consent

SHOWN = "terms_shown"


async def terms(turn: Turn, _args: str) -> None:
    """The terms, when they were accepted, and new ones to accept."""
    accepted = await consents.latest(turn.tx, turn.me.person.id, "terms")
    text = turn.text("terms.text")
    if turn.me.is_member and pending(turn):
        await turn.say(_question(turn), klass=OutboxClass.ACCOUNT)
        return
    if accepted is not None and accepted.given:
        text += "\n\n" + turn.text("privacy.terms_accepted", on=f"{accepted.at:%d %B %Y}")
    await turn.say(text, klass=OutboxClass.ACCOUNT)


async def accept(turn: Turn, _args: object) -> None:
    """The new terms count from now on."""
    # Onboarding's own way of keeping them; imported here because it imports the whole conversation.
    from handlers.member.onboarding.steps import keep_terms  # noqa: PLC0415

    if pending(turn):
        await keep_terms(turn, {})
        turn.me.choices.terms_version = turn.house.policy.terms_version
    await turn.say(turn.text("privacy.terms_thanks"))


def pending(turn: Turn) -> bool:
    """Whether the member has not accepted the present terms yet."""
    return turn.me.choices.terms_version != turn.house.policy.terms_version


async def ask_if_new(turn: Turn) -> None:
    """After whatever the member did: new terms are shown to her once, unless she is stopped."""
    if not turn.me.is_member or not pending(turn) or turn.blocked(turn.me) is not None:
        return
    version = turn.house.policy.terms_version
    shown = await consents.latest(turn.tx, turn.me.person.id, SHOWN)
    if shown is not None and shown.version == version:
        return
    platform = turn.account.platform.value if turn.account else ""
    person_id = turn.me.person.id
    turn.tx.add(
        Consent(
            person_id=person_id, kind=SHOWN, version=version, given=False, at=turn.wall, platform=platform
        )
    )
    await turn.say(_question(turn), klass=OutboxClass.ACCOUNT)


def _question(turn: Turn) -> Say:
    accept_them = Choice(turn.text("terms.accept"), "privacy.accept_terms", style=Style.PRIMARY)
    text = f"{turn.text('privacy.terms_new')}\n\n{turn.text('terms.text')}"
    return Say(text, choices=(accept_them,))
