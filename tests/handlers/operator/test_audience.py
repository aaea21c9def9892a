"""An audience: what was counted is who is sent it while nothing changes meanwhile, and never past a limit."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from handlers.chat.outgoing import MEANING, Say
from handlers.operator.audience import Audience, model
from storage.queries import audience as queries
from storage.queries.audience import Counted
from storage.sealing import CourtKeys, Keyring
from storage.tables import Campaign, MemberTag, Outbox
from storage.unit import Storage, UnitOfWork
from tests.support import databases, playing
from tests.support.clocks import MONDAY_NOON, FakeClock
from tests.support.court import ScriptedCourt
from tests.support.people import make_account, make_person, make_settings, make_user

SOON, LONG_AGO = MONDAY_NOON + timedelta(hours=1), MONDAY_NOON - timedelta(days=20)
STANDINGS: Mapping[str, dict[str, Any]] = {
    "open": {},
    "banned": {"banned_at": MONDAY_NOON},
    "locked": {"minor_locked_at": MONDAY_NOON},
    "excluded": {"excluded_until": SOON},
    "excluded once": {"excluded_until": LONG_AGO},
    "timeout": {"timeout_until": SOON},
    "stopped": {"stopped_at": MONDAY_NOON},
    "held": {"held_at": MONDAY_NOON},
    "paused": {"paused_at": MONDAY_NOON},
    "yellow": {"yellow_until": SOON},
    "leaving": {"erasing_at": MONDAY_NOON},
}
TAGS = ("brass", "silk", "bells")
MEMBERS = st.lists(
    st.fixed_dictionaries(
        {
            "standings": st.lists(st.sampled_from(sorted(STANDINGS)), min_size=1, max_size=2),
            "persona": st.sampled_from(["octavia", "hale"]),
            "tier": st.sampled_from(["Watched", "Devoted"]),
            "hard": st.lists(st.sampled_from(TAGS), unique=True, max_size=2),
            "likes": st.lists(st.sampled_from(TAGS), unique=True, max_size=2),
            "seen": st.sampled_from([MONDAY_NOON, LONG_AGO, None]),
            "accounts": st.sampled_from(["spoke", "one", "closed", "spoke closed", "none"]),
        }
    ),
    max_size=8,
)
AUDIENCES = st.builds(
    Audience,
    personas=st.sampled_from([(), ("octavia",), ("hale", "octavia")]),
    tier=st.sampled_from(["", "Devoted"]),
    tag=st.sampled_from(["", "silk"]),
    days=st.sampled_from([0, 7]),
    touches=st.frozensets(st.sampled_from(TAGS)),
)
Described = dict[str, Any]


async def somebody(tx: UnitOfWork, member: Described) -> None:
    """A member as described."""
    standing = {name: at for each in member["standings"] for name, at in STANDINGS[each].items()}
    person = await make_person(tx, last_seen_at=member["seen"], **standing)
    if member["accounts"] != "none":
        account = await make_account(tx, person)
        if "spoke" in member["accounts"]:
            person.spoke_account_id = account.id
        if "closed" in member["accounts"]:
            account.unreachable_at = MONDAY_NOON
        if member["accounts"] == "spoke closed":  # nothing is rerouted to another account
            await make_account(tx, person)
    columns = {"persona": member["persona"], "hard": member["hard"], "tier_status": member["tier"]}
    user = await make_user(tx, person, tags=member["likes"], **columns)
    await make_settings(tx, user, own_words=False)
    await queries.mirror(tx, user.id, [tx.keyring.keyed_hash("tag", tag) for tag in member["likes"]])


async def begun(court: ScriptedCourt, operator: uuid.UUID, audience: Audience) -> Counted:
    """A broadcast to the audience goes on; returns what was counted."""
    async with court.engine.turns.about(operator) as turn:
        counted = await model.count(turn, audience)
        row = Campaign(
            kind="text",
            audience=audience.kept(),
            created_by=operator,
            created_at=turn.wall,
            started_at=turn.wall,
            next_at=turn.wall,
            total=counted.fits,
        )
        said = MEANING.dump_json(Say("Good evening.")).decode()
        turn.tx.add(await turn.tx.seal(row, owner=operator, message=said))
    return counted


async def compared(template: Path, members: list[Described], audience: Audience) -> None:
    """Count, unfold, compare."""
    with TemporaryDirectory() as folder, databases.quick_folder(Path(folder)) as quick:
        storage = Storage(databases.copy_sqlite_template(template, quick), Keyring(CourtKeys.fresh()))
        court = ScriptedCourt(storage, FakeClock(), Path(folder))
        try:
            olga = (await (await playing.operator(court)).person()).id
            async with storage.begin() as tx:
                for member in members:
                    await somebody(tx, member)
            counted = await begun(court, olga, audience)
            await court.engine.jobs.sweep()
            async with storage.read() as tx:
                [campaign] = await tx.all(select(Campaign))
                sent = Counter(row.person_id for row in await tx.all(select(Outbox)) if row.campaign_id)
                limits = await tx.all(select(MemberTag.user_id, MemberTag.tag_hash))
        finally:
            await court.close()
            await storage.close()
    assert (campaign.queued, campaign.skipped) == (counted.fits, counted.left_out)
    assert set(sent.values()) <= {1}
    assert len(sent) == counted.fits
    touches = {storage.keyring.keyed_hash("tag", tag) for tag in audience.touches}
    assert not [user for user, tag in limits if user in sent and tag in touches]


@pytest.mark.slow
@settings(max_examples=25, phases=(Phase.explicit, Phase.generate))
@given(members=MEMBERS, audience=AUDIENCES)
def test_what_was_counted_is_who_is_sent_it(
    sqlite_template: Path, members: list[Described], audience: Audience
) -> None:
    asyncio.run(compared(sqlite_template, members, audience))


@given(audience=AUDIENCES)
def test_an_audience_is_the_same_when_it_is_read_again(audience: Audience) -> None:
    assert Audience.of(audience.kept()) == audience


async def test_wishes_from_before_there_were_mirrors_are_found_too(court: ScriptedCourt) -> None:
    async with court.storage.begin() as tx:
        person = await make_person(tx)
        await make_account(tx, person)
        user = await make_user(tx, person, persona="octavia", tags=["silk"])
        await make_settings(tx, user)
    olga = (await (await playing.operator(court)).person()).id
    for found in (0, 1):
        async with court.engine.turns.about(olga) as turn:
            assert (await model.count(turn, Audience(tag="silk"))).fits == found
        await court.tick()
