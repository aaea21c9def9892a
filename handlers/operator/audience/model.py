"""An audience: a persona or several, perhaps a tier, a fantasy tag, or who was here lately."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers import tagging
from handlers.flows import Draft
from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import audience as queries
from storage.queries.audience import Counted, Filter


@dataclass(frozen=True, slots=True)
class Audience:
    """Members of these personas (all if empty) of one tier, with one tag, seen in the last ``days``; nobody
    who has one of the tags ``touches`` as a hard limit."""

    personas: tuple[str, ...] = ()
    tier: str = ""
    tag: str = ""
    days: int = 0
    touches: frozenset[str] = field(default_factory=frozenset)

    def kept(self) -> dict[str, str]:
        """As it stands in the database: what is not empty, in words."""
        words = {
            "personas": " ".join(self.personas),
            "tier": self.tier,
            "tag": self.tag,
            "days": str(self.days or ""),
            "touches": " ".join(sorted(self.touches)),
        }
        return {name: value for name, value in words.items() if value}

    @classmethod
    def of(cls, kept: Mapping[str, str]) -> "Audience":
        """Back from what was kept."""
        return cls(
            personas=tuple(kept.get("personas", "").split()),
            tier=kept.get("tier", ""),
            tag=kept.get("tag", ""),
            days=int(kept.get("days", "0")),
            touches=frozenset(kept.get("touches", "").split()),
        )

    @classmethod
    def chosen(cls, draft: Draft, *, touches: frozenset[str] = frozenset()) -> "Audience":
        """What was answered to the questions of ``asking``."""
        one = {name: str(draft.get(f"aud_{name}", "")) for name in ("persona", "tier", "tag", "days")}
        some = draft.get("whom") == "some"
        return cls(
            personas=tuple((one["persona"] or str(draft.get("mine", ""))).split()),
            tier=one["tier"] if some else "",
            tag=one["tag"] if some else "",
            days=int(one["days"] or 0) if some else 0,
            touches=touches,
        )

    def filter(self, turn: Turn, at: datetime | None = None) -> Filter:
        """As a query takes it; ``at`` is from when the days are counted back (wall time), now if None."""
        return Filter(
            personas=self.personas,
            tier=self.tier,
            wish=tagging.tag_hash(turn, self.tag) if self.tag else "",
            seen_since=(at or turn.wall) - timedelta(days=self.days) if self.days else None,
            touches=tuple(tagging.tag_hash(turn, tag) for tag in sorted(self.touches)),
        )

    def is_open_to(self, turn: Turn) -> bool:
        """Whether the operator runs every persona of it."""
        mine = turn.me.operator.personas if turn.me.operator else []
        return not mine or (bool(self.personas) and all(turn.me.may_run(each) for each in self.personas))


async def count(turn: Turn, audience: Audience) -> Counted:
    """How many it reaches now, and how many it leaves out and why."""
    return await queries.count(turn.tx, audience.filter(turn), turn.now)


async def belongs(turn: Turn, audience: Audience, subject: Subject) -> bool:
    """Whether a member is of the audience now; what she may be sent is for the sender to ask."""
    wanted, person, member = audience.filter(turn), subject.person, subject.member
    seen = person.last_seen_at
    return (
        (not wanted.personas or member.domme_assigned in wanted.personas)
        and wanted.tier in ("", member.tier_status)
        and (wanted.seen_since is None or (seen is not None and seen >= wanted.seen_since))
        and (not wanted.wish or await queries.has_wish(turn.tx, member.id, wanted.wish))
    )


def described(turn: Turn, audience: Audience) -> str:
    """The audience in words."""
    personas = turn.house.content.personas
    names = [personas[each].name if each in personas else each for each in audience.personas]
    parts = [turn.text("audience.of", personas=", ".join(names)) if names else turn.text("audience.of_all")]
    if audience.tier:
        parts.append(turn.text("audience.of_tier", tier=audience.tier))
    if audience.tag:
        parts.append(turn.text("audience.of_tag", tag=tagging.labels(turn, {audience.tag})))
    if audience.days:
        parts.append(turn.text("audience.of_days", days=audience.days))
    return ", ".join(parts)


def left_out(turn: Turn, reasons: Mapping[str, int]) -> str:
    """Who is left out and why, as numbers."""
    parts = [f"{turn.text(f'audience.left_out.{why}')}: {many}" for why, many in sorted(reasons.items())]
    return ", ".join(parts) or turn.text("audience.nobody")
