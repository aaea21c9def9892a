"""/link: a code, a yes on both sides, one person in several places."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from handlers.member.accounts import codes
from storage.enums import Platform, Role
from storage.tables import Account, AdminLog, Conversation, DataKey, Operator, Person, Prompt, Safeword
from storage.tables.chat import OneTimeCode
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import Chatter, ScriptedCourt
from tests.support.linking import are_one, code_of, link

TELEGRAM, DISCORD, WEB = Platform.TELEGRAM, Platform.DISCORD, Platform.WEB


async def on_two(court: ScriptedCourt) -> tuple[Chatter, Chatter]:
    """A member on Telegram, and somebody new on Discord."""
    anna = await playing.member(court, platform=TELEGRAM)
    return anna, await court.guest("anna-d", platform=DISCORD)


@pytest.mark.parametrize("given", ["/link {}", "{}", "/start link_{}"])
async def test_a_code_links_in_every_way_it_can_be_given(court: ScriptedCourt, given: str) -> None:
    anna, other = await on_two(court)
    code = await code_of(anna)
    await other.says(given.format(code.replace("-", "") if "start" in given else code))
    assert "the member anna" in other.last.text
    assert not await are_one(anna, other)

    await other.presses("Yes, link them")
    assert not await are_one(anna, other)
    assert "Discord wants to be linked" in anna.last.text
    await anna.presses("Yes, link them")

    assert await are_one(anna, other)
    assert "Discord belongs to you now, beside Telegram" in anna.last.text
    assert "Discord belongs to you now, beside Telegram" in other.last.text


@pytest.mark.parametrize("typed", ["lower", "spaced", "misread"])
async def test_a_code_may_be_typed_carelessly(court: ScriptedCourt, typed: str) -> None:
    anna, other = await on_two(court)
    code = await code_of(anna)
    changed = {
        "lower": code.lower(),
        "spaced": " " + code.replace("-", " ") + " ",
        "misread": code.replace("0", "O").replace("1", "l"),
    }
    await other.says(changed[typed])

    assert other.sees_button("Yes, link them")


def test_a_code_has_64_bits_and_no_letter_that_can_be_misread() -> None:
    assert len(codes.ALPHABET) == 32
    assert len(codes.ALPHABET) ** codes.LETTERS >= 2**64
    assert not set("ILOU") & set(codes.ALPHABET)
    assert codes.read("marmalade sky") is None
    assert codes.read("unfortunately") is None


async def test_only_a_hash_of_the_code_is_kept(court: ScriptedCourt) -> None:
    anna, _ = await on_two(court)
    code = (await code_of(anna)).replace("-", "")
    async with court.storage.read() as tx:
        [row] = await tx.all(select(OneTimeCode))

    assert code not in str(row.model_dump())


async def test_either_side_can_say_no_and_the_other_hears_it(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    await other.says(await code_of(anna))
    await other.presses("No")
    assert "said no" in anna.last.text

    await other.says(await code_of(anna))
    await other.presses("Yes, link them")
    await anna.presses("No")
    assert "said no" in other.last.text
    assert not await are_one(anna, other)


async def test_a_code_works_once_for_ten_minutes_and_only_the_newest(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    third = await court.guest("third", platform=DISCORD)
    used = await code_of(anna)
    await other.says(f"/link {used}")
    await third.says(f"/link {used}")
    assert "links nothing" in third.last.text

    older, newer = await code_of(anna), await code_of(anna)
    await third.says(f"/link {older}")
    assert "links nothing" in third.last.text
    court.clock.advance(timedelta(minutes=10))
    await third.says(f"/link {newer}")
    assert "links nothing" in third.last.text


async def test_a_question_that_was_left_for_too_long_links_nothing(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    await other.says(await code_of(anna))
    court.clock.advance(timedelta(minutes=11))
    await other.presses("Yes, link them")

    assert "took too long" in other.last.text
    assert not anna.sees_button("Yes, link them")


async def test_codes_are_made_and_tried_only_so_often(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    for _ in range(5):
        await code_of(anna)
    await anna.says("/link")
    assert "enough codes" in anna.last.text
    for _ in range(10):
        await other.says("/link 0000-0000-00000")
    await other.says("/link 0000-0000-00000")
    assert "enough codes" in other.last.text

    court.clock.advance(timedelta(hours=1))
    await other.says(f"/link {await code_of(anna)}")
    assert other.sees_button("Yes, link them")


async def test_two_members_cannot_become_one_and_are_told_so(court: ScriptedCourt) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    beth = await playing.member(court, "beth", platform=DISCORD)
    await beth.says(f"/link {await code_of(anna)}")

    assert "two members cannot become one" in beth.last.text
    assert "two members cannot become one" in anna.last.text
    assert not await are_one(anna, beth)


async def test_linked_accounts_do_not_link_again(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    await link(anna, other)
    await other.says(f"/link {await code_of(anna)}")

    assert "linked already" in other.last.text


async def test_the_code_may_be_made_by_the_account_that_is_no_member_yet(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    await other.says("/start")
    before = (await anna.person()).id
    code = await code_of(other)
    await anna.says(code)
    await anna.presses("Yes")
    assert "the member anna" in other.last.text
    await other.presses("Yes")

    assert (await other.person()).id == before
    await other.says("/me")
    assert "anna" in other.heard


async def test_onboarding_in_the_middle_ends_when_its_account_is_linked(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    await other.says("/start")
    assert other.sees_button("1990s")
    left = (await other.person()).id
    await link(anna, other)

    assert not other.sees_button("1990s")
    async with court.storage.read() as tx:
        assert await tx.get(Person, left) is None
        assert await tx.all(select(Conversation)) == []
    await other.says("/tasks")
    assert "members" not in other.last.text


async def test_a_word_chosen_on_the_other_side_goes_on_stopping_for_30_days(court: ScriptedCourt) -> None:
    from tests.support.stories import with_a_word

    anna, other = await on_two(court)
    await with_a_word(other, "annie", "violet teapot")
    await link(anna, other)
    async with court.storage.read() as tx:
        words = await tx.all(select(Safeword).where(col(Safeword.person_id) == (await anna.person()).id))
    assert sorted(row.valid_until is None for row in words) == [False, True]

    await other.says("violet teapot")
    assert (await anna.person()).stopped_at is not None


async def test_what_the_other_side_sealed_still_opens_and_goes_with_the_member(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    await other.says("/start")
    await link(anna, other)
    person = await anna.person()
    async with court.storage.read() as tx:
        accounts = await tx.all(select(Account).where(col(Account.person_id) == person.id))
        assert {await tx.open(each, "address") for each in accounts} == {"chat-anna", "chat-anna-d"}
        keys = await tx.all(select(DataKey).where(col(DataKey.person_id) == person.id))
        assert sorted(key.adopted_at is None for key in keys) == [False, True]

    await anna.says("/forget")
    await anna.presses("Erase everything")
    async with court.storage.read() as tx:
        assert await tx.all(select(DataKey).where(col(DataKey.person_id) == person.id)) == []
        assert await tx.all(select(Account)) == []


async def test_old_buttons_of_the_other_side_do_nothing(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    await other.says("/forget")
    erase = other.button("Erase everything")
    await link(anna, other)
    from handlers.chat.incoming import Press

    await other.does(Press(erase.token))
    assert (await anna.person()).erasing_at is None
    assert "earlier moment" in other.last.text


@pytest.mark.parametrize("asks", ["member", "operator"])
async def test_a_role_moves_to_the_person_whichever_side_asks(court: ScriptedCourt, asks: str) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    olga = await playing.operator(court, role=Role.OWNER, platform=DISCORD)
    was = (await anna.person()).id
    first, second = (anna, olga) if asks == "member" else (olga, anna)
    await second.says(await code_of(first))
    if asks == "member":
        assert "what you can do as owner" in olga.last.text
    await second.presses("Yes")
    await first.presses("Yes")

    async with court.storage.read() as tx:
        [row] = await tx.all(select(Operator))
        assert (row.person_id, row.role, row.name) == (was, Role.OWNER, "olga")
        assert "operator.link" in [entry.kind for entry in await tx.all(select(AdminLog))]
    await olga.says("/operators")
    assert "owner" in olga.heard
    await anna.says("/desk")
    assert "not known here" not in anna.last.text


async def test_two_roles_become_the_wider_one(court: ScriptedCourt) -> None:
    olga = await playing.operator(court, personas=["octavia"], platform=TELEGRAM)
    ella = await playing.operator(court, "ella", personas=["hale"], platform=DISCORD)
    await link(olga, ella)
    async with court.storage.read() as tx:
        [row] = await tx.all(select(Operator))

    assert (row.role, row.personas) == (Role.OPERATOR, ["hale", "octavia"])


async def test_an_invitation_made_by_an_operator_stays_hers_after_linking(court: ScriptedCourt) -> None:
    from storage.tables import Invitation

    anna = await playing.member(court, platform=TELEGRAM)
    olga = await playing.operator(court, platform=DISCORD)
    await olga.says("/invite")
    await olga.fills(kind="member", persona="all", uses="1")
    await link(anna, olga)
    async with court.storage.read() as tx:
        [row] = await tx.all(select(Invitation))

    assert row.made_by == (await anna.person()).id


async def test_nobody_is_linked_who_is_being_erased(court: ScriptedCourt) -> None:
    anna, other = await on_two(court)
    code = await code_of(anna)
    await playing.change(court, anna, erasing_at=court.clock.wall())
    await other.says(f"/link {code}")

    assert "cannot be linked at the moment" in other.last.text


async def test_linking_works_on_both_databases(storage: Storage, clock: FakeClock, tmp_path) -> None:  # type: ignore[no-untyped-def]
    court = ScriptedCourt(storage, clock, tmp_path)
    anna, other = await on_two(court)
    await other.says("/start")
    await link(anna, other)
    await other.says("/tasks")

    assert "members" not in other.last.text
    async with storage.read() as tx:
        assert len(await tx.all(select(Person))) == 1
        assert await tx.all(select(Prompt).where(col(Prompt.person_id) != (await anna.person()).id)) == []
    await court.close()
