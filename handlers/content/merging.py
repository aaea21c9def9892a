"""The packs, and over them what a court made of them: pure, so that every process comes to the same content.

What cannot be taken over - a template whose tag is gone with a pack - is left out and complained of; it never
keeps a court from starting."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from handlers.content.content import Content
from handlers.content.documents import Document, read_document, read_values, taken_in
from handlers.content.errors import ContentError
from handlers.content.loader import complaints_about
from handlers.content.schema import Lines, Persona, TagCatalogue, TaskTemplate
from handlers.content.sources import Kind, PackSource, digest_of

MADE = "made"


@dataclass(frozen=True, slots=True)
class PersonaChange:
    """What a court made of a persona; None keeps the pack's. ``based_on`` names the persona a new one came
    of."""

    name: str | None = None
    title: str | None = None
    pronouns: str | None = None
    intro: str | None = None
    sample_url: str | None = None
    sample_transcript: str | None = None
    portrait_url: str | None = None
    hours: tuple[int, ...] = ()
    closed: bool = False
    retired: bool = False
    based_on: str | None = None


@dataclass(frozen=True, slots=True)
class CourtMade:
    """Everything a court made: templates by key, hidden ones of the packs, switches that are off, uploaded
    packs by name as their documents, changed personas."""

    templates: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    hidden: frozenset[str] = frozenset()
    off: frozenset[str] = frozenset()
    packs: Mapping[str, str] = field(default_factory=dict)
    personas: Mapping[str, PersonaChange] = field(default_factory=dict)
    revision: int = 0


def merged(packs: Content, made: CourtMade) -> Content:
    """The content of a court: the packs with what it made of them."""
    complaints: list[str] = []
    content = packs.copy()
    for key, change in sorted(made.personas.items()):
        content = _with_persona(content, key, change)
    for name, text in sorted(made.packs.items()):
        content = _with_pack(content, name, text, complaints)
    content = _without(content, made)
    content = replace(content, templates=_with_own(content, made, complaints), revision=made.revision)
    return replace(content, complaints=(*complaints, *complaints_about(content)))


def new_complaints(packs: Content, before: CourtMade, after: CourtMade) -> list[str]:
    """What would be wrong after a change that was not before it."""
    old = merged(packs, before).complaints
    return [each for each in merged(packs, after).complaints if each not in old]


# -- personas -----------------------------------------------------------------------------------------


def _with_persona(content: Content, key: str, change: PersonaChange) -> Content:
    if change.based_on is not None and key not in content.personas:
        content = _newly_made(content, key, change.based_on, change.name or key)
    persona = content.personas.get(key)
    if persona is None:
        return content
    told = {
        name: value
        for name in ("name", "title", "pronouns", "intro", "sample_url", "sample_transcript", "portrait_url")
        if (value := getattr(change, name)) is not None
    }
    hours = change.hours or persona.hours
    changed = replace(persona, **told, hours=hours, closed=change.closed, retired=change.retired)
    return replace(content, personas={**content.personas, key: changed})


def _newly_made(content: Content, key: str, basis: str, name: str) -> Content:
    """A persona with the lines and tasks of another, in her own name and without the other's voice."""
    old = content.personas.get(basis)
    if old is None:
        return content

    def own(text: str) -> str:
        return text.replace(old.name, name).replace(old.name.split()[-1], name.rsplit(maxsplit=1)[-1])

    templates = {
        _moved(each, key): replace(
            each,
            key=_moved(each, key),
            persona=key,
            description=own(each.description),
            variants=tuple(own(text) for text in each.variants),
        )
        for each in content.templates_of(basis)
    }
    lines = {
        event: tuple(own(text) for text in said) for event, said in content.lines[basis].variants.items()
    }
    source = PackSource(MADE, key, digest_of([basis.encode()]), {Kind.TASKS: frozenset(templates)})
    return replace(
        content,
        personas={**content.personas, key: _heir(old, key)},
        lines={**content.lines, key: Lines(key, lines)},
        templates={**content.templates, **templates},
        sources=(*content.sources, source),
    )


def _heir(old: Persona, key: str) -> Persona:
    return replace(old, key=key, sample_url="", sample_transcript="")


def _moved(template: TaskTemplate, persona: str) -> str:
    return f"{persona}.{template.key.removeprefix(f'{template.persona}.')}"


# -- uploaded packs -----------------------------------------------------------------------------------


def _with_pack(content: Content, name: str, text: str, complaints: list[str]) -> Content:
    """With an uploaded pack, whole or not at all."""
    try:
        found = read_document(
            text, name, tags=content.tags, personas=content.personas, taken=taken_in(content)
        )
    except ContentError as error:
        complaints += [str(problem) for problem in error.problems]
        return content
    return replace(
        content,
        tags=TagCatalogue([*content.tags, *found.tags]),
        templates={**content.templates, **{each.key: each for each in found.templates}},
        lines={**content.lines, **_more_lines(content, found)},
        sources=(*content.sources, *_sources(found, name, text)),
    )


def _more_lines(content: Content, found: Document) -> Mapping[str, Lines]:
    more = {}
    for persona, said in found.lines.items():
        known = content.lines[persona].variants
        added = {event: (*known.get(event, ()), *variants) for event, variants in said.items()}
        more[persona] = Lines(persona, {**known, **added})
    return more


def _sources(found: Document, name: str, text: str) -> list[PackSource]:
    digest = digest_of([text.encode()])
    return [
        PackSource(
            pack=name,
            persona=persona,
            digest=digest,
            keys={Kind.TASKS: frozenset(each.key for each in found.templates if each.persona == persona)},
            lines=sum(len(variants) for variants in found.lines.get(persona, {}).values()),
            version=found.version,
            uploaded=True,
        )
        for persona in sorted(found.personas)
    ]


# -- what is off, hidden, and the court's own -------------------------------------------------------------


def _without(content: Content, made: CourtMade) -> Content:
    """Without what is switched off, and without hidden templates."""
    gone: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    gone[Kind.TASKS] |= made.hidden
    for source in content.sources:
        for kind, keys in source.keys.items():
            if source.switch(kind) in made.off:
                gone[kind] |= keys
    return replace(
        content,
        templates={key: each for key, each in content.templates.items() if key not in gone[Kind.TASKS]},
        scenes={key: each for key, each in content.scenes.items() if key not in gone[Kind.SCENES]},
        drops={key: each for key, each in content.drops.items() if key not in gone[Kind.DROPS]},
    )


def _with_own(content: Content, made: CourtMade, complaints: list[str]) -> Mapping[str, TaskTemplate]:
    """The templates with the court's own: in place of a pack's of the same key, else behind them all."""
    templates = dict(content.templates)
    for key, values in sorted(made.templates.items()):
        persona = key.partition(".")[0]
        if persona not in content.personas:
            complaints.append(f"{key}: there is no persona `{persona}` any more.")
            continue
        try:
            templates[key] = read_values(persona, values, content.tags)
        except ContentError as error:
            complaints += [f"{key}: {problem.what} {problem.remedy}" for problem in error.problems]
    return templates
