"""/members and /member: who is here, and everything an operator needs to know of one."""

from collections.abc import Mapping

from handlers import tagging, tier_history
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.member import appeal_of_ban
from handlers.member.onboarding.steps import folded_name
from handlers.member.settings.flow import said_of
from handlers.operator import ban, grant, lock, messages
from handlers.operator.sight import member_in_sight, note_look, private_ref
from handlers.rules.standing import new_tasks_allowed
from handlers.standing import standing_of
from handlers.subject import Subject
from handlers.turn import Turn
from handlers.zones import spoken
from storage.queries import members as queries
from storage.queries import people
from storage.queries import tasks as task_queries

PAGE = 10


async def members(turn: Turn, args: str) -> None:
    """A page of members, by name; words after the command search."""
    await _page(turn, folded_name(args), "")


async def next_page(turn: Turn, args: Mapping[str, str]) -> None:
    """The following page."""
    await _page(turn, args.get("search", ""), args.get("after", ""))


async def _page(turn: Turn, search: str, after: str) -> None:
    personas = turn.me.operator.personas if turn.me.operator else []
    rows = await queries.page_of_members(
        turn.tx, personas=personas, but=turn.me.person.id, search=search, after=after, limit=PAGE + 1
    )
    if not rows:
        await turn.say(turn.text("members.none" if search else "members.none_yet"), by=Speaker.DESK)
        return
    choices = tuple(
        Choice(f"{user.username} · {user.tier_status}", "member.view", {"member": str(user.id)})
        for user, _ in rows[:PAGE]
    )
    nav: tuple[Choice, ...] = ()
    if len(rows) > PAGE:
        last = folded_name(rows[PAGE - 1][0].username)
        nav = (Choice(turn.text("common.next"), "members.next", {"search": search, "after": last}),)
    total = await queries.count_members(turn.tx, personas, but=turn.me.person.id)
    await turn.say(Say(turn.text("members.page", total=total), by=Speaker.DESK, choices=choices, nav=nav))


async def member(turn: Turn, args: str) -> None:
    """One member, by name."""
    user = await people.user_named(turn.tx, folded_name(args)) if args else None
    subject = await member_in_sight(turn, str(user.id)) if user else None
    if subject is None:
        await turn.say(turn.text("members.unknown"), by=Speaker.DESK)
        return
    await _show(turn, subject)


async def view(turn: Turn, args: Mapping[str, str]) -> None:
    """One member, by a button."""
    subject = await member_in_sight(turn, args.get("member", ""))
    if subject is None:
        await turn.say(turn.text("members.unknown"), by=Speaker.DESK)
        return
    await _show(turn, subject)


async def _show(turn: Turn, subject: Subject) -> None:
    await note_look(turn, subject, "member")
    user, settings = subject.member, subject.choices
    limits = await tagging.limits_of(turn, subject)
    open_tasks = await task_queries.open_tasks(turn.tx, user.id)
    blocked = new_tasks_allowed(standing_of(subject.person), turn.now)
    seen = subject.person.last_seen_at
    persona = turn.house.content.personas.get(user.domme_assigned)
    facts = {
        "name": user.username,
        "persona": persona.name if persona else user.domme_assigned,
        "tier": user.tier_status,
        "points": user.obedience_points,
        "state": turn.text(f"members.state.{blocked.value if blocked else 'open'}"),
        "tasks": len(open_tasks),
        "hard": tagging.labels(turn, limits.hard),
        "soft": tagging.labels(turn, limits.soft),
        "words": limits.words or turn.text("tags.none"),
        "wishes": tagging.labels(turn, frozenset(await tagging.wishes_of(turn, subject))),
        "about": await _about(turn, subject),
        "intensity": settings.max_intensity,
        "local": f"{turn.now.astimezone(subject.zone):%H:%M}",
        "since": f"{user.created_at.astimezone(turn.me.zone):%d %b %Y}",
        "seen": spoken(seen, turn.me.zone, turn.wall) if seen else "-",
    }
    about = [*await _of_the_ban(turn, subject), *await lock.lines_for(turn, subject)]
    tiers = await tier_history.lines(turn, subject, by_whom=True)
    if tiers:
        about.append("\n".join([turn.text("tier.history_of"), *tiers]))
    text = "\n\n".join([turn.text("members.card", **facts), *about])
    message = Say(text, by=Speaker.DESK, choices=_choices(turn, subject))
    await turn.say(message, ref=private_ref(subject))


async def _about(turn: Turn, subject: Subject) -> str:
    """What the member says of orientation and relationship, if she likes to say."""
    said = await said_of(turn, subject.member)
    return ", ".join(said) or turn.text("settings.not_said")


def _choices(turn: Turn, subject: Subject) -> tuple[Choice, ...]:
    """What can be done about a member now. Nothing of the game is offered for a locked account."""
    args = {"member": str(subject.member.id)}
    choices: list[Choice] = []
    if subject.person.minor_locked_at is None:
        choices.append(Choice(turn.text("members.assign"), "assign.to", args, Style.PRIMARY))
        choices.append(Choice(turn.text("members.drop"), "drops.which", args))
        choices.append(Choice(turn.text("members.write"), "member.write", args))
        choices.append(Choice(turn.text("members.past"), "past.show", args))
        choices.append(Choice(turn.text("members.hand_over"), "handover.to", args))
        if any(step.by_hand for step in turn.house.rules.ladder):
            choices.append(Choice(turn.text("members.grant"), "member.grant", args))
    banned = subject.person.banned_at is not None
    label, action = ("members.unban", "member.unban") if banned else ("members.ban", "member.ban")
    choices.append(Choice(turn.text(label), action, args, Style.DANGER))
    return (*choices, *lock.choices_for(turn, subject))


async def _of_the_ban(turn: Turn, subject: Subject) -> list[str]:
    """Why the member is banned, and for owners what she wrote about it."""
    if subject.person.banned_at is None:
        return []
    lines = [turn.text("members.ban_reason", reason=await turn.tx.open(subject.person, "ban_reason") or "-")]
    appeal = await appeal_of_ban.text_of(turn, subject.person.id) if turn.me.is_owner else ""
    return [*lines, turn.text("members.appeal", text=appeal)] if appeal else lines


FEATURE = Feature(
    commands=(
        CommandSpec("members", Group.OPERATOR, Access.OPERATOR, members),
        CommandSpec("member", Group.OPERATOR, Access.OPERATOR, member),
    ),
    actions=(
        ActionSpec("members.next", Access.OPERATOR, next_page),
        ActionSpec("member.view", Access.OPERATOR, view, once=False),
        *ban.ACTIONS,
        *lock.ACTIONS,
        *messages.ACTIONS,
        *grant.ACTIONS,
    ),
    forms=(*ban.FORMS, *lock.FORMS, *messages.FORMS),
)
