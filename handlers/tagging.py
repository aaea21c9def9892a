"""A member's limits and wishes: read, written, and mirrored as keyed hashes that queries can use."""

import json
from collections.abc import Collection, Sequence

from handlers.rules.limits import Limits
from handlers.subject import Subject
from handlers.turn import Turn
from storage.enums import LimitKind
from storage.errors import Unreadable
from storage.queries import audience
from storage.queries import tags as queries


async def limits_of(turn: Turn, subject: Subject) -> Limits:
    """The member's limits."""
    text = await turn.tx.open(subject.member, "limits")
    kept = json.loads(text) if text else {}
    return Limits(
        hard=frozenset(kept.get("hard", ())),
        soft=frozenset(kept.get("soft", ())),
        words=kept.get("words", ""),
    )


async def wishes_of(turn: Turn, subject: Subject) -> tuple[str, ...]:
    """The member's fantasy tags, in the order they were chosen."""
    text = await turn.tx.open(subject.member, "fantasy_tags")
    return tuple(json.loads(text)) if text else ()


def tag_hash(turn: Turn, tag: str) -> str:
    """The keyed hash of a tag, the same for everybody."""
    return turn.tx.keyring.keyed_hash("tag", tag)


async def keep_limits(turn: Turn, subject: Subject, limits: Limits) -> None:
    """Write the limits, sealed; mirror them as hashes; note them in the safety journal."""
    before = await limits_of(turn, subject) if subject.member.limits else Limits(frozenset(), frozenset(), "")
    hard, soft = sorted(limits.hard), sorted(limits.soft - limits.hard)
    await turn.tx.seal(subject.member, limits=json.dumps({"hard": hard, "soft": soft, "words": limits.words}))
    hashes = {tag_hash(turn, tag): LimitKind.SOFT for tag in soft}
    hashes |= {tag_hash(turn, tag): LimitKind.HARD for tag in hard}
    await queries.replace_member_tags(turn.tx, subject.member.id, hashes)
    if subject.settings is not None and subject.settings.own_words is not None:
        subject.settings.own_words = bool(limits.words.strip())
    await turn.journal(
        "limits",
        subject,
        hard=" ".join(tag_hash(turn, tag) for tag in hard),
        soft=" ".join(tag_hash(turn, tag) for tag in soft),
        words_changed="yes" if before.words != limits.words else "no",
    )


async def keep_wishes(turn: Turn, subject: Subject, tags: Sequence[str], limits: Limits) -> None:
    """Write the fantasy tags without what is a hard limit, sealed; mirror them as hashes."""
    kept = [tag for tag in tags if tag not in limits.hard]
    await turn.tx.seal(subject.member, fantasy_tags=json.dumps(kept))
    await _mirror(turn, subject, kept, limits)


async def mirror(turn: Turn, _arg: str) -> None:
    """Mirror the wishes of a member who came before there were mirrors, or was restored from a back-up."""
    if not turn.me.is_member or turn.me.settings is None:
        return
    try:
        wishes, limits = await wishes_of(turn, turn.me), await limits_of(turn, turn.me)
    except Unreadable:  # not to be tried for ever: she is found by no wish, and counts as to be thought of
        wishes, limits = (), Limits(words="?")
    await _mirror(turn, turn.me, wishes, limits)


async def _mirror(turn: Turn, subject: Subject, wishes: Sequence[str], limits: Limits) -> None:
    hashes = sorted({tag_hash(turn, tag) for tag in wishes})
    await audience.mirror(turn.tx, subject.member.id, hashes)
    subject.choices.own_words = bool(limits.words.strip())


def labels(turn: Turn, tags: Collection[str]) -> str:
    """Tags as a person reads them."""
    return ", ".join(turn.house.content.tags.label(tag) for tag in sorted(tags)) or turn.text("tags.none")
