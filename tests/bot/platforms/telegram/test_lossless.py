"""Nothing is lost, nothing doubled: restarts, copies, disorder, broken updates, a server that goes away."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot.platforms.port import Hopeless
from storage.enums import InboxStatus, ProofType
from storage.tables import Inbox
from tests.contracts.telegram import TelegramChatter, TelegramCourt
from tests.fakes.telegram import Refusal, too_many
from tests.support import playing, stories
from tests.support.waiting import until


async def inbox(court: TelegramCourt) -> list[Inbox]:
    """Every update that was taken in, in order."""
    async with court.storage.read() as tx:
        return list(await tx.all(select(Inbox).order_by(col(Inbox.id))))


async def test_a_restart_in_mid_conversation_goes_on_where_it_was(reached: TelegramCourt) -> None:
    anna = await reached.somebody("anna")
    await stories.of_age(anna)
    await reached.restart()
    await anna.presses("I accept")
    await reached.restart()
    await anna.says("anna")
    assert "safeword" in anna.last.text


async def test_the_same_platform_may_be_started_and_stopped_again_at_any_time(
    reached: TelegramCourt,
) -> None:
    anna = await reached.member()
    await reached.telegram.stop()
    await reached.telegram.stop()
    for _ in range(2):
        await reached.telegram.start()
        await anna.says("/me")
        await reached.telegram.stop()
    assert len([b for b in anna.bubbles if "in the court of" in b.text]) == 2


async def test_what_was_said_while_the_court_was_away_is_answered_once(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await polled.telegram.stop()
    await anna.client.says("/me")
    await anna.client.says("/me")
    await polled.restart()
    await polled.settle()
    assert len([b for b in anna.bubbles if "in the court of" in b.text]) == 2


async def test_an_update_that_comes_again_changes_nothing(
    reached: TelegramCourt,
) -> None:
    anna = await reached.member()
    await playing.task_of(reached, anna, proof_type=ProofType.TEXT)
    reached.server.updates.twice = 5
    await anna.says("It is polished, and it answers.")
    await anna.says("/me")
    updates = [each["update_id"] for each in reached.server.updates.log]
    reached.server.updates.again(*updates)
    await reached.settle()

    assert len(await playing.attempts(reached, anna)) == 1
    assert len([b for b in anna.bubbles if "in the court of" in b.text]) == 1
    assert len(await inbox(reached)) == 2


async def test_updates_out_of_order_are_each_taken(polled: TelegramCourt) -> None:
    await polled.telegram.stop()
    clients = [polled.server.person(f"guest {number}") for number in range(5)]
    for client in clients:
        await client.says("/start")
        await client.says("/help")
    polled.server.updates.shuffle(7)
    await polled.restart()
    await polled.settle()
    assert all(len(client.received) == 2 for client in clients)


async def test_ids_that_begin_anew_after_a_quiet_week_are_no_copies(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await anna.says("/me")
    polled.server.updates.restart_ids(5_000)
    await anna.says("/me")
    polled.server.updates.restart_ids(310_000_001)
    await anna.says("/me")
    assert len([b for b in anna.bubbles if "in the court of" in b.text]) == 3


async def test_a_malformed_update_costs_no_other(reached: TelegramCourt) -> None:
    anna = await reached.somebody("anna")
    bea = await reached.somebody("bea")
    await anna.client.says("/start")
    reached.server.malformed_update(bea.client)
    reached.server.updates.put_raw({"update_id": reached.server.updates.next_id(), "message": {"chat": 7}})
    reached.server.updates.put_raw({"update_id": reached.server.updates.next_id(), "message": "words"})
    await bea.client.says("/start")
    await reached.settle()
    assert anna.bubbles
    assert bea.bubbles


async def test_nothing_is_confirmed_that_is_not_on_disk(
    reached: TelegramCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await reached.somebody("anna")
    accept, refused = reached.engine.intake.accept, 0

    async def full(inbound: object) -> object:
        nonlocal refused
        refused += 1
        raise OSError("database is locked")

    monkeypatch.setattr(reached.engine.intake, "accept", full)
    await anna.client.says("/start")
    await until(lambda: refused >= 2)
    assert reached.server.updates.pending
    assert anna.bubbles == []

    monkeypatch.setattr(reached.engine.intake, "accept", accept)
    await reached.settle()
    assert "adult" in anna.heard.lower()


async def test_a_server_that_goes_away_and_comes_back_loses_nothing(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await anna.says("/me")
    await polled.server.goes_away()
    await until(lambda: not polled.telegram.up)
    await playing.given(polled, anna)
    assert polled.telegram.hushed
    await anna.client.says("/help")

    await polled.server.comes_back()
    await polled.settle()
    assert polled.telegram.up
    assert "/red" in anna.heard
    assert "Polish the brass" in anna.heard


@pytest.mark.parametrize("trouble", ["cut before", "cut within", "cut after"])
async def test_a_poll_whose_answer_is_lost_is_asked_again(
    polled: TelegramCourt, anna: TelegramChatter, trouble: str
) -> None:
    fault = polled.server.faults.inject(trouble, "getUpdates", times=3)  # type: ignore[arg-type]
    await anna.says("/me")
    await until(lambda: fault.met == 3)
    await anna.says("/me")
    assert len([b for b in anna.bubbles if "in the court of" in b.text]) == 2


async def test_a_second_court_with_the_same_token_is_reported_once_and_waited_out(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    conflict = Refusal(409, "Conflict: terminated by other getUpdates request")
    fault = polled.server.faults.inject(conflict, "getUpdates", times=4)
    await anna.client.says("/me")
    await until(lambda: fault.met == 4)
    await polled.settle()
    assert "in the court of" in anna.heard
    assert polled.reported == ["telegram_conflict"]


async def test_being_told_to_poll_more_slowly_is_obeyed(polled: TelegramCourt, anna: TelegramChatter) -> None:
    polled.server.faults.inject(too_many(1), "getUpdates", times=1)
    await anna.says("/me")
    await anna.says("/me")
    assert len([b for b in anna.bubbles if "in the court of" in b.text]) == 2


async def test_a_revoked_token_ends_the_platform_for_its_owner_to_mend(polled: TelegramCourt) -> None:
    polled.server.revoke_token()
    polled.server.updates.stop_waiting("the token was revoked")
    with pytest.raises(Hopeless):
        async with asyncio.timeout(5):
            await polled.telegram.ended()
    assert not polled.telegram.up
    await polled.telegram.stop()
    with pytest.raises(Hopeless) as refused:
        await polled.telegram.start()
    assert polled.server.token not in str(refused.value)
    assert refused.value.__cause__ is None


async def test_a_webhook_of_former_times_goes_and_what_waits_there_is_kept(
    polled: TelegramCourt, anna: TelegramChatter
) -> None:
    await polled.telegram.stop()
    await polled.server.webhook.set("http://127.0.0.1:9/nobody", "", 40)
    await anna.client.says("/me")
    await polled.restart()
    await polled.settle()
    assert polled.server.webhook.url == ""
    assert "in the court of" in anna.heard
    assert not any(call.values.get("drop_pending_updates") == "true" for call in polled.server.calls)


async def test_a_silence_of_more_than_a_day_is_reported(
    polled: TelegramCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    await polled.settle()
    await polled.engine.jobs.beat(polled.telegram)
    await polled.telegram.stop()
    polled.clock.advance(timedelta(hours=30))
    await polled.restart()
    await polled.settle()
    assert polled.reported == ["telegram_gap"]


async def test_a_silence_of_an_hour_is_not(polled: TelegramCourt) -> None:
    await polled.settle()
    await polled.engine.jobs.beat(polled.telegram)
    await polled.telegram.stop()
    polled.clock.advance(timedelta(hours=1))
    await polled.restart()
    await polled.settle()
    assert polled.reported == []


async def test_operators_read_what_was_reported(polled: TelegramCourt, olga: TelegramChatter) -> None:
    for kind in ("telegram_gap", "telegram_conflict"):
        await polled.engine.jobs.report(kind)
    await polled.settle()
    assert "24 hours" in olga.heard
    assert "same token" in olga.heard


async def test_an_update_the_database_never_takes_does_not_keep_the_others_back(
    polled: TelegramCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna, bea = await polled.somebody("anna"), await polled.somebody("bea")
    accept = polled.engine.intake.accept

    async def picky(inbound: object) -> object:
        if getattr(inbound, "origin").address == anna.address:  # noqa: B009
            raise LookupError("The account's person is gone.")
        return await accept(inbound)  # type: ignore[arg-type]

    monkeypatch.setattr(polled.engine.intake, "accept", picky)
    await anna.client.says("/start")
    await bea.client.says("/start")
    await polled.settle()
    assert bea.bubbles
    assert anna.bubbles == []
    assert all(row.status is InboxStatus.HANDLED for row in await inbox(polled))
