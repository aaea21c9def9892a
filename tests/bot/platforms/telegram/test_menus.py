"""The command menus: safety first, operators' commands only for operators, nothing in groups."""

from bot.cli.check_world import check_platforms
from bot.settings import Settings
from bot.settings.platforms import TelegramSection
from handlers.registry import full_registry
from storage.tables import Operator
from tests.contracts.telegram import TelegramCourt
from tests.support.court import shipped_content
from tests.support.waiting import until


async def written(court: TelegramCourt) -> None:
    """Return when the menus stand."""
    await until(lambda: bool(court.server.called("deleteMyCommands")))
    await court.settle()


async def test_members_see_their_commands_in_private_with_what_stops_first(polled: TelegramCourt) -> None:
    anna = await polled.member()
    await until(lambda: "hide" in anna.client.menu)
    assert set(anna.client.menu[:3]) <= {"red", "stop", "safeword", "yellow", "green", "resume"}
    registry = full_registry(shipped_content())
    shown = {spec.name for spec in registry.commands.values() if not spec.hidden}
    assert set(anna.client.menu) <= shown
    assert not {"desk", "assign", "log"} & set(anna.client.menu)


async def test_operators_see_theirs_too_in_their_own_chat_alone(polled: TelegramCourt) -> None:
    olga, anna = await polled.operator(), await polled.member()
    await until(lambda: "desk" in olga.client.menu)
    assert {"desk", "assign", "red"} <= set(olga.client.menu)
    assert "desk" not in anna.client.menu


async def test_who_is_no_operator_any_more_loses_the_menu(polled: TelegramCourt) -> None:
    olga = await polled.operator()
    await until(lambda: "desk" in olga.client.menu)
    person = await olga.person()
    async with polled.storage.begin() as tx:
        row = await tx.get(Operator, person.id)
        assert row is not None
        await tx.delete(row)
    await until(lambda: "desk" not in olga.client.menu)


async def test_in_groups_there_is_no_menu(polled: TelegramCourt) -> None:
    anna = await polled.member()
    await written(polled)
    group = polled.server.group("Friends", anna.client)
    assert polled.server.menus.seen(group.id, anna.client.id, "en", group=True) == []


async def test_menus_that_cannot_be_written_stop_nothing(polled: TelegramCourt) -> None:
    from tests.fakes.telegram import broken

    polled.server.faults.inject(broken(500), "setMyCommands", times=None)
    await polled.restart()
    anna = await polled.member()
    await anna.says("/help")
    assert anna.bubbles


async def test_check_asks_telegram_whether_it_knows_the_token(polled: TelegramCourt) -> None:
    section = TelegramSection.model_validate(
        {"token": polled.server.token, "api_base_url": polled.server.base_url}
    )
    settings = Settings(telegram=section)
    [telegram, _] = await check_platforms(settings)
    assert "knows the token" in telegram.found

    polled.server.revoke_token()
    [telegram, _] = await check_platforms(settings)
    assert "refuses the token" in telegram.found
