"""The shipped packs: complete, well spread, harmless, and written without slips."""

import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import imageio_ffmpeg
import numpy as np
import pytest

from handlers.content.loader import SHIPPED as FOLDER
from handlers.content.loader import load_content
from handlers.content.schema import EVENTS, Scene, VoiceDropSource
from handlers.content.words import dictionary
from storage.enums import ProofType, SceneType, TaskType

CONTENT = load_content()
PERSONAS = sorted(CONTENT.personas)
RECORDED: tuple[Scene | VoiceDropSource, ...] = (*CONTENT.scenes.values(), *CONTENT.drops.values())
NAMES_AND_TERMS = {
    "dom", "domme", "exactness", "hob", "joiner", "ly", "mr", "nearlies", "octavia",
    "outranks", "sittings", "sparingly", "unasked", "unhurried", "unsteady",
}  # fmt: skip


def texts(persona: str) -> Iterator[str]:
    """Everything a member can read or hear from this persona."""
    who = CONTENT.personas[persona]
    yield from (who.intro, who.sample_transcript)
    for variants in CONTENT.lines[persona].variants.values():
        yield from variants
    yield from (task.description for task in CONTENT.templates_of(persona))
    for item in RECORDED:
        if item.persona == persona:
            yield from (item.name, item.description, item.transcript)


ALL = [text for persona in PERSONAS for text in texts(persona)] + [tag.description for tag in CONTENT.tags]


def test_there_is_a_domme_and_a_dom() -> None:
    assert sorted(persona.title for persona in CONTENT.personas.values()) == ["Dom", "Domme"]
    assert {persona.human_share for persona in CONTENT.personas.values()} == {0.2}


def test_there_are_enough_tags_and_tasks() -> None:
    assert len(CONTENT.tags) >= 44
    assert len(CONTENT.templates) >= 80


@pytest.mark.parametrize("persona", PERSONAS)
def test_tasks_are_well_spread(persona: str) -> None:
    tasks = CONTENT.templates_of(persona)
    kinds = Counter(task.type for task in tasks)
    proofs = Counter(task.proof_type for task in tasks)

    assert 0.4 <= kinds[TaskType.DAILY] / len(tasks) <= 0.6
    assert all(kinds[kind] >= 5 for kind in TaskType)
    assert all(proofs[proof] >= len(tasks) // 5 for proof in ProofType)
    assert {task.intensity for task in tasks} == {1, 2, 3}
    assert sum(task.timed for task in tasks) >= 5
    assert sum(task.challenge for task in tasks) >= 5
    assert sum(task.intensity == 1 and not task.tags for task in tasks) >= 8


@pytest.mark.parametrize("persona", PERSONAS)
def test_points_grow_with_intensity_within_a_kind(persona: str) -> None:
    for kind in TaskType:
        most = [
            max(
                t.points for t in CONTENT.templates_of(persona) if t.type is kind and t.intensity == intensity
            )
            for intensity in (1, 2, 3)
        ]
        assert all(lower < higher for lower, higher in pairwise(most)), kind


def test_a_daily_can_be_done_in_a_day_and_the_strongest_tasks_ask_for_standing() -> None:
    for task in CONTENT.templates.values():
        assert task.type is not TaskType.DAILY or task.minutes <= 12 * 60
        assert task.intensity < 3 or task.tier_rank >= 1


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_event_has_at_least_four_variants_and_none_twice(persona: str) -> None:
    variants = CONTENT.lines[persona].variants

    assert set(variants) == set(EVENTS)
    assert all(len(each) >= 4 for each in variants.values())
    everything = [line for each in variants.values() for line in each]
    assert len(everything) == len(set(everything))


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_persona_has_scenes_of_every_type_and_the_two_drops(persona: str) -> None:
    scenes = [scene for scene in CONTENT.scenes.values() if scene.persona == persona]

    assert {scene.type for scene in scenes} == set(SceneType)
    assert CONTENT.drop(persona, "morning_call") is not None
    assert CONTENT.drop(persona, "punishment_notice") is not None


def test_every_tag_is_used_except_those_that_only_serve_as_limits() -> None:
    used = frozenset[str]().union(
        *(task.tags for task in CONTENT.templates.values()), *(item.tags for item in RECORDED)
    )

    assert {tag.key for tag in CONTENT.tags} - used == {"embarrassment", "harsh-words"}


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        (r"kneel|your knees on", "kneeling"),
        (r"\blines\b.*\bby hand\b|\btimes\b.*\bby hand\b", "lines"),
        (r"facing a (wall|corner)", "corner-time"),
        (r"'[^']*\b(Madame|Sir)\b", "honorifics"),
        (r"eyes (down|lowered)", "eyes-lowered"),
        (r"\bbath or a shower\b", "bath"),
        (r"poem|verse", "poetry"),
        (r"hands folded (loosely )?behind", "hands-behind"),
        (r"mirror", "mirror"),
    ],
)
def test_what_a_task_asks_for_is_among_its_tags(word: str, tag: str) -> None:
    asking = [task for task in CONTENT.templates.values() if re.search(word, task.description, re.IGNORECASE)]

    assert asking
    assert [task.key for task in asking if tag not in task.tags] == []


def test_a_member_is_told_of_the_challenge_word_exactly_where_there_is_one() -> None:
    for task in CONTENT.templates.values():
        mentioned = bool(re.search(r"\b(my|the) word\b", task.description, re.IGNORECASE))
        assert mentioned == task.challenge, task.key


def test_what_lasts_on_the_knees_or_feet_may_always_be_broken_off() -> None:
    way_out = re.compile(
        r"rise sooner|get up|stand up|stand the moment|stand if|sit down|sit if|sit back|bring a chair",
        re.IGNORECASE,
    )
    for task in CONTENT.templates.values():
        if task.timed and task.tags & {"kneeling", "corner-time", "hands-behind"}:
            assert way_out.search(task.description), task.key


def test_nothing_shipped_asks_for_what_is_unsafe_or_explicit() -> None:
    never = re.compile(
        r"\b(nude|naked|undress|strip|genital|orgasm|fuck|slave|slut|whore|worthless|pathetic|whip|spank|slap|choke"
        r"|gag|blood|bleed|knife|burn|bruise|starve|fasting|skip (a |your )?meal|stay awake|buy|order online"
        r"|pay for)\w*",
        re.IGNORECASE,
    )

    assert [text for text in ALL if never.search(text)] == []


def test_every_word_is_spelled_as_in_the_dictionary() -> None:
    known = dictionary() | NAMES_AND_TERMS
    for text in ALL:
        plain = re.sub(r"\{\w+\}|/\w+", "", text)
        words = re.findall(r"[A-Za-z]+(?:'[a-z]+)?", plain)
        bare = [re.sub(r"'(s|d|ll|re|ve|m)$|n't$", "", word).lower() for word in words]
        assert {word for word in bare if len(word) > 1} - known - {"ca", "wo"} == set(), text


def test_spelling_is_british_throughout() -> None:
    american = re.compile(
        r"\b\w*(color|favor|honor|humor|harbor|center|gray|apologiz|recogniz|memoriz|realiz|organiz|defense)\w*",
        re.IGNORECASE,
    )

    assert [text for text in ALL if american.search(text)] == []


def test_texts_end_like_sentences_and_hold_no_stray_spaces() -> None:
    for text in ALL:
        assert "  " not in text, text
        assert not re.search(r"\s[,.;:?!]", text), text
    for persona in PERSONAS:
        for line in (line for each in CONTENT.lines[persona].variants.values() for line in each):
            assert re.search(r"[.?!}]$", line), line
            assert len(line) <= 300, line


def test_each_persona_keeps_a_voice_of_her_or_his_own() -> None:
    contraction = re.compile(
        r"\b(\w+n't|I'm|I'll|I've|I'd|it's|that's|you're|you've|you'll|we'll|let's|there's)\b", re.IGNORECASE
    )
    octavia = [text for text in texts("octavia") if contraction.search(text)]
    hale = [text for text in texts("hale") if contraction.search(text)]

    assert octavia == []
    assert len(hale) > 100


@pytest.mark.parametrize("persona", PERSONAS)
def test_portraits_are_drawn_here_and_load_nothing(persona: str) -> None:
    portrait = CONTENT.personas[persona].portrait.read_text(encoding="utf-8")

    assert portrait.startswith("<svg")
    assert not re.search(r"<script|\son\w+=|href|<image|<foreignObject|url\((?!#)", portrait, re.IGNORECASE)


def test_the_audio_is_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*.ogg")) < 3_000_000


@pytest.mark.slow
@pytest.mark.parametrize(
    "path", sorted(FOLDER.rglob("*.ogg")), ids=lambda path: f"{path.parts[-3]}-{path.stem}"
)
def test_each_recording_is_audible_and_about_as_long_as_its_words(path: Path) -> None:
    words = {CONTENT.audio_path(item): item.transcript.split() for item in RECORDED}
    words |= {who.sample: who.sample_transcript.split() for who in CONTENT.personas.values()}

    sound = decode(path)

    loudness = 10 * np.log10(np.mean(np.square(sound)))
    assert -32 < loudness < -14, "quiet or loud, in dB below full scale"
    assert np.max(np.abs(sound)) < 0.95
    assert 0.25 < len(sound) / 16_000 / len(words[path]) < 1.0, "seconds a word"


def decode(path: Path) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """The recording at 16 kHz, one channel, from -1 to 1."""
    source = ["-nostdin", "-v", "error", "-f", "ogg", "-i", str(path)]
    command = [imageio_ffmpeg.get_ffmpeg_exe(), *source, "-ar", "16000", "-ac", "1", "-f", "s16le", "-"]
    raw = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(raw, dtype=np.int16).astype(np.float64) / 32_768
