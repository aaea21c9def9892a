"""Linking never loosens anything: whatever is stopped, excluded or closed on one side holds on both."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from storage.enums import Platform
from storage.queries.door import add_bar
from storage.tables import Account, Bar
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.linking import link
from tests.support.people import SAFEWORD

TELEGRAM, DISCORD = Platform.TELEGRAM, Platform.DISCORD


async def on_two(court: ScriptedCourt, **columns: Any) -> tuple[Chatter, Chatter]:
    """A member on Telegram, and somebody new on Discord who wrote already."""
    anna = await playing.member(court, platform=TELEGRAM, **columns)
    other = await court.guest("anna-d", platform=DISCORD)
    await other.says("/help")
    return anna, other


async def bars(court: ScriptedCourt, chatter: Chatter) -> set[str]:
    """The kinds of bars at a chat's own address."""
    async with court.storage.read() as tx:
        account = select(Account.address_hash).where(col(Account.platform) == chatter.platform)
        [hashed] = await tx.all(account)
        return {bar.kind for bar in await tx.all(select(Bar).where(col(Bar.address_hash) == hashed))}


def entries(court: ScriptedCourt, kind: str, person_id: uuid.UUID) -> list[dict[str, str]]:
    """What the journal says of a person."""
    return [facts for name, who, facts in court.journal.entries if name == kind and who == person_id]


async def test_a_stop_of_the_account_that_is_linked_stops_the_member(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    task = await playing.task_of(court, anna)
    await other.says("red")
    await link(anna, other)
    person = await anna.person()

    assert person.stopped_at is not None
    assert person.cooloff_until is not None
    assert (await playing.seen(court, task)).plan.frozen_at is not None
    assert "Everything is stopped now" in anna.heard
    assert entries(court, "stop", person.id)


async def test_a_stop_of_the_member_holds_for_the_account_that_is_linked(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    await anna.says(SAFEWORD)
    left = (await other.person()).id
    before = await anna.person()
    await link(anna, other)
    after = await other.person()

    assert after.stopped_at == before.stopped_at
    assert after.cooloff_until == before.cooloff_until
    # A back-up from before the link knows the other account as a stranger: it starts stopped there too.
    assert entries(court, "stop", left)
    await other.says("/tasks")
    assert "stopped" in other.last.text.casefold()


async def test_a_red_on_one_platform_stops_all_and_is_answered_there(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    await link(anna, other)
    quiet = len(anna.bubbles)
    await other.says(SAFEWORD)

    assert (await anna.person()).stopped_at is not None
    assert "You did right" in other.last.text
    assert len(anna.bubbles) == quiet


async def test_an_exclusion_holds_at_the_door_of_every_address(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    await anna.says("/exclude")
    await anna.presses("6 months")
    await anna.presses("yes")
    left = (await other.person()).id
    await link(anna, other)

    assert await bars(court, other) == {"exclusion"}
    [facts] = entries(court, "exclude", left)
    assert facts["until"] == (await anna.person()).excluded_until.isoformat()  # type: ignore[union-attr]
    assert facts["addresses"]


@pytest.mark.parametrize(("kind", "column"), [("ban", "banned_at"), ("exclusion", "excluded_until")])
async def test_a_bar_at_the_other_door_closes_the_member_too(
    court: ScriptedCourt, kind: str, column: str
) -> None:
    anna, other = await on_two(court)
    until = None if kind == "ban" else court.clock.wall() + timedelta(days=100)
    async with court.storage.begin() as tx:
        [hashed] = await tx.all(
            select(Account.address_hash).where(col(Account.person_id) == (await other.person()).id)
        )
        await add_bar(tx, hashed, kind, court.clock.wall(), until=until)
    await link(anna, other)
    person = await anna.person()

    assert getattr(person, column) is not None
    assert person.stopped_at is not None
    assert await bars(court, anna) == await bars(court, other) == {kind}
    assert entries(court, "ban" if kind == "ban" else "exclude", person.id)


async def test_a_time_out_of_the_member_is_not_shortened_and_is_written_for_both(
    court: ScriptedCourt,
) -> None:
    anna, other = await on_two(court)
    await anna.says("/timeout")
    await anna.presses("7 days")
    until = (await anna.person()).timeout_until
    left = (await other.person()).id
    await link(anna, other)

    assert (await other.person()).timeout_until == until
    assert [facts["until"] for facts in entries(court, "timeout", left)] == [until.isoformat()]  # type: ignore[union-attr]


async def test_a_locked_account_is_not_linked(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    from tests.support.linking import are_one, code_of

    code = await code_of(anna)
    await playing.change(court, anna, minor_locked_at=court.clock.court())
    await other.says(f"/link {code}")

    assert "cannot be linked at the moment" in other.last.text
    assert not await are_one(anna, other)


async def test_a_refused_admission_stays_refused(court: ScriptedCourt) -> None:
    from storage.tables import Admission

    one = await court.guest("one", platform=TELEGRAM)
    two = await court.guest("two", platform=DISCORD)
    for each, admitted in ((one, True), (two, False)):
        await each.says("/help")
        async with court.storage.begin() as tx:
            tx.add(
                Admission(person_id=(await each.person()).id, asked_at=court.clock.wall(), admitted=admitted)
            )
    await link(one, two)
    async with court.storage.read() as tx:
        [row] = await tx.all(select(Admission))

    assert row.admitted is False


async def test_the_journal_names_the_link_by_keyed_hashes_only(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    left = (await other.person()).id
    await link(anna, other)
    [facts] = entries(court, "link", (await anna.person()).id)

    assert facts["other"] == court.storage.keyring.keyed_hash("journal", str(left))
    assert len(facts["addresses"]) == 64
    assert str(left) not in str(facts)
