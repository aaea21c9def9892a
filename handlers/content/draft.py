"""Content while it is being read: what was found so far, where it stands, and what is wrong with it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from handlers.content.errors import ContentError, Problem, nearest
from handlers.content.schema import Persona, Scene, Tag, TaskTemplate, VoiceDropSource
from handlers.content.table import Table
from handlers.content.toml_source import TomlSource, read_toml


@dataclass(slots=True)
class Draft:
    """Everything read so far; `spots` tells where each kind and key was first seen."""

    problems: list[Problem] = field(default_factory=list)
    tags: dict[str, Tag] = field(default_factory=dict)
    personas: dict[str, Persona] = field(default_factory=dict)
    templates: dict[str, TaskTemplate] = field(default_factory=dict)
    scenes: dict[str, Scene] = field(default_factory=dict)
    drops: dict[str, VoiceDropSource] = field(default_factory=dict)
    lines: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    folders: dict[str, Path] = field(default_factory=dict)
    spots: dict[tuple[str, str], str] = field(default_factory=dict)

    def claim(self, kind: str, key: str, table: Table) -> None:
        """Note a problem when this key was already taken by another of its kind."""
        here = f"{table.source.path}:{table.source.line(*table.spot, 'key')}"
        first = self.spots.setdefault((kind, key), here)
        if first != here:
            remedy = f"give one another {'folder' if kind == 'persona' else 'key'}, or remove it."
            table.wrong("key", f"The {kind} `{key}` is there twice, first at {first}.", remedy)

    def read(self, path: Path) -> TomlSource | None:
        """The parsed file; None, with the problem noted, when it cannot be read."""
        try:
            return read_toml(path)
        except ContentError as error:
            self.problems.extend(error.problems)
            return None

    def tables(self, source: TomlSource, name: str) -> Iterator[Table]:
        """Each `[[name]]` of a file that may hold nothing else."""
        Table(source, (), source.data, self.problems).only((name,))
        yield from self.listed(source, name)

    def listed(self, source: TomlSource, name: str) -> Iterator[Table]:
        """Each `[[name]]` of a file, whatever else it holds."""
        listed = source.data.get(name, [])
        if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
            what = f"`{name}` is not a list of tables."
            self.problems.append(Problem(source.path, source.line(name), what, f"head each with [[{name}]]."))
            return
        for place, values in enumerate(listed):
            yield Table(source, (name, place), values, self.problems)

    def known_tags(self, table: Table, key: str = "tags") -> frozenset[str]:
        """The tags listed at `key`; unknown ones and repetitions are noted."""
        found: set[str] = set()
        for place, tag in table.listed(key):
            if tag not in self.tags:
                table.wrong(key, f"There is no tag `{tag}`.", nearest(tag, self.tags), place)
            elif tag in found:
                table.wrong(key, f"The tag `{tag}` is listed twice.", "remove one.", place)
            found.add(tag)
        return frozenset(found)

    def wrong_file(self, path: Path, what: str, known: Collection[str]) -> None:
        """Note a file or folder that does not belong where it is."""
        self.problems.append(Problem(path, 1, what, nearest(path.name, known)))
