"""/web: a log-in link, sent privately, once, for ten minutes; and word of it wherever the member is."""

from datetime import timedelta

import pytest

from handlers.member.accounts.web_link import WORK
from handlers.ports import Policy
from storage.enums import OutboxClass, Platform
from storage.queries import web
from storage.tables import Work
from storage.unit import Storage
from tests.support import playing
from tests.support.clocks import FakeClock
from tests.support.court import ScriptedCourt
from tests.support.linking import LINK, link
from tests.support.people import SAFEWORD

TELEGRAM, DISCORD = Platform.TELEGRAM, Platform.DISCORD


async def usable(court: ScriptedCourt, code: str) -> bool:
    """Whether a code still lets somebody in."""
    async with court.storage.read() as tx:
        return await web.open_code(tx, web.LOGIN_CODE, code, court.clock.wall()) is not None


async def test_the_link_opens_the_web_chat_for_ten_minutes_and_the_newest_only(court: ScriptedCourt) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    await anna.says("/web")
    [older] = LINK.findall(anna.heard)
    assert await usable(court, older)
    await anna.says("/web")
    _, newer = LINK.findall(anna.heard)
    assert not await usable(court, older)
    court.clock.advance(timedelta(minutes=10))
    assert not await usable(court, newer)


async def test_the_link_is_a_message_of_its_own_of_class_account_and_answers_no_update(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court, platform=DISCORD)
    await anna.says("/web")
    [parcel] = [
        each for each in court.platforms[DISCORD].sent if LINK.search(str(getattr(each.meaning, "text", "")))
    ]

    assert parcel.klass is OutboxClass.ACCOUNT
    assert parcel.reply_to == ""
    assert parcel.chat == anna.address


async def test_on_the_web_it_says_that_one_is_there_already(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await anna.says("/web")

    assert "in the web chat already" in anna.last.text
    assert not LINK.search(anna.heard)


async def test_strangers_get_no_link_and_members_only_so_many(court: ScriptedCourt) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    other = await court.guest("other", platform=TELEGRAM)
    await other.says("/web")
    assert "members" in other.last.text
    for _ in range(5):
        await anna.says("/web")
    await anna.says("/web")
    assert "enough links" in anna.last.text
    court.clock.advance(timedelta(hours=1))
    await anna.says("/web")
    assert LINK.search(anna.last.text)


async def test_a_court_without_a_web_chat_says_so(
    sqlite_storage: Storage, clock: FakeClock, tmp_path_factory: pytest.TempPathFactory
) -> None:
    policy = Policy(admission="open", platforms=frozenset({TELEGRAM}))
    court = ScriptedCourt(sqlite_storage, clock, tmp_path_factory.mktemp("court"), policy=policy)
    anna = await playing.member(court, platform=TELEGRAM)
    await anna.says("/web")
    assert "no web chat" in anna.last.text
    await anna.says("/link")
    assert "Discord" not in anna.last.text
    assert "web" not in anna.last.text.casefold()
    await court.close()


async def test_the_link_comes_while_stopped_too(court: ScriptedCourt) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    await anna.says(SAFEWORD)
    await anna.says("/web")

    assert LINK.search(anna.last.text)


async def test_every_account_hears_that_the_link_was_used(court: ScriptedCourt) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    other = await court.guest("anna-d", platform=DISCORD)
    await link(anna, other)
    async with court.storage.begin() as tx:
        tx.add(Work(kind=WORK, person_id=(await anna.person()).id, created_at=court.clock.wall()))
    await court.engine.settle()

    assert "web log-in was opened" in anna.last.text
    assert "web log-in was opened" in other.last.text


async def test_the_deep_link_bears_the_bots_name_once_it_is_known(court: ScriptedCourt) -> None:
    anna = await playing.member(court, platform=DISCORD)
    await anna.says("/link")
    assert "t.me" not in anna.last.text
    court.house.bot_names[TELEGRAM] = "HerCourtBot"
    await anna.says("/link")

    assert "https://t.me/HerCourtBot?start=link_" in anna.last.text
    assert "/link with the code" in anna.last.text
