"""Privacy's commands."""

from handlers.chat.outgoing import Say
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.member.privacy import export, forget, password, terms
from handlers.turn import Turn
from storage.enums import OutboxClass


async def privacy(turn: Turn, _args: str) -> None:
    """What is kept, who sees it, and what can be done about it."""
    page = f"{turn.house.policy.public_url}/password"
    text = turn.text("privacy.text", days=turn.house.rules.retention_days, password_page=page)
    await turn.say(Say(text), klass=OutboxClass.ACCOUNT)


async def hide(turn: Turn, _args: str) -> None:
    """Delete from the chat what the platform allows."""
    await turn.remove("*")
    await turn.say(turn.text("privacy.hidden"), klass=OutboxClass.ACCOUNT)


FEATURE = Feature(
    commands=(
        CommandSpec("privacy", Group.PRIVATE, Access.ANYBODY, privacy),
        CommandSpec("terms", Group.PRIVATE, Access.ANYBODY, terms.terms),
        CommandSpec("export", Group.PRIVATE, Access.ANYBODY, export.export),
        CommandSpec("forget", Group.PRIVATE, Access.ANYBODY, forget.forget),
        CommandSpec("hide", Group.PRIVATE, Access.ANYBODY, hide),
    ),
    actions=(
        ActionSpec("privacy.forget", Access.ANYBODY, forget.confirmed),
        ActionSpec("privacy.keep", Access.ANYBODY, forget.kept),
        ActionSpec("privacy.accept_terms", Access.MEMBER, terms.accept),
    ),
    sent={"privacy.erase": forget.farewell_sent, "admission.erase": forget.farewell_sent},
    works={export.WORK: export.make, forget.WORK: forget.erase, password.WORK: password.tell},
)
