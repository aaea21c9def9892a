"""A template as its operators read it, and as a member would get it."""

from handlers import tagging
from handlers.content.schema import TaskTemplate
from handlers.content.sources import Kind
from handlers.turn import Turn
from storage.enums import TaskType

EVENTS = {
    TaskType.DAILY: "task_daily",
    TaskType.SERVITUDE: "task_servitude",
    TaskType.INSPECTION: "task_inspection",
    TaskType.PUNISHMENT: "punishment_assigned",
}


def may_write(turn: Turn, key: str) -> bool:
    """Whether a template is one of the operator's personas."""
    return turn.me.may_run(persona_of(key))


def persona_of(key: str) -> str:
    """Whose template a key names."""
    return key.partition(".")[0]


def name_of(turn: Turn, persona: str) -> str:
    """What a persona is called; her key if she is in no pack any more."""
    found = turn.house.content.personas.get(persona)
    return found.name if found else persona


def pack_of(turn: Turn, key: str) -> str:
    """The pack that has a template of this key; empty if none has."""
    sources = turn.house.content.sources
    return next((source.pack for source in sources if key in source.keys.get(Kind.TASKS, ())), "")


def as_kept(turn: Turn, template: TaskTemplate) -> str:
    """Everything about a template, in words."""
    parts = [
        turn.text(
            "templates.facts",
            key=template.key,
            persona=name_of(turn, template.persona),
            kind=turn.text(f"task.type.{template.type.value.casefold()}"),
            intensity=template.intensity,
            tier=template.tier.value,
            minutes=template.minutes,
            tags=tagging.labels(turn, template.tags),
        )
    ]
    parts += [turn.text("templates.variant", words=words) for words in template.variants]
    return "\n".join(parts)


def as_member_gets(turn: Turn, template: TaskTemplate) -> str:
    """The task as a member would read it, in one of its persona's openings."""
    event = EVENTS[template.type]
    values = {} if template.type is TaskType.PUNISHMENT else {"name": turn.text("templates.somebody")}
    parts = [
        turn.house.content.line(template.persona, event, turn.rng, **values),
        template.description,
        turn.text(
            "task.details",
            proof=turn.text(f"task.proof.{template.proof_type.value.casefold()}"),
            points=template.points,
        ),
    ]
    if template.challenge:
        word = turn.text("templates.some_word")
        parts.append(turn.house.content.line(template.persona, "challenge", turn.rng, word=word))
    if template.timed:
        parts.append(turn.text("task.timed", minutes=template.least_minutes))
    return "\n\n".join(parts)
