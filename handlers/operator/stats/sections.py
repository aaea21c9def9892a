"""What each section of /stats counts. Everything is read in one transaction that only reads."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date

from handlers.operator.stats.page import Chart, Page, Words, columns
from handlers.rules import figures as rules
from storage.enums import AppealResult, Verdict
from storage.queries import figures, figures_more
from storage.queries.figures_scope import Counted, Scope
from storage.unit import UnitOfWork

SAFETY = ("stopped", "held", "yellow", "paused", "timeout", "excluded")
MOST_DROPS, MOST_JUDGES = 10, 12
NOBODY = Counted(0, 0)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a section is asked: whose figures, the first and the last day, and the operators' names."""

    scope: Scope
    first: date | None
    last: date
    names: Mapping[uuid.UUID, str]


Section = Callable[[UnitOfWork, Asked, Words], Awaitable[Page]]


async def play(tx: UnitOfWork, asked: Asked, words: Words) -> Page:
    """What was given and what became of it; completion over time."""
    found = await figures.tasks(tx, asked.scope)
    steps = rules.over_days(await figures.completion_by_day(tx, asked.scope), asked.first, asked.last)
    lines = [
        words("play.given", count=words.number(found.given)),
        words("play.completed", count=words.number(found.completed)),
        words("play.failed", count=words.number(found.failed)),
        words("play.ended", count=words.number(found.ended)),
        words(
            "play.share",
            share=words.percent(rules.share(found.completed, found.completed + found.failed)),
        ),
    ]
    shares = tuple(rules.share(step.first, step.first + step.second) for step in steps)
    title = words("play.chart")
    return Page(lines, Chart(title, _days(steps), ((title, shares),), bars=False, unit="%"))


async def hours(tx: UnitOfWork, asked: Asked, words: Words) -> Page:
    """Misses by the hour of each member's own day."""
    rows = await figures.misses(tx, asked.scope)
    found = rules.by_local_hour((row.zone, row.quarter, row.person, row.times) for row in rows)
    lines = [
        words("hours.row", hour=f"{each.hour:02}:00", count=words.number(each.times, each.people))
        for each in found
        if each.times
    ]
    shown = [(f"{each.hour:02}", 0.0 if each.masked else float(each.times)) for each in found]
    note = words("few_note") if any(each.masked for each in found) else ""
    return Page(
        [words("hours.lead"), *(lines or [words("none")])], columns(words("hours.chart"), shown, note=note)
    )


async def review(tx: UnitOfWork, asked: Asked, words: Words) -> Page:
    """How long members wait for a verdict, and how often each operator says no."""
    verdicts = await figures.verdicts(tx, asked.scope)
    judges = (await figures.judges(tx, asked.scope))[:MOST_JUDGES]
    median, most = [await figures.review_seconds(tx, asked.scope, share) for share in (0.5, 0.9)]
    lines = [
        words("review.human", count=words.number(sum(verdicts.get(each, 0) for each in figures.JUDGED))),
        words("review.trusted", count=words.number(verdicts.get(Verdict.TRUSTED, 0))),
        words("review.lapsed", count=words.number(verdicts.get(Verdict.LAPSED, 0))),
        _until_verdict(words, median, most),
        words("review.lead"),
    ]
    shares = []
    for judge in judges:
        name = asked.names.get(judge.operator, judge.operator.hex[:6])
        share = rules.share(judge.rejected, judge.decided)
        shares.append((name, share or 0.0))
        lines.append(
            words(
                "review.row",
                name=name,
                rejected=judge.rejected,
                decided=judge.decided,
                share=words.percent(share),
            )
        )
    return Page(
        lines if judges else [*lines, words("none")], columns(words("review.chart"), shares, unit="%")
    )


async def points(tx: UnitOfWork, asked: Asked, words: Words) -> Page:
    """Points given and lost, over time."""
    given, lost, restored = await figures.points(tx, asked.scope)
    steps = rules.over_days(await figures.points_by_day(tx, asked.scope), asked.first, asked.last)
    lines = [
        words("points.given", count=words.number(given)),
        words("points.lost", count=words.number(lost)),
        words("points.restored", count=words.number(restored)),
    ]
    drawn = (
        (words("points.chart_given"), tuple(float(step.first) for step in steps)),
        (words("points.chart_lost"), tuple(float(step.second) for step in steps)),
    )
    return Page(lines, Chart(words("points.chart"), _days(steps), drawn, bars=False))


async def tokens(tx: UnitOfWork, asked: Asked, words: Words) -> Page:
    """What became of tokens."""
    names = ("bought", "spent", "refunded", "written_off")
    counts = dict(zip(names, await figures.tokens(tx, asked.scope), strict=True))
    lines = [words(f"tokens.{name}", count=words.number(count)) for name, count in counts.items()]
    shown = [(words(f"tokens_short.{name}"), float(count)) for name, count in counts.items()]
    return Page(lines, columns(words("tokens.chart"), shown if any(counts.values()) else []))


async def safety(tx: UnitOfWork, asked: Asked, words: Words) -> Page:
    """How often members stopped, held or rested. Numbers only."""
    found = await figures_more.events(tx, asked.scope, SAFETY)
    counts = {kind: found.get(kind, NOBODY) for kind in SAFETY}
    lines = [
        words(f"safety.{kind}", count=words.number(each.times, each.people)) for kind, each in counts.items()
    ]
    masked = any(rules.is_masked(each.people) for each in counts.values())
    shown = [
        (words(f"safety_short.{kind}"), float(each.times))
        for kind, each in counts.items()
        if not rules.is_masked(each.people)
    ]
    note = words("few_note") if masked else ""
    return Page([*lines, words("safety.note")], columns(words("safety.chart"), shown, note=note))


async def voice(tx: UnitOfWork, asked: Asked, words: Words) -> Page:
    """How often each drop was sent, and how many listened."""
    found = (await figures_more.drops(tx, asked.scope))[:MOST_DROPS]
    lines, shown = [], []
    for drop in found:
        few = rules.is_masked(drop.people)
        share = rules.share(drop.opened, drop.sent)
        sent = words.number(drop.sent, drop.people)
        lines.append(
            words("voice.row", name=drop.name, sent=sent, share=words("few") if few else words.percent(share))
        )
        if not few:
            shown.append((drop.name, share or 0.0))
    note = words("few_note") if len(shown) < len(found) else ""
    return Page(lines or [words("none")], columns(words("voice.chart"), shown, unit="%", note=note))


async def confided(tx: UnitOfWork, asked: Asked, words: Words) -> Page:
    """Confessions and appeals, and how they were answered."""
    made, answered, mean, people = await figures_more.confessions(tx, asked.scope)
    results = await figures_more.appeals(tx, asked.scope)
    rating = words("none") if mean is None else words("few") if rules.is_masked(people) else f"{mean:.1f}"
    lines = [
        words("words.confessions", count=words.number(made), answered=words.number(answered)),
        words("words.rating", mean=rating),
    ]
    shown = [
        (words("words_short.confessions"), float(made)),
        (words("words_short.answered"), float(answered)),
    ]
    for result in (AppealResult.APPROVED, AppealResult.DENIED, AppealResult.PENDING):
        each, name = results.get(result, NOBODY), result.value.casefold()
        lines.append(words(f"words.{name}", count=words.number(each.times, each.people)))
        if not rules.is_masked(each.people):
            shown.append((words(f"words_short.{name}"), float(each.times)))
    median = await figures_more.appeal_seconds(tx, asked.scope)
    lines.append(words("words.no_time") if median is None else words("words.time", median=words.time(median)))
    masked = any(rules.is_masked(each.people) for each in results.values())
    note = words("few_note") if masked else ""
    return Page(lines, columns(words("words.chart"), shown, note=note))


def _until_verdict(words: Words, median: float | None, most: float | None) -> str:
    if median is None or most is None:
        return words("review.no_time")
    return words("review.time", median=words.time(median), most=words.time(most))


def _days(steps: list[rules.Step]) -> tuple[str, ...]:
    return tuple(f"{step.day:%d %b}" for step in steps)


SECTIONS: Mapping[str, Section] = {
    "play": play,
    "review": review,
    "hours": hours,
    "points": points,
    "tokens": tokens,
    "safety": safety,
    "voice": voice,
    "words": confided,
}
