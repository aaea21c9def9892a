"""Reading one `[[task]]` and the rules a task template must keep."""

from collections.abc import Iterator

from handlers.content.draft import Draft
from handlers.content.schema import TaskTemplate
from handlers.content.table import Table
from storage.enums import ProofType, TaskType, Tier

MINUTES = {
    TaskType.DAILY: (30, 24 * 60),
    TaskType.SERVITUDE: (60, 14 * 24 * 60),
    TaskType.INSPECTION: (5, 120),
    TaskType.PUNISHMENT: (30, 7 * 24 * 60),
}
"""The least and the most minutes from delivery to deadline, by kind of task."""

INSPECTION_MARGIN = 5
"""Minutes a timed inspection leaves beyond its least duration: to read it, and to send the proof."""

SHORTEST, LONGEST, MOST_VARIANTS = 20, 900, 8
"""Letters of a description, and of how many further wordings it may have."""

_KEYS = (
    "key", "type", "tags", "intensity", "proof_type", "points",
    "minutes", "least_minutes", "tier", "description", "variants", "challenge",
)  # fmt: skip


def read_task(draft: Draft, persona: str, table: Table) -> TaskTemplate:
    """The template in `table`; whatever is wrong with it is noted in the draft."""
    table.only(_KEYS)
    kind = table.choice("type", TaskType)
    minutes = table.whole("minutes", *MINUTES[kind])
    template = TaskTemplate(
        key=f"{persona}.{table.key()}",
        persona=persona,
        type=kind,
        tags=draft.known_tags(table),
        intensity=table.whole("intensity", 1, 3),
        proof_type=table.choice("proof_type", ProofType),
        points=table.whole("points", 1, 100),
        minutes=minutes,
        least_minutes=table.whole("least_minutes", 0, 24 * 60, default=0),
        tier=table.choice("tier", Tier, default=Tier.WATCHED),
        description=table.text("description", shortest=SHORTEST, longest=LONGEST),
        challenge=table.flag("challenge"),
        variants=tuple(_variants(table)),
    )
    _check_time(table, template)
    _check_words(table, template)
    return template


def _variants(table: Table) -> Iterator[str]:
    for place, text in table.listed("variants"):
        if place >= MOST_VARIANTS:
            table.wrong("variants", f"There are more than {MOST_VARIANTS} variants.", "remove some.", place)
            return
        if not SHORTEST <= len(text) <= LONGEST:
            what = f"A variant has {len(text)} characters."
            table.wrong("variants", what, f"keep it between {SHORTEST} and {LONGEST}.", place)
        if "{" in text or "}" in text:
            table.wrong("variants", "A variant has no placeholders.", "write it without braces.", place)
        yield text


def _check_time(table: Table, template: TaskTemplate) -> None:
    least, minutes = template.least_minutes, template.minutes
    if least > minutes:
        what = f"`least_minutes` ({least}) is more than `minutes` ({minutes})."
        table.wrong("least_minutes", what, "shorten the least duration or give more time.")
    elif template.timed and template.type is TaskType.INSPECTION and minutes < least + INSPECTION_MARGIN:
        what = f"A timed inspection of {least} minutes cannot be done and proved within {minutes}."
        table.wrong("minutes", what, f"give it at least {least + INSPECTION_MARGIN} minutes.")


def _check_words(table: Table, template: TaskTemplate) -> None:
    if template.challenge and template.proof_type is ProofType.TEXT:
        remedy = 'remove `challenge`, or ask for "Photo" or "Audio".'
        table.wrong("challenge", "A challenge word cannot be shown in a text.", remedy)
    if "{" in template.description or "}" in template.description:
        remedy = "write it without braces; the member reads it as it stands."
        table.wrong("description", "A task's description has no placeholders.", remedy)
