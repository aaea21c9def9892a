"""Unlinking: never the last account, nothing that stops play is lost, and everybody hears of it."""

import pytest
from sqlmodel import col, select

from storage.enums import Platform
from storage.tables import Account, Inbox, Outbox, Person, Prompt, WebLogin
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.linking import are_one, link
from tests.support.people import SAFEWORD

TELEGRAM, DISCORD, WEB = Platform.TELEGRAM, Platform.DISCORD, Platform.WEB


async def linked(court: ScriptedCourt, platform: Platform = DISCORD) -> tuple[Chatter, Chatter]:
    """A member on Telegram who is on another platform as well."""
    anna = await playing.member(court, platform=TELEGRAM)
    other = await court.guest("anna-d", platform=platform)
    await link(anna, other)
    return anna, other


async def unlink(chatter: Chatter, place: str) -> None:
    """Unlink an account by its platform."""
    await chatter.says("/link")
    await chatter.presses(f"Unlink {place}")
    await chatter.presses("Unlink it")


async def test_link_lists_the_accounts_with_platform_and_date(court: ScriptedCourt) -> None:
    anna, _ = await linked(court)
    await anna.says("/link")

    assert "Telegram, since 02 March 2026 (this one)" in anna.heard
    assert "Discord, since 02 March 2026" in anna.heard


async def test_an_account_is_unlinked_after_a_yes_and_both_hear_of_it(court: ScriptedCourt) -> None:
    anna, other = await linked(court)
    await anna.says("/link")
    await anna.presses("Unlink Discord")
    await anna.presses("Keep it")
    assert await are_one(anna, other)

    await unlink(anna, "Discord")
    assert not await are_one(anna, other)
    assert "no longer linked with you" in anna.last.text
    assert "no longer linked with the member" in other.last.text
    await other.says("/me")
    assert "anna" not in other.last.text
    assert "members" in other.last.text


async def test_the_last_account_stays(court: ScriptedCourt) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    await anna.says("/link")
    assert not anna.sees_button("Unlink")

    other = await court.guest("anna-d", platform=DISCORD)
    await link(anna, other)
    await anna.says("/link")
    old = anna.button("Unlink Telegram")
    await unlink(anna, "Discord")
    from handlers.chat.incoming import Press

    await anna.does(Press(old.token))
    assert "only account left" in anna.last.text


@pytest.mark.parametrize("password", [True, False])
async def test_a_web_account_counts_only_with_a_log_in(court: ScriptedCourt, *, password: bool) -> None:
    _, other = await linked(court, WEB)
    if password:
        async with court.storage.begin() as tx:
            [account] = await tx.all(select(Account).where(col(Account.platform) == WEB))
            login = WebLogin(account_id=account.id, email_hash="e" * 64, password_hashed="argon")
            tx.add(await tx.seal(login, owner=account.person_id, email="anna@example.org"))
    await other.says("/link")

    assert other.sees_button("Unlink Telegram") is password
    assert other.sees_button("Unlink the web chat")


async def test_an_account_can_unlink_itself_and_the_other_goes_on(court: ScriptedCourt) -> None:
    anna, other = await linked(court)
    await unlink(other, "Discord")

    assert not await are_one(anna, other)
    assert "no longer linked with the member" in other.last.text
    assert "no longer linked with you" in anna.last.text
    await anna.says("/me")
    assert "anna" in anna.heard


async def test_nothing_of_the_member_stays_with_the_account(court: ScriptedCourt) -> None:
    anna, other = await linked(court)
    await other.says("/tasks")
    await unlink(anna, "Discord")
    left, member = await other.person(), await anna.person()
    async with court.storage.read() as tx:
        [account] = await tx.all(select(Account).where(col(Account.person_id) == left.id))
        assert await tx.open(account, "address") == "chat-anna-d"
        prompts = await tx.all(select(Prompt).where(col(Prompt.account_id) == account.id))
        outbox = await tx.all(select(Outbox).where(col(Outbox.account_id) == account.id))
        inbox = await tx.all(select(Inbox).where(col(Inbox.account_id) == account.id))
        assert prompts == []
        assert {row.person_id for row in outbox} == {left.id}
        assert {row.person_id for row in inbox} == {left.id}
    assert member.id != left.id


async def test_an_unlinked_account_outlives_the_member(court: ScriptedCourt) -> None:
    anna, other = await linked(court)
    await unlink(anna, "Discord")
    await anna.says("/forget")
    await anna.presses("Erase everything")
    async with court.storage.read() as tx:
        assert len(await tx.all(select(Person))) == 1

    await other.says("/start")
    assert other.sees_button("1990s")


async def test_what_stops_play_goes_on_holding_for_the_account(court: ScriptedCourt) -> None:
    anna, other = await linked(court)
    await anna.says("/exclude")
    await anna.presses("6 months")
    await anna.presses("yes")
    await unlink(anna, "Discord")
    here, there = await anna.person(), await other.person()

    assert there.excluded_until == here.excluded_until
    assert there.stopped_at == here.stopped_at
    await other.says("/start")
    assert not other.sees_button("1990s")


async def test_unlinking_works_while_stopped_and_is_journaled_without_an_address(
    court: ScriptedCourt,
) -> None:
    anna, other = await linked(court)
    await anna.says(SAFEWORD)
    await unlink(anna, "Discord")

    assert not await are_one(anna, other)
    [facts] = [facts for kind, _, facts in court.journal.entries if kind == "unlink"]
    assert len(facts["address"]) == 64
    assert (await other.person()).stopped_at is not None


async def test_a_web_account_goes_with_its_log_in_and_its_chat(court: ScriptedCourt) -> None:
    anna, other = await linked(court, WEB)
    await unlink(anna, "the web chat")
    async with court.storage.read() as tx:
        assert [row.platform for row in await tx.all(select(Account))] == [TELEGRAM]

    assert "no longer linked" in anna.last.text
    assert other.bubbles
