"""Reading the files of a pack: tags.toml, and what stands in each persona's folder."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from handlers.content.draft import Draft
from handlers.content.errors import Problem, nearest
from handlers.content.phrases import placeholders
from handlers.content.schema import (
    CANNED,
    EVENTS,
    LONGEST_CANNED,
    Persona,
    Scene,
    Tag,
    VoiceDropSource,
)
from handlers.content.table import KEY, TAG_KEY, Table
from handlers.content.task_tables import read_task
from handlers.content.toml_source import TomlSource
from storage.enums import SceneType, Tier

AUDIO = frozenset({".ogg", ".opus", ".mp3", ".m4a", ".wav"})
PICTURES = frozenset({".svg", ".png", ".webp", ".jpg"})

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def read_tags(draft: Draft, root: Path) -> None:
    """The tags of one pack directory, if it brings any."""
    path = root / "tags.toml"
    source = draft.read(path) if path.is_file() else None
    for table in draft.tables(source, "tag") if source else ():
        read_tag(draft, table)


def read_tag(draft: Draft, table: Table) -> Tag:
    """The tag in `table`, known to the draft from now on."""
    table.only(("key", "label", "description", "group"))
    key = table.key(TAG_KEY)
    draft.claim("tag", key, table)
    label, group = table.text("label", longest=40), table.text("group", longest=40)
    draft.tags[key] = tag = Tag(key, label, table.text("description", longest=140), group)
    return tag


def read_persona_folder(draft: Draft, folder: Path) -> None:
    """Everything in one persona's folder; a folder without persona.toml adds to a persona known elsewhere."""
    if not KEY.fullmatch(folder.name):
        remedy = "name it with small letters, digits and _, a letter first."
        draft.problems.append(Problem(folder, 1, f"`{folder.name}` cannot be a persona's key.", remedy))
        return
    draft.folders.setdefault(folder.name, folder)
    for path in sorted(folder.glob("*.toml")):
        reader = _READERS.get(path.name)
        if reader is None:
            draft.wrong_file(path, f"`{path.name}` is not a file of a pack.", _READERS)
        elif (source := draft.read(path)) is not None:
            reader(draft, folder, source)


def _persona(draft: Draft, folder: Path, source: TomlSource) -> None:
    table = Table(source, (), source.data, draft.problems)
    table.only(
        (
            "name",
            "title",
            "pronouns",
            "intro",
            "portrait",
            "accent",
            "sample",
            "sample_transcript",
            "human_share",
        )
    )
    draft.claim("persona", folder.name, table)
    draft.personas[folder.name] = Persona(
        key=folder.name,
        name=table.text("name", longest=40),
        title=table.text("title", longest=40),
        pronouns=table.text("pronouns", longest=40),
        intro=table.text("intro", longest=800),
        portrait=table.file("portrait", folder, PICTURES),
        accent=_colour(table),
        sample=table.file("sample", folder / "audio", AUDIO),
        sample_transcript=table.text("sample_transcript", longest=800),
        human_share=table.share("human_share", default=0.2),
    )


def _colour(table: Table) -> str:
    colour = table.text("accent", longest=40)
    if colour and not _COLOUR.fullmatch(colour):
        table.wrong("accent", f"`{colour}` is not a colour.", 'write it as "#rrggbb".')
    return colour


def _tasks(draft: Draft, folder: Path, source: TomlSource) -> None:
    for table in draft.tables(source, "task"):
        template = read_task(draft, folder.name, table)
        draft.claim("task", template.key, table)
        draft.templates[template.key] = template


def _scenes(draft: Draft, folder: Path, source: TomlSource) -> None:
    for table in draft.tables(source, "scene"):
        table.only(
            ("key", "name", "type", "token_cost", "audio", "description", "transcript", "tags", "tier")
        )
        key = f"{folder.name}.{table.key()}"
        draft.claim("scene", key, table)
        draft.scenes[key] = Scene(
            key=key,
            persona=folder.name,
            name=table.text("name", longest=60),
            type=table.choice("type", SceneType),
            token_cost=table.whole("token_cost", 0, 10_000),
            audio=table.file("audio", folder / "audio", AUDIO),
            description=table.text("description", longest=300),
            transcript=table.text("transcript", longest=6000),
            tags=draft.known_tags(table),
            tier=table.choice("tier", Tier, default=Tier.WATCHED),
        )


def _drops(draft: Draft, folder: Path, source: TomlSource) -> None:
    for table in draft.tables(source, "drop"):
        table.only(("key", "name", "audio", "description", "transcript", "tags"))
        key = f"{folder.name}.{table.key()}"
        draft.claim("drop", key, table)
        draft.drops[key] = VoiceDropSource(
            key=key,
            persona=folder.name,
            name=table.text("name", longest=60),
            audio=table.file("audio", folder / "audio", AUDIO),
            description=table.text("description", longest=300),
            transcript=table.text("transcript", longest=3000),
            tags=draft.known_tags(table),
        )


def _lines(draft: Draft, folder: Path, source: TomlSource) -> None:
    table = Table(source, (), source.data, draft.problems)
    said = draft.lines.setdefault(folder.name, {})
    for event in source.data:
        if event not in EVENTS:
            table.wrong(event, f"There is no event `{event}`.", nearest(event, EVENTS))
            continue
        said[event] = (*said.get(event, ()), *variants_of(table, event))


def variants_of(table: Table, event: str) -> list[str]:
    """The lines at an event; what is wrong with one is noted."""
    wanted = EVENTS[event]
    right = ", ".join(f"{{{gap}}}" for gap in sorted(wanted)) or "no placeholder at all"
    variants: list[str] = []
    for place, text in table.listed(event):
        try:
            gaps = placeholders(text)
        except ValueError as error:
            remedy = f"use {right}; write {{{{ and }}}} for braces that are meant to be read."
            table.wrong(event, f"A placeholder of `{event}` is broken: {error}.", remedy, place)
            continue
        if event in CANNED and len(text) > LONGEST_CANNED:
            what = f"A line of `{event}` has {len(text)} characters."
            table.wrong(event, what, f"keep it within {LONGEST_CANNED}: it stands on a button.", place)
        for gap in sorted(wanted - gaps):
            table.wrong(event, f"A line of `{event}` lacks {{{gap}}}.", f"use {right}.", place)
        for gap in sorted(gaps - wanted):
            table.wrong(event, f"A line of `{event}` has an unknown {{{gap}}}.", f"use {right}.", place)
        variants.append(text)
    return variants


_READERS: Mapping[str, Callable[[Draft, Path, TomlSource], None]] = {
    "persona.toml": _persona,
    "tasks.toml": _tasks,
    "lines.toml": _lines,
    "scenes.toml": _scenes,
    "drops.toml": _drops,
}
