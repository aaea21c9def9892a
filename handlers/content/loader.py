"""Loading the content packs: the shipped ones, and the court's own beside them.

A pack directory holds `tags.toml` and a folder per persona: `persona.toml`, `tasks.toml`, `lines.toml`,
`scenes.toml`, `drops.toml`, the portrait, and `audio/`. A folder named like a persona of an earlier
directory, without a `persona.toml`, adds tasks, lines, scenes and drops to that persona.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from handlers.content.content import Content
from handlers.content.draft import Draft
from handlers.content.errors import ContentError, Problem
from handlers.content.pack import read_persona_folder, read_tags
from handlers.content.schema import EVENTS, Lines, TagCatalogue, TaskTemplate
from handlers.content.sources import Kind, PackSource, digest_of_folder
from storage.enums import TaskType

SHIPPED = Path(__file__).parent / "packs"
SHIPPED_NAME = "shipped"
NO_DAILY = "has no daily task for a newcomer with limits."


def load_content(directories: Sequence[Path] = (), *, shipped: bool = True) -> Content:
    """The shipped packs (unless left out) and those in `directories`, read and checked together.
    Raises ContentError, which lists every mistake with file, line and remedy."""
    roots = (SHIPPED, *directories) if shipped else tuple(directories)
    draft = Draft()
    for root in roots:
        read_tags(draft, root)
    sources = []
    for root in roots:
        for folder in _persona_folders(root, draft):
            before = _keys(draft)
            read_persona_folder(draft, folder)
            sources.append(_source(draft, root, folder, before, roots))
    _check_whole(draft)
    if draft.problems:
        raise ContentError(draft.problems)
    return replace(_content(draft), sources=tuple(sources))


def _keys(draft: Draft) -> Mapping[Kind, frozenset[str]]:
    return {
        Kind.TASKS: frozenset(draft.templates),
        Kind.SCENES: frozenset(draft.scenes),
        Kind.DROPS: frozenset(draft.drops),
    }


def _source(
    draft: Draft, root: Path, folder: Path, before: Mapping[Kind, frozenset[str]], roots: Sequence[Path]
) -> PackSource:
    """What this folder has added to what was there before."""
    alike = [each for each in roots[: roots.index(root)] if _name_of(each) == _name_of(root)]
    return PackSource(
        pack=_name_of(root) + (f"-{len(alike) + 1}" if alike else ""),
        persona=folder.name,
        digest=digest_of_folder(folder),
        keys={kind: keys - before[kind] for kind, keys in _keys(draft).items()},
        lines=sum(len(said) for said in draft.lines.get(folder.name, {}).values()),
        root=root,
    )


def _name_of(root: Path) -> str:
    return SHIPPED_NAME if root == SHIPPED else root.name


def changed_on_disk(content: Content) -> list[str]:
    """The names of packs whose files differ from what was loaded, the new and the vanished too; what is wrong
    with the files now raises ContentError, as it would at the next start."""
    roots = list(dict.fromkeys(source.root for source in content.sources if source.root is not None))
    now = load_content([root for root in roots if root != SHIPPED], shipped=SHIPPED in roots)
    loaded = {source.name: source.digest for source in content.sources if source.root is not None}
    found = {source.name: source.digest for source in now.sources}
    return sorted(name for name in loaded | found if loaded.get(name) != found.get(name))


def complaints_about(content: Content) -> list[str]:
    """Sentences about what content as a whole lacks: a persona that cannot give a newcomer a daily task."""
    return [
        f"{persona} {NO_DAILY}"
        for persona in content.personas
        if not _has_newcomers_daily(content.templates_of(persona))
    ]


def _persona_folders(root: Path, draft: Draft) -> Iterator[Path]:
    if not root.is_dir():
        what = "There is no such directory of packs."
        draft.problems.append(Problem(root, 1, what, "create it or correct the path in the configuration."))
        return
    for path in sorted(root.glob("*.toml")):
        if path.name != "tags.toml":
            what = f"`{path.name}` does not belong beside the personas' folders."
            draft.problems.append(Problem(path, 1, what, "move it into a persona's folder."))
    for folder in sorted(root.iterdir()):
        if folder.is_dir() and not folder.name.startswith((".", "_")):
            yield folder


def _check_whole(draft: Draft) -> None:
    """What no single file can show: a persona that is complete."""
    for persona, folder in draft.folders.items():
        if persona not in draft.personas:
            what = f"The persona `{persona}` has no persona.toml."
            remedy = "write one, or name the folder like a persona that has."
            draft.problems.append(Problem(folder / "persona.toml", 1, what, remedy))
            continue
        _check_lines(draft, persona, folder)
        _check_newcomers_daily(draft, persona, folder)


def _check_lines(draft: Draft, persona: str, folder: Path) -> None:
    said = draft.lines.get(persona, {})
    missing = sorted(event for event in EVENTS if not said.get(event))
    if missing:
        what = f"{persona} has no lines for: {', '.join(missing)}."
        draft.problems.append(Problem(folder / "lines.toml", 1, what, 'add event = ["…", "…"] for each.'))


def _check_newcomers_daily(draft: Draft, persona: str, folder: Path) -> None:
    own = [template for template in draft.templates.values() if template.persona == persona]
    if not _has_newcomers_daily(own):
        what, remedy = (
            f"{persona} {NO_DAILY}",
            "add a Daily of intensity 1, without tags, for the lowest tier.",
        )
        draft.problems.append(Problem(folder / "tasks.toml", 1, what, remedy))


def _has_newcomers_daily(templates: Iterable[TaskTemplate]) -> bool:
    dailies = (each for each in templates if each.type is TaskType.DAILY and not each.tags)
    return any(daily.intensity == 1 and daily.tier_rank == 0 for daily in dailies)


def _content(draft: Draft) -> Content:
    return Content(
        personas=draft.personas,
        tags=TagCatalogue(draft.tags.values()),
        templates=draft.templates,
        scenes=draft.scenes,
        drops=draft.drops,
        lines={persona: Lines(persona, variants) for persona, variants in draft.lines.items()},
    )
