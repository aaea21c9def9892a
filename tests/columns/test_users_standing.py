"""The columns of ``users`` that say where somebody stands."""

from pathlib import Path

from storage.unit import Storage
from tests.columns.acting import DAY, is_approved, writes_task
from tests.columns.contents import column
from tests.columns.looking import held
from tests.support.clocks import FakeClock
from tests.support.confiding import confess, remove
from tests.support.court import ScriptedCourt
from tests.support.money import till
from tests.support.playing import member, operator
from tests.support.stories import onboarded


@column(
    "users.tier_status",
    means="her tier",
    written="the court, when an approved proof brings the points for a higher one",
    read="/me names it to her, /members to her operators",
)
async def test_an_approved_proof_can_raise_the_tier_that_everybody_reads(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court, points=95)
    assert await held(court.storage, "users.tier_status", (await anna.person()).id) == "Watched"
    await writes_task(olga, "Iron the blue shirt.")
    await is_approved(olga, anna, "Iron the blue shirt.")
    assert await held(court.storage, "users.tier_status", (await anna.person()).id) == "Considered"

    await anna.says("/me")
    assert "Considered, 105 points" in anna.last.text
    await olga.says("/members")
    assert olga.sees_button("anna · Considered")


@column(
    "users.obedience_points",
    means="her points, the sum of their ledger",
    written="the court, when an operator approves a proof",
    read="/me says how many they are, and what is missing for the next tier",
)
async def test_me_says_how_many_points_a_member_has(court: ScriptedCourt) -> None:
    olga, anna = await operator(court), await member(court)
    for words, points, total in (("Iron the blue shirt.", "20", 20), ("Polish the brass.", "7", 27)):
        await writes_task(olga, words, points=points)
        await is_approved(olga, anna, words)
        assert await held(court.storage, "users.obedience_points", (await anna.person()).id) == total

    await anna.says("/me")
    assert "27 points; 73 more to Considered" in anna.last.text


@column(
    "users.token_balance",
    means="her tokens, the sum of their ledger",
    written="the court, when an operator has seen the money for a pack",
    read="/tokens says how many she holds",
)
async def test_tokens_says_how_many_a_member_holds(
    sqlite_storage: Storage, clock: FakeClock, tmp_path: Path
) -> None:
    async with till(sqlite_storage, clock, tmp_path) as shop:
        olga, anna = await operator(shop.court), await shop.member()
        await anna.says("/tokens")
        assert "You hold 0 tokens." in anna.last.text
        await anna.presses("5 EUR")
        await anna.presses("Ask for it")
        await olga.says("/desk")
        await olga.presses("The money is here")
        assert await held(sqlite_storage, "users.token_balance", (await anna.person()).id) == 50

        await anna.says("/tokens")
        assert "You hold 50 tokens." in anna.last.text


@column(
    "users.confession_count",
    means="how often she confessed, also what was removed since",
    written="the court, when a member sends a confession",
    read="her list says it, beside how many are kept",
)
async def test_a_removed_confession_stays_in_the_count(court: ScriptedCourt) -> None:
    anna = await member(court)
    await confess(anna, "I wore your colour all day.")
    await confess(anna, "I laughed in the middle of it.")
    await remove(anna, "I wore your colour")
    assert await held(court.storage, "users.confession_count", (await anna.person()).id) == 2

    await anna.says("/confess")
    await anna.presses("What you confessed")
    assert "Confessed so far: 2. Kept of them: 1" in anna.last.text


@column(
    "users.created_at",
    means="since when she is a member",
    written="the last question of onboarding",
    read="her card says it to her operators",
)
async def test_a_members_card_says_since_when_she_is_one(court: ScriptedCourt) -> None:
    olga, _ = await operator(court), await member(court, "beth")
    court.clock.advance(DAY)
    anna = await onboarded(court)
    assert await held(court.storage, "users.created_at", (await anna.person()).id) == court.clock.wall()

    await olga.says("/member anna")
    assert "a member since 03 Mar 2026" in olga.last.text
    await olga.says("/member beth")
    assert "a member since 02 Mar 2026" in olga.last.text
