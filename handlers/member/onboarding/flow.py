"""The two conversations of onboarding, and what comes of them: a member, a welcome, a first task."""

from collections.abc import Mapping

from handlers import conversation, tagging
from handlers.chat.outgoing import Choice, Style
from handlers.content.content import Content
from handlers.drops import rounds
from handlers.feature import Access, ActionSpec, Feature
from handlers.flows import BACK, CANCEL, PICK, SEND, SKIP, Answer, Draft, Flow
from handlers.member import admission
from handlers.member.onboarding import age
from handlers.member.onboarding.steps import first_steps, folded_name, free_name
from handlers.rules.limits import Limits
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zone_guess import guessed_zone
from storage.queries import people
from storage.queries.web import adopt_login
from storage.tables import Admission, Invitation, MemberSettings, User


async def _facts(turn: Turn, _draft: Draft) -> Mapping[str, str]:
    """What the steps must know: words that cannot be a safeword, and whose invitation it was."""
    names = [persona.name for persona in turn.house.content.personas.values()]
    return {
        "commands": " ".join(turn.registry.commands),
        "names": "\n".join(names),
        "invited_to": await _invited_to(turn),
    }


async def _invited_to(turn: Turn) -> str:
    """The persona the invitation was for, empty if it named none."""
    admission_row = await turn.tx.get(Admission, turn.me.person.id)
    if admission_row is None or admission_row.invitation_id is None:
        return ""
    invitation = await turn.tx.get(Invitation, admission_row.invitation_id)
    persona = invitation.persona if invitation is not None else None
    found = turn.house.content.personas.get(persona) if persona else None
    return found.key if found is not None and found.takes_members else ""


async def become_member(turn: Turn, draft: Draft) -> None:
    """Write the member, welcome her or him, and give the first task."""
    if await free_name(turn, draft) is not None:
        await turn.say(turn.text("onboarding.name_taken"))
        await conversation.start(turn, "onboarding", draft, step="username")
        return
    turn.me = await _member(turn, draft)
    await turn.journal("consent", name="member", given="yes")
    name = turn.me.member.username
    await turn.persona_says("welcome", name=name)
    first = Choice(turn.text("onboarding.first_task"), "task.first", style=Style.PRIMARY)
    await turn.persona_says("first_task", name=name, choices=(first,))


async def _member(turn: Turn, draft: Draft) -> Subject:
    person = turn.me.person
    words = await people.safewords_of(turn.tx, person.id)
    current = next(row for row in words if row.valid_until is None)
    user = User(
        id=person.id,
        username=str(draft["username"]),
        domme_assigned=str(draft["persona"]),
        tier_status=turn.house.rules.ladder[0].name,
        created_at=turn.wall,
        last_login_at=turn.wall,
    )
    await turn.tx.seal(user, safeword=await turn.tx.open(current, "word"), limits="{}", fantasy_tags="[]")
    turn.tx.add(user)
    await turn.tx.flush()
    settings = MemberSettings(
        user_id=user.id,
        username_folded=folded_name(user.username),
        zone=guessed_zone(turn.account),
        terms_version=turn.house.policy.terms_version,
        tasks_a_day=turn.house.rules.tasks_a_day,
        punishments_a_day=turn.house.rules.punishments_a_day,
    )
    turn.tx.add(settings)
    await turn.tx.flush()
    subject = Subject(person, user, settings, turn.me.operator)
    limits = Limits(_tags(draft, "hard"), _tags(draft, "soft"), str(draft.get("words", "")))
    await tagging.keep_limits(turn, subject, limits)
    await tagging.keep_wishes(turn, subject, sorted(_tags(draft, "tags")), limits)
    await adopt_login(turn.tx, person, user)
    await rounds.join(turn, subject)
    return subject


def _tags(draft: Draft, name: str) -> frozenset[str]:
    chosen = draft.get(name, [])
    return frozenset(chosen if isinstance(chosen, list) else [chosen])


async def put_off(turn: Turn, _draft: Draft) -> None:
    """Cancelled before the end: that somebody is an adult stays, and which terms were accepted; no word."""
    for row in await people.safewords_of(turn.tx, turn.me.person.id):
        await turn.tx.delete(row)
    again = Choice(turn.text("onboarding.begin_again"), "onboarding.begin", style=Style.PRIMARY)
    await turn.say(turn.text("onboarding.cancelled"), choices=(again,))


async def begin_again(turn: Turn, _args: Mapping[str, str]) -> None:
    """Start anew after a cancel."""
    await admission.start(turn, "")


# -- the buttons every conversation has -------------------------------------------------------------


async def picked(turn: Turn, args: Mapping[str, str]) -> None:
    """A button that answers the question."""
    row = await conversation.current(turn)
    if row is not None:
        await conversation.answer(turn, row, Answer(picked=args.get("v", "")))
    else:
        await turn.say(turn.text("common.stale_button"))


async def stepped_back(turn: Turn, _args: Mapping[str, str]) -> None:
    """Back."""
    row = await conversation.current(turn)
    if row is not None:
        await conversation.back(turn, row)


async def skipped(turn: Turn, _args: Mapping[str, str]) -> None:
    """Skip."""
    row = await conversation.current(turn)
    if row is not None:
        await conversation.skip(turn, row)


async def cancelled(turn: Turn, _args: Mapping[str, str]) -> None:
    """Cancel."""
    await conversation.cancel(turn)


async def sent_without_form(turn: Turn, _args: Mapping[str, str]) -> None:
    """A form's button pressed as a button: the form is asked again."""
    await conversation.resume(turn)


def onboarding_flow(content: Content) -> Flow:
    """The questions before the first task."""
    return Flow("onboarding", first_steps(content), become_member, cancelled=put_off, facts=_facts)


def feature(content: Content) -> Feature:
    """Onboarding, and the buttons that every conversation has."""
    return Feature(actions=ACTIONS, flows=(AGE, onboarding_flow(content)))


AGE = Flow("age", age.AGE_STEPS, age.decided, can_cancel=False)
ACTIONS = (
    ActionSpec(PICK, Access.ANYBODY, picked, once=False),
    ActionSpec(BACK, Access.ANYBODY, stepped_back, once=False),
    ActionSpec(SKIP, Access.ANYBODY, skipped, once=False),
    ActionSpec(CANCEL, Access.ANYBODY, cancelled, once=False),
    ActionSpec(SEND, Access.ANYBODY, sent_without_form, once=False),
    ActionSpec("onboarding.begin", Access.ANYBODY, begin_again),
)
