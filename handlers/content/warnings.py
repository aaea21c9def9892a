"""What is not wrong with content, but of no use: templates nobody can get, kinds a persona cannot give."""

from collections.abc import Iterator

from handlers.content.content import Content
from handlers.content.schema import TaskTemplate
from handlers.content.task_tables import INSPECTION_MARGIN
from handlers.rules.court_rules import CourtRules
from storage.enums import TaskType


def nobody_gets(template: TaskTemplate, rules: CourtRules) -> bool:
    """Whether no member of this court can ever be given the template."""
    if template.tier_rank >= len(rules.ladder):
        return True
    longest = rules.inspection_most_minutes
    inspection = template.type is TaskType.INSPECTION and template.timed
    return inspection and template.least_minutes + INSPECTION_MARGIN > longest


def idle_templates(content: Content, persona: str, rules: CourtRules) -> list[str]:
    """The keys of a persona's templates that nobody gets."""
    return [each.key for each in content.templates_of(persona) if nobody_gets(each, rules)]


def missing_kinds(content: Content, persona: str) -> Iterator[TaskType]:
    """The kinds of task a persona has no template for."""
    there = {template.type for template in content.templates_of(persona)}
    return (kind for kind in TaskType if kind not in there)


def silent_events(content: Content, persona: str) -> list[str]:
    """The events at which a persona has nothing to say, or only ever the same."""
    lines = content.lines.get(persona)
    return [] if lines is None else [event for event, said in lines.variants.items() if len(set(said)) < 2]  # noqa: PLR2004 - one is no choice
