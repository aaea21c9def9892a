"""Privacy's commands."""

from handlers.chat.outgoing import Choice, Say, Style
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.member.privacy import export, forget
from handlers.turn import Turn
from storage.enums import OutboxClass
from storage.queries import consents


async def privacy(turn: Turn, _args: str) -> None:
    """What is kept, who sees it, and what can be done about it."""
    text = turn.text("privacy.text", days=turn.house.rules.retention_days)
    await turn.say(Say(text), klass=OutboxClass.ACCOUNT)


async def terms(turn: Turn, _args: str) -> None:
    """The terms, when they were accepted, and new ones to accept."""
    accepted = await consents.latest(turn.tx, turn.me.person.id, "terms")
    current = turn.house.policy.terms_version
    parts = [turn.text("terms.text")]
    if accepted is not None and accepted.version == current:
        parts.append(turn.text("privacy.terms_accepted", on=f"{accepted.at:%d %B %Y}"))
        await turn.say("\n\n".join(parts), klass=OutboxClass.ACCOUNT)
        return
    choices: tuple[Choice, ...] = ()
    if turn.me.is_member:
        parts.append(turn.text("privacy.terms_new"))
        choices = (Choice(turn.text("terms.accept"), "privacy.accept_terms", style=Style.PRIMARY),)
    await turn.say(Say("\n\n".join(parts), choices=choices), klass=OutboxClass.ACCOUNT)


async def accept_terms(turn: Turn, _args: object) -> None:
    """The new terms count from now on."""
    # Onboarding's own way of keeping them; imported here because it imports the whole conversation.
    from handlers.member.onboarding.steps import keep_terms  # noqa: PLC0415

    await keep_terms(turn, {})
    turn.me.choices.terms_version = turn.house.policy.terms_version
    await turn.say(turn.text("privacy.terms_thanks"))


async def hide(turn: Turn, _args: str) -> None:
    """Delete from the chat what the platform allows."""
    await turn.remove("*")
    await turn.say(turn.text("privacy.hidden"), klass=OutboxClass.ACCOUNT)


FEATURE = Feature(
    commands=(
        CommandSpec("privacy", Group.PRIVATE, Access.ANYBODY, privacy),
        CommandSpec("terms", Group.PRIVATE, Access.ANYBODY, terms),
        CommandSpec("export", Group.PRIVATE, Access.ANYBODY, export.export),
        CommandSpec("forget", Group.PRIVATE, Access.ANYBODY, forget.forget),
        CommandSpec("hide", Group.PRIVATE, Access.ANYBODY, hide),
    ),
    actions=(
        ActionSpec("privacy.forget", Access.ANYBODY, forget.confirmed),
        ActionSpec("privacy.keep", Access.ANYBODY, forget.kept),
        ActionSpec("privacy.accept_terms", Access.MEMBER, accept_terms),
    ),
    sent={"privacy.erase": forget.farewell_sent, "admission.erase": forget.farewell_sent},
    works={export.WORK: export.make, forget.WORK: forget.erase},
)
