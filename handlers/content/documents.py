"""Content as one TOML document, as it is sent in and out of a chat: task templates, and with them a pack's
tags and lines.

    [pack]                     name, version
    [[tag]]                    as in tags.toml
    [[task]]                   as in tasks.toml, and the persona it is for
    [lines.<persona>]          as in lines.toml

A document is checked by the very rules of the packs, whole: every mistake is named with its line."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handlers.content import toml_text
from handlers.content.content import Content
from handlers.content.draft import Draft
from handlers.content.errors import ContentError, Problem, nearest
from handlers.content.pack import read_tag, variants_of
from handlers.content.schema import EVENTS, Tag, TaskTemplate
from handlers.content.sources import Kind
from handlers.content.table import KEY, Table
from handlers.content.task_tables import read_task
from handlers.content.toml_source import TomlSource, parse_toml
from storage.enums import Tier

MOST_BYTES = 512 * 1024
MOST_TASKS = 2000
TASKS_ONLY = ("task",)
WHOLE = ("pack", "tag", "task", "lines")
EMPTY = TomlSource(Path("task"), {}, {})
Values = Mapping[str, toml_text.Value]


@dataclass(frozen=True, slots=True)
class Document:
    """What a document holds, found right."""

    name: str = ""
    version: str = ""
    tags: tuple[Tag, ...] = ()
    templates: tuple[TaskTemplate, ...] = ()
    lines: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def personas(self) -> frozenset[str]:
        """Whom it brings something for."""
        return frozenset(template.persona for template in self.templates) | frozenset(self.lines)


def read_document(
    text: str,
    name: str,
    *,
    tags: Iterable[Tag],
    personas: Collection[str],
    parts: Collection[str] = WHOLE,
    taken: Mapping[str, str] | None = None,
) -> Document:
    """The document in `text`; `name` is what its mistakes are said of. It may hold `parts`, for `personas`,
    with the `tags` there are and its own; `taken` are keys of tasks and tags that others have, and whose.
    Raises ContentError with every mistake."""
    source = parse_toml(text, Path(name))
    draft = Draft(tags={tag.key: tag for tag in tags})
    for key, owner in (taken or {}).items():
        kind, _, rest = key.partition(":")
        draft.spots[kind, rest] = owner
    table = Table(source, (), source.data, draft.problems)
    _only(draft, table, parts)
    pack = _head(draft, source, table) if "pack" in parts else ("", "")
    own_tags = [read_tag(draft, each) for each in draft.listed(source, "tag")] if "tag" in parts else []
    templates = tuple(_tasks(draft, source, personas))
    lines = dict(_lines(draft, source, personas)) if "lines" in parts else {}
    if not (templates or own_tags or lines) and not draft.problems:
        draft.problems.append(
            Problem(source.path, 1, "There is no task in it.", "add at least one [[task]].")
        )
    if draft.problems:
        raise ContentError(draft.problems)
    return Document(*pack, tuple(own_tags), templates, lines)


def pack_name(text: str, name: str) -> str:
    """What a document calls its pack; empty if it does not say. Raises ContentError if it is no TOML."""
    head = parse_toml(text, Path(name)).data.get("pack")
    return str(head.get("name", "")) if isinstance(head, dict) else ""


def _only(draft: Draft, whole: Table, parts: Collection[str]) -> None:
    """Note what the document may not hold: at all, or where it was sent in."""
    for key in whole.values:
        if key in WHOLE and key not in parts:
            line = whole.source.line(key, 0) if whole.source.line(key) == 1 else whole.source.line(key)
            what = f"`{key}` belongs to a whole pack."
            draft.problems.append(Problem(whole.source.path, line, what, "send whole packs in at /packs."))
    Table(whole.source, (), {k: v for k, v in whole.values.items() if k not in WHOLE}, draft.problems).only(
        parts
    )


def _head(draft: Draft, source: TomlSource, whole: Table) -> tuple[str, str]:
    values = source.data.get("pack")
    if not isinstance(values, dict):
        whole.wrong("pack", "`pack` is missing.", 'begin with [pack] and name = "…".')
        return "", ""
    table = Table(source, ("pack",), values, draft.problems)
    table.only(("name", "version"))
    name = table.text("name", longest=40)
    if name and not KEY.fullmatch(name):
        table.wrong(
            "name", f"`{name}` is not a pack's name.", "use small letters, digits and _, a letter first."
        )
    return name, table.text("version", longest=20) if "version" in values else ""


def _tasks(draft: Draft, source: TomlSource, personas: Collection[str]) -> Iterator[TaskTemplate]:
    for number, table in enumerate(draft.listed(source, "task")):
        if number >= MOST_TASKS:
            table.wrong("key", f"There are more than {MOST_TASKS} tasks.", "make two documents of it.")
            return
        persona = _persona(table, personas)
        own = {key: value for key, value in table.values.items() if key != "persona"}
        template = read_task(draft, persona, Table(source, table.spot, own, draft.problems))
        draft.claim("task", template.key, table)
        yield template


def _persona(table: Table, personas: Collection[str]) -> str:
    persona = table.text("persona", longest=60)
    if persona and persona not in personas:
        table.wrong(
            "persona", f"There is no persona `{persona}` you could write for.", nearest(persona, personas)
        )
    return persona


def _lines(
    draft: Draft, source: TomlSource, personas: Collection[str]
) -> Iterator[tuple[str, Mapping[str, tuple[str, ...]]]]:
    whole = Table(source, (), source.data, draft.problems)
    given = source.data.get("lines", {})
    for persona, said in given.items() if isinstance(given, dict) else ():
        table = Table(source, ("lines", persona), said if isinstance(said, dict) else {}, draft.problems)
        if persona not in personas:
            what = f"There is no persona `{persona}` you could write for."
            whole.wrong("lines", what, nearest(persona, personas))
        for event in table.values:
            if event not in EVENTS:
                table.wrong(event, f"There is no event `{event}`.", nearest(event, EVENTS))
        known = [event for event in table.values if event in EVENTS]
        yield persona, {event: tuple(variants_of(table, event)) for event in known}


# -- single templates ---------------------------------------------------------------------------------


def read_values(persona: str, values: Mapping[str, object], tags: Iterable[Tag]) -> TaskTemplate:
    """One template from its values, by the rules of the packs. Raises ContentError."""
    draft = Draft(tags={tag.key: tag for tag in tags})
    template = read_task(draft, persona, Table(EMPTY, (), values, draft.problems))
    if draft.problems:
        raise ContentError(draft.problems)
    return template


def values_of(template: TaskTemplate) -> Values:
    """A template as its table in a document, without the persona; what the default does is left out."""
    values: dict[str, toml_text.Value] = {
        "key": template.key.removeprefix(f"{template.persona}."),
        "type": template.type.value,
        "intensity": template.intensity,
        "proof_type": template.proof_type.value,
        "points": template.points,
        "minutes": template.minutes,
        "description": template.description,
    }
    if template.tags:
        values["tags"] = sorted(template.tags)
    if template.least_minutes:
        values["least_minutes"] = template.least_minutes
    if template.tier is not Tier.WATCHED:
        values["tier"] = template.tier.value
    if template.challenge:
        values["challenge"] = True
    if template.variants:
        values["variants"] = list(template.variants)
    return values


# -- writing ------------------------------------------------------------------------------------------


def write_document(document: Document, *, comment: str = "") -> str:
    """The document as TOML; reading it gives the same again."""
    tables = []
    if document.name:
        head: dict[str, toml_text.Value] = {"name": document.name}
        if document.version:
            head["version"] = document.version
        tables.append(toml_text.table("[pack]", head))
    for tag in document.tags:
        values: dict[str, toml_text.Value] = {
            "key": tag.key, "label": tag.label, "description": tag.description, "group": tag.group,
        }  # fmt: skip
        tables.append(toml_text.table("[[tag]]", values))
    for template in document.templates:
        own = {"persona": template.persona, **values_of(template)}
        tables.append(toml_text.table("[[task]]", own))
    for persona, said in document.lines.items():
        listed: dict[str, toml_text.Value] = {event: list(variants) for event, variants in said.items()}
        tables.append(toml_text.table(f"[lines.{persona}]", listed))
    return toml_text.document(tables, comment=comment)


def taken_in(content: Content) -> dict[str, str]:
    """Keys of tasks and tags that packs have already, as `read_document` wants them."""
    tasks = {
        f"task:{key}": f"the pack {source.pack}"
        for source in content.sources
        for key in source.keys.get(Kind.TASKS, ())
    }
    return {**tasks, **{f"tag:{tag.key}": "the tags there are" for tag in content.tags}}
