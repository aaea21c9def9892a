"""What a content pack is made of once it has been read and found right."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from storage.enums import ProofType, SceneType, TaskType, Tier

TIERS = tuple(Tier)

EVENTS: Mapping[str, frozenset[str]] = {
    event: frozenset(gaps.split())
    for event, gaps in {
        "welcome": "name",
        "first_task": "name",
        "greeting": "name",
        "task_daily": "name",
        "task_given": "name",
        "task_servitude": "name",
        "task_inspection": "name",
        "timed_started": "minutes",
        "timed_too_early": "left",
        "task_accepted": "",
        "task_declined": "",
        "offer_soft": "tags",
        "reminder": "left",
        "more_time_granted": "until",
        "more_time_asked": "",
        "more_time_refused": "",
        "proof_received": "",
        "proof_trusted": "points",
        "proof_which": "",
        "proof_nothing_open": "",
        "proof_wrong_kind": "kind",
        "challenge": "word",
        "approved": "points",
        "approved_bonus": "points bonus",
        "asked_again": "",
        "rejected": "",
        "failed": "points",
        "grace_submitted": "",
        "tier_up": "tier",
        "tier_down": "tier",
        "streak": "days",
        "badge": "badge",
        "confused": "",
        "no_task": "",
        "persona_farewell": "name",
        "limits_saved": "",
        "tags_saved": "",
        "punishment_assigned": "",
        "punishment_resumed": "until",
        "punishment_withdrawn": "",
        "punishment_kept": "",
        "appeal_received": "",
        "appeal_approved": "",
        "appeal_denied": "",
        "appeal_lapsed": "",
        "forgiven": "",
        "drop_arrived": "",
        "voice_none": "",
        "scenes_shelf": "",
        "scene_unlocked": "scene",
        "scene_finished": "scene",
        "confession_invited": "",
        "confession_received": "",
        "confession_commented": "",
        "suggestion_received": "",
        "suggestion_taken": "",
        "suggestion_declined": "",
        "session_requested": "",
        "session_proposed": "",
        "session_agreed": "",
        "session_declined": "",
        "session_cancelled": "",
        "session_completed": "",
        "session_expired": "",
        "session_reminder": "",
        "canned_praise": "",
        "canned_again": "",
        "canned_reject": "",
    }.items()
}
"""Every occasion a persona has lines for, with the placeholders each of those lines must hold."""
CANNED = frozenset({"canned_praise", "canned_again", "canned_reject"})
LONGEST_CANNED = 64
"""Canned comments stand on buttons, whole."""


@dataclass(frozen=True, slots=True)
class Tag:
    """One thing play can touch: a wish for some, a limit for others."""

    key: str
    label: str
    description: str
    group: str


class TagCatalogue:
    """The tags of this court, in the order of the packs."""

    def __init__(self, tags: Iterable[Tag]) -> None:
        self._tags = {tag.key: tag for tag in tags}

    def become(self, other: "TagCatalogue") -> None:
        """Hold the tags of another catalogue."""
        self._tags = {tag.key: tag for tag in other}

    def __iter__(self) -> Iterator[Tag]:
        return iter(self._tags.values())

    def __len__(self) -> int:
        return len(self._tags)

    def __contains__(self, key: object) -> bool:
        return key in self._tags

    def get(self, key: str) -> Tag | None:
        """The tag of this key, or None: a member may still hold one that a pack has dropped."""
        return self._tags.get(key)

    def label(self, key: str) -> str:
        """What members read for this key; the key itself when no pack knows it any more."""
        tag = self._tags.get(key)
        return tag.label if tag else key

    def groups(self) -> Mapping[str, tuple[Tag, ...]]:
        """The tags by group, groups and tags in the order of the packs."""
        grouped: dict[str, tuple[Tag, ...]] = {}
        for tag in self:
            grouped[tag.group] = (*grouped.get(tag.group, ()), tag)
        return grouped


@dataclass(frozen=True, slots=True)
class Persona:
    """A Domme or Dom the members talk to. `human_share` is the share of proofs, 0 to 1, that a human
    reviews; `accent` is a colour as `#rrggbb`; `sample` is a few words in her or his voice.

    What a court makes of a persona: `sample_url` names a recording of its own in the vault ("" for none),
    `portrait_url` a picture; `hours` are the daily hours suggested, in minutes after midnight; `closed` to
    new members; `retired` from the court."""

    key: str
    name: str
    title: str
    pronouns: str
    intro: str
    portrait: Path
    accent: str
    sample: Path
    sample_transcript: str
    human_share: float
    sample_url: str | None = None
    portrait_url: str = ""
    hours: tuple[int, ...] = ()
    closed: bool = False
    retired: bool = False

    @property
    def takes_members(self) -> bool:
        """Whether somebody new can become hers or his."""
        return not (self.closed or self.retired)


@dataclass(frozen=True, slots=True)
class TaskTemplate:
    """A task a persona can give. `minutes` run from delivery to the deadline; `least_minutes` is how long
    a timed task lasts at least, 0 for one that is not timed; `tier` is the lowest that may get it; `variants`
    are further wordings of the description."""

    key: str
    persona: str
    type: TaskType
    tags: frozenset[str]
    intensity: int
    proof_type: ProofType
    points: int
    minutes: int
    least_minutes: int
    tier: Tier
    description: str
    challenge: bool
    variants: tuple[str, ...] = ()

    def worded(self, rng: Random) -> "TaskTemplate":
        """The template in one of its wordings, drawn by `rng`; itself where there is only one."""
        if not self.variants:
            return self
        return replace(self, description=rng.choice((self.description, *self.variants)), variants=())

    @property
    def timed(self) -> bool:
        """Whether it is started, and not done before its least duration."""
        return self.least_minutes > 0

    @property
    def tier_rank(self) -> int:
        """The place of its tier, the lowest being 0; courts with tiers of their own compare places."""
        return TIERS.index(self.tier)


@dataclass(frozen=True, slots=True)
class Scene:
    """An audio scene for the shelf; `token_cost` in tokens, 0 for free; `tier` is the lowest that may
    unlock it."""

    key: str
    persona: str
    name: str
    type: SceneType
    token_cost: int
    audio: Path
    description: str
    transcript: str
    tags: frozenset[str]
    tier: Tier


@dataclass(frozen=True, slots=True)
class VoiceDropSource:
    """A voice drop a pack brings along, such as "Morning Call"."""

    key: str
    persona: str
    name: str
    audio: Path
    description: str
    transcript: str
    tags: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lines:
    """What one persona says: for each event its variants."""

    persona: str
    variants: Mapping[str, tuple[str, ...]]
