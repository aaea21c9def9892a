"""A small, right pack on disk, for tests that then spoil one thing in it."""

from pathlib import Path

from handlers.content.schema import EVENTS

TAGS = """\
[[tag]]
key = "kneeling"
label = "Kneeling"
description = "On something soft."
group = "Posture"

[[tag]]
key = "fine-handwriting"
label = "Handwriting"
description = "Pen and paper."
group = "Words"
"""

PERSONA = """\
name = "Madame Test"
title = "Domme"
pronouns = "she/her"
intro = "She tests."
portrait = "portrait.svg"
accent = "#a8557a"
sample = "sample.ogg"
sample_transcript = "Good evening."
"""

TASKS = """\
[[task]]
key = "plain"
type = "Daily"
intensity = 1
proof_type = "Text"
points = 10
minutes = 600
description = "Write down what the window shows."

[[task]]
key = "timed"
type = "Inspection"
tags = ["kneeling"]
intensity = 2
proof_type = "Audio"
points = 15
minutes = 30
least_minutes = 5
tier = "Considered"
challenge = true
description = "Five minutes, and then the word."
"""

SCENES = """\
[[scene]]
key = "door"
name = "The Door"
type = "Queen Exclusive"
token_cost = 20
audio = "scene.ogg"
tags = ["kneeling"]
description = "A door opens."
transcript = "Come in."
"""

DROPS = """\
[[drop]]
key = "morning_call"
name = "Morning Call"
audio = "drop.ogg"
description = "She wakes you."
transcript = "Good morning."
"""


def right_lines() -> str:
    """A lines.toml with two variants for every event, each event on three lines of the file."""
    return "".join(_event(event, gaps) for event, gaps in EVENTS.items())


def _event(event: str, gaps: frozenset[str]) -> str:
    filled = " ".join(f"{{{gap}}}" for gap in sorted(gaps))
    return f'{event} = [\n  "First {event}: {filled}.",\n  "Second {event}: {filled}.",\n]\n'


def write_pack(root: Path, persona: str = "test") -> Path:
    """Write the pack below `root` and return the persona's folder."""
    folder = root / persona
    (folder / "audio").mkdir(parents=True)
    (root / "tags.toml").write_text(TAGS, encoding="utf-8")
    files = {
        "persona.toml": PERSONA, "tasks.toml": TASKS, "lines.toml": right_lines(),
        "scenes.toml": SCENES, "drops.toml": DROPS,
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "portrait.svg").write_text("<svg/>", encoding="utf-8")
    for name in ("sample.ogg", "scene.ogg", "drop.ogg"):
        (folder / "audio" / name).write_bytes(b"OggS")
    return folder


def spoil(path: Path, right: str, wrong: str) -> int:
    """Replace `right` by `wrong`, once, and return the line on which it stood."""
    text = path.read_text(encoding="utf-8")
    assert right in text, f"{right!r} does not stand in {path.name}"
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    return text[: text.index(right)].count("\n") + 1
