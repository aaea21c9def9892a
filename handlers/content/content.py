"""The content of a court, loaded and found right: what its personas are, give and say."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from handlers.content.errors import TextError, nearest
from handlers.content.phrases import fill
from handlers.content.schema import EVENTS, Lines, Persona, Scene, TagCatalogue, TaskTemplate, VoiceDropSource

_GAP = re.compile(r"\\\{\w+\\\}")


@dataclass(frozen=True, slots=True)
class Content:
    """Everything the packs hold, by key. Keys of templates, scenes and drops are `persona.key`."""

    personas: Mapping[str, Persona]
    tags: TagCatalogue
    templates: Mapping[str, TaskTemplate]
    scenes: Mapping[str, Scene]
    drops: Mapping[str, VoiceDropSource]
    lines: Mapping[str, Lines]

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
