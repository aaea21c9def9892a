"""/me: where a member stands, as a picture and in words, and the reasons behind the number."""

import json
from collections.abc import Mapping

from handlers import badges, ledger, tier_history
from handlers.chat.outgoing import Choice, Medium, MediumKind, Meter, Say, Speaker
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.member import menu
from handlers.rules import points, streaks, tiers
from handlers.rules.streaks import Day, DayOutcome, Streak
from handlers.rules.tiers import Progress
from handlers.turn import Turn
from storage.queries import ledger as queries
from storage.queries import standing


async def me(turn: Turn, _args: str) -> None:
    """The card with the same in text, and a button for the reasons."""
    await badges.award(turn, turn.me)
    member = turn.me.member
    persona = turn.house.content.personas[member.domme_assigned]
    way = tiers.progress(member.obedience_points, member.tier_status, turn.house.rules.ladder)
    run = await streak_of(turn)
    counts = await standing.task_counts(turn.tx, member.id)
    facts: dict[str, object] = {
        "name": member.username,
        "persona": persona.name,
        "tier": member.tier_status,
        "next_tier": way.next_name,
        "points": member.obedience_points,
        "points_to_next": way.missing if way.next_name else None,
        "share": way.share,
        "streak_days": run.current,
        "best_streak": run.best,
        "open_tasks": counts.open,
        "done_tasks": counts.done,
        "tokens": member.token_balance,
    }
    text = await _in_words(turn, facts, way)
    card = Medium(
        MediumKind.CARD, alt=text, name="me.png", mime="image/png", card=json.dumps({"kind": "me", **facts})
    )
    meter = Meter(turn.text("me.way", tier=way.next_name), way.share) if way.next_name else None
    await turn.say(
        Say(
            text,
            by=Speaker.PERSONA if turn.blocked(turn.me) is None else Speaker.COURT,
            media=(card,),
            meters=(meter,) if meter else (),
            choices=(Choice(turn.text("me.why"), "me.why"), menu.button(turn)),
        )
    )


async def _in_words(turn: Turn, facts: Mapping[str, object], way: Progress) -> str:
    """What the card shows, and the badges."""
    text = turn.text(
        "me.text" if way.next_name else "me.text_top",
        **{key: value for key, value in facts.items() if key not in ("share", "next_tier", "points_to_next")},
        **({"next_tier": way.next_name, "points_to_next": way.missing} if way.next_name else {}),
    )
    worn = await badges.shown(turn, turn.me)
    return f"{text}\n{turn.text('me.badges', badges=worn)}" if worn else text


async def why(turn: Turn, _args: object) -> None:
    """Why the points are what they are: every act, how often, and what it came to."""
    entries = await ledger.entries_of(turn, turn.me)
    rows = [
        turn.text("me.reason", act=_act(turn, reason.act), times=reason.times, total=f"{reason.total:+d}")
        for reason in points.reasons(entries)
    ]
    latest = [
        turn.text(
            "me.entry",
            on=f"{entry.at.astimezone(turn.me.zone):%d %b}",
            act=_act(turn, points.act_of(entry.cause)),
            taken=f"{entry.taken:+d}",
        )
        for entry in sorted(points.effective(entries), key=lambda each: each.at, reverse=True)[:10]
    ]
    tiers_then = await tier_history.lines(turn, turn.me)
    history = ["", turn.text("tier.history"), *tiers_then] if tiers_then else []
    if not rows:
        await turn.say("\n".join([turn.text("me.no_reasons"), *history]))
        return
    total = turn.text("me.total", points=turn.me.member.obedience_points)
    reasons = [turn.text("me.reasons"), *rows, total, "", turn.text("me.latest"), *latest]
    await turn.say("\n".join([*reasons, *history]))


async def streak_of(turn: Turn) -> Streak:
    """The member's streak, recomputed from history."""
    rows = await queries.day_outcomes(turn.tx, turn.me.member.id)
    return streaks.streak(Day(row.local_date, DayOutcome(row.outcome)) for row in rows)


def _act(turn: Turn, act: str) -> str:
    key = f"me.act.{act}"
    return turn.text(key) if turn.house.texts.has(key) else act


FEATURE = Feature(
    commands=(CommandSpec("me", Group.ME, Access.MEMBER, me),),
    actions=(ActionSpec("me.why", Access.MEMBER, why, once=False),),
)
