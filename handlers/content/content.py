"""The content of a court, loaded and found right: what its personas are, give and say."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from handlers.content.errors import TextError, nearest
from handlers.content.phrases import fill
from handlers.content.schema import EVENTS, Lines, Persona, Scene, TagCatalogue, TaskTemplate, VoiceDropSource
from handlers.content.sources import PackSource

_GAP = re.compile(r"\\\{\w+\\\}")


@dataclass(slots=True, eq=False)
class Content:
    """Everything the court says and gives, by key. Keys of templates, scenes and drops are `persona.key`.

    Whoever holds a court's content holds it for good: what operators change is taken over in place, whole and
    in one step, by `become`. `revision` counts those changes; `complaints` are sentences about what could not
    be taken over."""

    personas: Mapping[str, Persona]
    tags: TagCatalogue
    templates: Mapping[str, TaskTemplate]
    scenes: Mapping[str, Scene]
    drops: Mapping[str, VoiceDropSource]
    lines: Mapping[str, Lines]
    sources: tuple[PackSource, ...] = ()
    revision: int = 0
    complaints: tuple[str, ...] = ()

    def copy(self) -> "Content":
        """The same, to be changed apart from this one."""
        return replace(self, tags=TagCatalogue(self.tags))

    def become(self, other: "Content") -> None:
        """Hold what `other` holds."""
        self.tags.become(other.tags)
        for each in fields(self):
            if each.name != "tags":
                setattr(self, each.name, getattr(other, each.name))

    def line(
        self, persona: str, event: str, rng: random.Random, /, *, last: str | None = None, **values: object
    ) -> str:
        """What `persona` says at `event`, chosen by `rng`, its placeholders filled from `values`.
        `last`, the line said before, is not repeated while there is another. Raises TextError for
        an unknown persona or event, or a missing value."""
        variants = self._variants(persona, event)
        fresh = [variant for variant in variants if last is None or not _could_have_become(variant, last)]
        return fill(rng.choice(fresh or variants), values, asked_as=f"{persona}: {event}")

    def audio_path(self, item: Persona | Scene | VoiceDropSource) -> Path:
        """The audio file of a scene or a drop, or a persona's sample; loading made sure it is there."""
        return item.sample if isinstance(item, Persona) else item.audio

    def drop(self, persona: str, key: str) -> VoiceDropSource | None:
        """This persona's drop of that key, such as "punishment_notice", or None."""
        return self.drops.get(f"{persona}.{key}")

    def templates_of(self, persona: str) -> tuple[TaskTemplate, ...]:
        """This persona's templates, in the order of the packs."""
        return tuple(template for template in self.templates.values() if template.persona == persona)

    def canned(self, persona: str, event: str) -> tuple[str, ...]:
        """The ready words of a persona for the desk, in the order of the packs."""
        return self._variants(persona, event)

    def _variants(self, persona: str, event: str) -> tuple[str, ...]:
        lines = self.lines.get(persona)
        if lines is None:
            raise TextError(f"there is no persona `{persona}`; {nearest(persona, self.lines)}")
        if event not in lines.variants:
            raise TextError(f"there is no event `{event}`; {nearest(event, EVENTS)}")
        return lines.variants[event]


def _could_have_become(variant: str, said: str) -> bool:
    """Whether `said` is `variant` with its placeholders filled, whatever they were filled with."""
    plain = variant.replace("{{", "{").replace("}}", "}")
    return re.fullmatch(_GAP.sub(".*", re.escape(plain)), said, re.DOTALL) is not None
