"""What broadcasts queue goes many at a time, behind everything else, never after a stop, never twice."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from bot.platforms.port import Blocked, PlatformError, Refused, TryLater, Unavailable
from handlers.chat.outgoing import Say
from storage.enums import OutboxClass, OutboxStatus
from storage.queries import bulk, outbox
from storage.tables import Campaign, Outbox
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt

WORDS = "Good evening, all of you."


async def broadcast(court: ScriptedCourt, *members: Chatter, words: str = WORDS) -> uuid.UUID:
    """Queue a message of a broadcast for each, without sending it yet."""
    async with court.storage.begin() as tx:
        campaign = Campaign(kind="text", created_at=court.clock.wall(), next_at=court.clock.wall())
        tx.add(campaign)
    for anna in members:
        async with court.engine.turns.about((await anna.person()).id) as turn:
            assert await turn.tell(turn.me, Say(words), campaign=campaign.id)
    return campaign.id


async def crowd(court: ScriptedCourt, size: int) -> list[Chatter]:
    return [await playing.member(court, f"member{number}") for number in range(size)]


async def rows(court: ScriptedCourt) -> list[Outbox]:
    async with court.storage.read() as tx:
        return list(await tx.all(select(Outbox).order_by(col(Outbox.id))))


async def test_many_are_claimed_in_one_write_and_receipted(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    members, claims = await crowd(court, 5), []
    claim = bulk.claim

    async def noted(tx: object, ids: object, until: object) -> frozenset[int]:
        claims.append(ids)
        return await claim(tx, ids, until)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(bulk, "claim", noted)
    await broadcast(court, *members)
    await court.delivers()

    assert len(claims) == 1
    assert [anna.heard for anna in members] == [WORDS] * 5
    assert {(row.status, row.payload) for row in await rows(court)} == {(OutboxStatus.SENT, None)}
    async with court.storage.read() as tx:
        for row in await rows(court):
            assert "b" in (await tx.open(row, "receipt") or "")


async def test_a_stop_that_was_committed_before_the_claim_wins(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, hugo = await crowd(court, 2)
    await broadcast(court, anna, hugo)
    found = bulk.found

    async def and_then_she_stops(*asked: object) -> object:
        letters = await found(*asked)  # type: ignore[arg-type]  # as it was called
        if letters[0]:
            await playing.change(court, anna, stop_epoch=1, stopped_at=court.clock.court())
        return letters

    monkeypatch.setattr(bulk, "found", and_then_she_stops)
    await court.delivers()

    assert (anna.heard, hugo.heard) == ("", WORDS)
    assert [row.status for row in await rows(court)] == [OutboxStatus.CANCELLED, OutboxStatus.SENT]


@pytest.mark.parametrize(
    ("trouble", "statuses"),
    [
        (lambda: TryLater(30), {OutboxStatus.SENT}),
        (lambda: Unavailable("gone"), {OutboxStatus.SENT}),
        (lambda: Refused("never"), {OutboxStatus.DEAD, OutboxStatus.SENT}),
        (lambda: Blocked("no"), {OutboxStatus.DEAD, OutboxStatus.SENT}),
    ],
)
async def test_what_comes_in_the_way_of_one_is_dealt_with_and_the_others_never_notice(
    court: ScriptedCourt, trouble: Callable[[], PlatformError], statuses: set[OutboxStatus]
) -> None:
    members = await crowd(court, 3)
    await broadcast(court, *members)
    court.platform.troubles = [trouble()]
    await court.delivers()
    assert sum(WORDS in anna.heard for anna in members) == 2
    await court.pass_time(timedelta(minutes=2), step=timedelta(seconds=30))

    assert all(anna.heard.count(WORDS) <= 1 for anna in members)
    assert {row.status for row in await rows(court) if row.campaign_id} == statuses


async def test_it_comes_behind_what_its_chat_still_waits_for(court: ScriptedCourt) -> None:
    [anna] = await crowd(court, 1)
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await turn.tell(turn.me, Say("A task."))
    await broadcast(court, anna)
    court.platform.troubles = [TryLater(60)]
    await court.delivers()
    assert anna.heard == ""
    await court.pass_time(timedelta(minutes=3), step=timedelta(minutes=1))

    assert anna.heard == f"A task.\n{WORDS}"


async def test_an_answer_does_not_wait_behind_it(court: ScriptedCourt) -> None:
    members = await crowd(court, 3)
    await broadcast(court, *members)
    async with court.engine.turns.about((await members[2].person()).id) as turn:
        await turn.tell(turn.me, "An answer.", klass=OutboxClass.REPLY)
    while await court.engine.courier.send_next(await accounts(court, members[2])):
        pass

    assert members[2].heard == "An answer."


async def accounts(court: ScriptedCourt, anna: Chatter) -> uuid.UUID:
    person = await anna.person()
    assert person.spoke_account_id is not None
    return person.spoke_account_id


async def test_it_takes_no_more_of_the_pace_than_it_can_use_at_once(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    members, asked = await crowd(court, 4), []
    pauses = [0.0, 0.02, 0.0, 0.0, 0.0]

    def pause(chat: object, *, urgent: bool) -> float:
        asked.append((chat, urgent))
        return pauses.pop(0)

    monkeypatch.setattr(type(court.platform), "pause", staticmethod(pause), raising=False)
    await broadcast(court, *members)
    await court.delivers()

    assert [anna.heard for anna in members] == [WORDS] * 4
    assert [asked[1][0], asked[2][0]] == [await accounts(court, members[1])] * 2, "one reserved moment"
    assert not any(urgent for _, urgent in asked)


async def test_what_nobody_can_read_is_a_dead_letter_and_the_rest_goes(court: ScriptedCourt) -> None:
    members = await crowd(court, 2)
    await broadcast(court, *members)
    async with court.storage.begin() as tx:
        await tx.run(sa.update(Outbox).where(col(Outbox.id) == 1).values(payload="1:zz:zz"))
    await court.delivers()

    assert [anna.heard for anna in members] == ["", WORDS]
    assert [row.status for row in await rows(court)] == [OutboxStatus.DEAD, OutboxStatus.SENT]


async def test_a_long_one_comes_in_all_its_parts(court: ScriptedCourt) -> None:
    [anna] = await crowd(court, 1)
    court.platform.longest = 40
    words = "".join(f"{number:09d} " for number in range(10))
    await broadcast(court, anna, words=words)
    await court.delivers()

    assert anna.heard.replace("\n", "") == words


async def test_receipts_that_a_busy_disk_refused_are_written_later_and_nobody_gets_it_twice(
    court: ScriptedCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    members, receipted, refusals = await crowd(court, 2), bulk.receipted, [1]

    async def refused_once(*asked: object) -> None:
        if refusals:
            refusals.pop()
            raise OSError("busy")
        await receipted(*asked)  # type: ignore[arg-type]  # as it was called

    monkeypatch.setattr(bulk, "receipted", refused_once)
    monkeypatch.setattr("bot.delivery.bulk.AGAIN_SECONDS", 0.01)
    await broadcast(court, *members)
    await court.delivers()

    assert not refusals
    assert [anna.heard for anna in members] == [WORDS] * 2
    assert {row.status for row in await rows(court)} == {OutboxStatus.SENT}


async def test_what_was_being_sent_when_the_court_ended_is_sent_again(court: ScriptedCourt) -> None:
    members = await crowd(court, 2)
    await broadcast(court, *members)
    async with court.storage.begin() as tx:
        await bulk.claim(tx, [1], court.clock.wall())
    async with court.storage.begin() as tx:
        await outbox.release_expired(tx, None)
    await court.delivers()

    assert [anna.heard for anna in members] == [WORDS] * 2


async def test_no_member_is_queued_twice_by_one_broadcast(court: ScriptedCourt) -> None:
    [anna] = await crowd(court, 1)
    campaign = await broadcast(court, anna)
    with pytest.raises(sa.exc.IntegrityError):
        async with court.engine.turns.about((await anna.person()).id) as turn:
            await turn.tell(turn.me, Say(WORDS), campaign=campaign)
