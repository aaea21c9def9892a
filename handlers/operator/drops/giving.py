"""Sending a drop to one member: from the shelf or from the member's card, with her limits in view."""

from collections.abc import Mapping

from handlers import tagging
from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.drops import sending, shelf
from handlers.drops.sending import NotSent, Why
from handlers.member.onboarding.steps import folded_name
from handlers.operator.drops.listing import in_sight, label_of, note
from handlers.operator.sight import member_in_sight, note_look, private_ref
from handlers.rules.limits import touched
from handlers.turn import Turn
from handlers.zones import spoken, waking
from storage.queries import members as queries

PAGE = 8


async def whom(turn: Turn, args: Mapping[str, str]) -> None:
    """Members of the drop's persona, to choose from."""
    drop = await in_sight(turn, args.get("drop", ""))
    if drop is None:
        return
    rows = await queries.page_of_members(
        turn.tx,
        personas=[drop.persona],
        but=turn.me.person.id,
        search="",
        after=args.get("after", ""),
        limit=PAGE + 1,
    )
    choices = tuple(
        Choice(user.username, "drops.preview", {"drop": str(drop.id), "member": str(user.id)})
        for user, _ in rows[:PAGE]
    )
    nav: tuple[Choice, ...] = ()
    if len(rows) > PAGE:
        after = folded_name(rows[PAGE - 1][0].username)
        nav = (Choice(turn.text("common.next"), "drops.whom", {"drop": str(drop.id), "after": after}),)
    key = "drops.whom" if rows else "drops.nobody"
    await turn.say(Say(turn.text(key, name=drop.name), by=Speaker.DESK, choices=choices, nav=nav))


async def which(turn: Turn, args: Mapping[str, str]) -> None:
    """The drops of a member's persona that touch no hard limit, to choose from."""
    subject = await member_in_sight(turn, args.get("member", ""))
    if subject is None:
        await turn.say(turn.text("members.unknown"), by=Speaker.DESK)
        return
    await shelf.stock(turn)
    limits = await tagging.limits_of(turn, subject)
    skip = int(args.get("page", "0")) * PAGE
    there = await shelf.page(turn, [subject.member.domme_assigned], 0, shelf.MOST)
    found = [drop for drop in there if not touched(drop.tags, limits).hard]
    member = {"member": str(subject.member.id)}
    choices = tuple(
        Choice(label_of(turn, drop), "drops.preview", {**member, "drop": str(drop.id)})
        for drop in found[skip : skip + PAGE]
    )
    nav: tuple[Choice, ...] = ()
    if len(found) > skip + PAGE:
        nav = (Choice(turn.text("common.next"), "drops.which", {**member, "page": str(skip // PAGE + 1)}),)
    key = "drops.which" if found else "drops.none_fits"
    text = turn.text(key, name=subject.member.username)
    await turn.say(Say(text, by=Speaker.DESK, choices=choices, nav=nav))


async def preview(turn: Turn, args: Mapping[str, str]) -> None:
    """The drop with the member's limits beside it; pressing says that her own words were read."""
    subject = await member_in_sight(turn, args.get("member", ""))
    drop = await in_sight(turn, args.get("drop", ""))
    if subject is None or drop is None:
        return
    await note_look(turn, subject, "limits")
    limits = await tagging.limits_of(turn, subject)
    medium = await shelf.medium(turn, drop)
    text = turn.text(
        "drops.preview",
        name=subject.member.username,
        label=label_of(turn, drop),
        hard=tagging.labels(turn, limits.hard),
        soft=tagging.labels(turn, touched(drop.tags, limits).soft),
        words=limits.words or turn.text("tags.none"),
    )
    label = "drops.give_read" if limits.words.strip() else "drops.give"
    choices = (
        Choice(turn.text(label), "drops.give", dict(args), Style.PRIMARY),
        Choice(turn.text("common.cancel"), "drops.stay"),
    )
    shown = Say(text, by=Speaker.DESK, media=(medium,) if medium else (), choices=choices)
    await turn.say(shown, ref=private_ref(subject))


async def give(turn: Turn, args: Mapping[str, str]) -> None:
    """Send it, or say what is in the way."""
    subject = await member_in_sight(turn, args.get("member", ""))
    drop = await in_sight(turn, args.get("drop", ""))
    if subject is None or drop is None:
        return
    waits = waking(subject, turn.now)
    refused = await sending.send(turn, subject, drop)
    if refused is not None:
        await turn.say(_why(turn, refused), by=Speaker.DESK)
        return
    await note(turn, "drop.sent", drop, about=subject.person.id)
    if waits is None:
        words = turn.text("drops.given", name=subject.member.username)
    else:
        words = turn.text("members.written_later", at=spoken(waits, turn.me.zone, turn.now))
    await turn.say(words, by=Speaker.DESK)


def _why(turn: Turn, refused: NotSent) -> str:
    match refused.why:
        case Why.BLOCKED:
            return turn.text("assign.refused.blocked", state=turn.text(f"members.state.{refused.blocked}"))
        case Why.HARD_LIMIT:
            return turn.text("assign.refused.hard_limit", tags=tagging.labels(turn, refused.tags))
        case Why.UNREACHABLE:
            return turn.text("members.unreachable")
        case Why.OTHER_PERSONA:
            return turn.text("drops.other_persona")
        case Why.GONE:
            return turn.text("drops.silent_now")
