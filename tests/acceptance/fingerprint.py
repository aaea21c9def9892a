"""What a court holds, without ids and times: equal for equal histories."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlmodel import col, select

from storage.tables import (
    AdminLog,
    Consent,
    DayOutcome,
    MemberSettings,
    Outbox,
    Person,
    PointEntry,
    ProofAttempt,
    Task,
    TaskOffer,
    TaskPlan,
    TierChange,
    User,
)
from storage.unit import UnitOfWork
from tests.support.court import ScriptedCourt

State = dict[str, Counter[str]]

COLUMNS: dict[type[Any], Sequence[str]] = {
    User: ("username", "domme_assigned", "tier_status", "obedience_points", "token_balance"),
    Person: ("stop_epoch", "stopped_at", "held_at", "yellow_until", "paused_at", "banned_at"),
    MemberSettings: (
        "username_folded",
        "zone",
        "daily_at",
        "max_intensity",
        "next_daily_at",
        "last_daily_date",
    ),
    Task: (
        "type",
        "status",
        "points_awarded",
        "auto_punishment_flag",
        "assigned_at",
        "due_at",
        "submitted_at",
    ),
    TaskPlan: (
        "template",
        "points",
        "frozen_at",
        "ended",
        "ended_why",
        "extension_granted",
        "extension_asked_at",
    ),
    TaskOffer: ("type", "accepted"),
    ProofAttempt: ("number", "kind", "verdict", "points", "bonus", "late", "human"),
    PointEntry: ("asked", "taken", "at"),
    TierChange: ("before", "after", "why"),
    DayOutcome: ("local_date", "outcome"),
    Consent: ("kind", "version", "given"),
    AdminLog: ("kind",),
    Outbox: ("klass", "status"),
}


async def fingerprint(court: ScriptedCourt, *, chats: bool = True) -> State:
    """Every table's rows as counted sentences, and what stands in the chats."""
    async with court.storage.read() as tx:
        found = {str(table.__tablename__): await _rows(tx, table) for table in COLUMNS}
    if chats:
        texts = (
            bubble.text for address in court.platform.addresses() for bubble in court.platform.chat(address)
        )
        found["chats"] = Counter(texts)
    return found


def differences(one: State, other: State) -> list[str]:
    """Where two courts differ."""
    return [
        f"{table}: only first {list((one[table] - other[table]).elements())[:3]}, "
        f"only second {list((other[table] - one[table]).elements())[:3]}"
        for table in one
        if one[table] != other[table]
    ]


async def _rows(tx: UnitOfWork, table: type[Any]) -> Counter[str]:
    columns = COLUMNS[table]
    rows = await tx.all(select(*(col(getattr(table, name)) for name in columns)))
    return Counter(str(tuple(row) if len(columns) > 1 else row) for row in rows)
