"""The real library against the Discord server, over real sockets."""

import asyncio
import io
from collections.abc import AsyncIterator

import discord
import pytest

from tests.fakes.discord import DiscordServer, Person
from tests.fakes.discord_client import SmallBot, eventually, logged_in, pointed_at


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer().running() as server:
        yield server


@pytest.fixture
def anna(server: DiscordServer) -> Person:
    return server.person("anna")


@pytest.fixture
async def bot(server: DiscordServer) -> AsyncIterator[SmallBot]:
    bot = SmallBot()
    async with logged_in(server, bot):
        yield bot


async def test_it_logs_in_and_its_commands_are_on_offer(anna: Person, bot: SmallBot) -> None:
    assert bot.user is not None
    assert bot.user.name == "court"
    assert set(anna.commands()) == {"slow", "form", "menu", "lookup"}
    assert bot.application_id == anna.server.world.app_id


async def test_text_goes_both_ways_and_edits_are_seen(anna: Person, bot: SmallBot) -> None:
    sent = await anna.says("hi")
    assert (await anna.hears("echo hi")).author is anna.server.world.bot
    await anna.edits(sent, "hi again")
    await eventually(lambda: bot.edited)
    assert (bot.received, bot.edited) == (["hi"], ["hi again"])


async def test_files_go_both_ways(anna: Person, bot: SmallBot) -> None:
    await anna.sends_files(("a.txt", b"one"), ("b.txt", b"two"), text="here")
    echo = await anna.hears("echo here")
    assert [(one.name, one.content) for one in echo.attachments] == [("a.txt", b"one"), ("b.txt", b"two")]


async def test_a_voice_message_is_one_for_the_library_too(anna: Person, bot: SmallBot) -> None:
    sent = await anna.sends_file(b"OggS" + bytes(40), voice=True)
    channel = await bot.fetch_channel(anna.dm.id)
    assert isinstance(channel, discord.DMChannel)
    seen = await channel.fetch_message(sent.id)
    assert seen.flags.voice
    assert seen.attachments[0].is_voice_message()
    assert seen.attachments[0].duration == 1.0


async def test_spoilers_and_descriptions_arrive(anna: Person, bot: SmallBot) -> None:
    picture = discord.File(io.BytesIO(b"x"), filename="rope.png", spoiler=True, description="A rope")
    user = await bot.fetch_user(anna.id)
    sent = await user.send("look", file=picture)
    (file,) = anna.heard[-1].attachments
    assert (file.name, file.spoiler, file.description) == ("SPOILER_rope.png", True, "A rope")
    assert sent.attachments[0].is_spoiler()


async def test_a_command_that_thinks_first_answers_only_its_asker(anna: Person, bot: SmallBot) -> None:
    guild = anna.server.guild("court", anna, server_owner := anna.server.person("bea"), owner=server_owner)
    result = await anna.command("slow", guild=guild, words="rope")
    await anna.hears("and again")
    assert (result.how, result.ephemeral, result.texts) == (
        "deferred",
        True,
        ["thought about rope", "and again"],
    )
    assert result.after is not None
    assert result.after < 1
    assert [one.content for one in anna.ephemerals(guild)] == result.texts
    assert server_owner.sees(guild) == []


async def test_a_form_with_every_kind_of_field_comes_back(anna: Person, bot: SmallBot) -> None:
    result = await anna.command("form")
    assert result.how == "modal"
    assert anna.modal is not None
    assert anna.modal.labels == ["Words", "Mood", "Days", "Proof"]
    answer = await anna.fills(words="done", mood="Good", days=["Mon", "Tue"], proof=("p.txt", b"proof"))
    assert answer.texts == ["done|Good|['Mon', 'Tue']|proof"]
    assert answer.ephemeral


async def test_buttons_and_selects_change_what_only_she_sees(anna: Person, bot: SmallBot) -> None:
    guild = anna.server.guild("court", anna)
    shown = await anna.command("menu", guild=guild)
    picked = await (await anna.picks("One", guild=guild)).settled()
    assert (picked.how, picked.texts) == ("deferred update", ["picked ['1']"])
    pressed = await anna.presses("Go")
    assert pressed.how == "update"
    assert shown.reply is not None
    assert (shown.reply.content, shown.reply.buttons) == ("gone", [])


async def test_typing_is_completed(anna: Person, bot: SmallBot) -> None:
    assert await anna.completes("lookup", "tag", "sil") == ["silk", "silver"]


async def test_who_closed_her_messages_is_forbidden(anna: Person, bot: SmallBot) -> None:
    anna.closes_dms()
    user = await bot.fetch_user(anna.id)
    with pytest.raises(discord.Forbidden) as refused:
        await user.send("hello")
    assert refused.value.code == 50007


async def test_too_long_a_text_is_an_invalid_form(anna: Person, bot: SmallBot) -> None:
    user = await bot.fetch_user(anna.id)
    with pytest.raises(
        discord.HTTPException, match=r"In content: Must be 2000 or fewer in length\."
    ) as refused:
        await user.send("x" * 2001)
    assert refused.value.code == 50035


async def test_a_nonce_makes_a_resend_safe(anna: Person, bot: SmallBot) -> None:
    user = await bot.fetch_user(anna.id)
    first, second = [await user.send("once", nonce="7") for _ in range(2)]
    assert (first.id, anna.texts) == (second.id, ["once"])


async def test_history_is_read_back_in_order(anna: Person, bot: SmallBot) -> None:
    anna.server.faults.drop_events("MESSAGE_CREATE")
    for number in range(3):
        await anna.says(str(number))
    user = await bot.fetch_user(anna.id)
    channel = await user.create_dm()
    assert [one.content async for one in channel.history(oldest_first=True)] == ["0", "1", "2"]
    assert bot.received == []


async def test_a_late_answer_meets_an_unknown_interaction(server: DiscordServer, anna: Person) -> None:
    caught: list[int] = []

    class Late(SmallBot):
        async def on_interaction(self, interaction: discord.Interaction) -> None:
            server.clock.advance(3.5)
            try:
                await interaction.response.defer()
            except discord.NotFound as error:
                caught.append(error.code)

    bot = Late()
    bot.tree.clear_commands(guild=None)
    bot.tree.add_command(discord.app_commands.Command(name="late", description="Late", callback=nothing))
    async with logged_in(server, bot):
        result = await anna.command("late", wait=False)
        await server.pulse.until(lambda: caught, 0.5)
    assert (caught, result.failed, result.late) == ([10062], True, True)


async def nothing(_: discord.Interaction) -> None:
    """A command that never answers."""
    await asyncio.sleep(10)


async def test_after_a_cut_it_resumes_and_misses_nothing(anna: Person, bot: SmallBot) -> None:
    anna.server.gateway.cut()
    await anna.says("while away")
    await anna.hears("echo while away", within=10)
    assert bot.received == ["while away"]
    assert len(anna.server.gateway.resumes) == 1
    assert len(anna.server.gateway.identifies) == 1


@pytest.mark.slow
async def test_when_the_session_is_lost_it_identifies_anew(anna: Person, bot: SmallBot) -> None:
    anna.server.gateway.invalidate()
    await anna.says("lost")
    await eventually(lambda: anna.server.gateway.sessions, 10)
    await anna.says("heard")
    await anna.hears("echo heard", within=10)
    assert (bot.received, len(anna.server.gateway.identifies)) == (["heard"], 2)


async def test_a_rate_limit_is_waited_out(anna: Person, bot: SmallBot) -> None:
    user = await bot.fetch_user(anna.id)
    await user.create_dm()
    anna.server.faults.rate_limit(0.1, "/channels/*/messages", method="POST", times=2)
    await user.send("at last")
    sends = [one.status for one in anna.server.calls if one.path.endswith("/messages")]
    assert (sends, anna.texts) == ([429, 429, 200], ["at last"])


async def test_a_wrong_token_is_a_failed_login(server: DiscordServer) -> None:
    with pytest.raises(discord.LoginFailure):
        async with logged_in(server, SmallBot(), token="wrong"):
            pass


async def test_a_token_revoked_in_the_middle_ends_the_client(server: DiscordServer) -> None:
    bot = SmallBot()
    async with pointed_at(server):
        running = asyncio.ensure_future(bot.start(server.token))
        await asyncio.wait_for(bot.wait_until_ready(), 10)
        server.revoke_token()
        with pytest.raises(discord.ConnectionClosed) as closed:
            await asyncio.wait_for(running, 10)
        assert closed.value.code == 4004
        await bot.close()


async def test_garbage_makes_the_librarys_parser_stumble(server: DiscordServer) -> None:
    bot = SmallBot()
    async with pointed_at(server):
        running = asyncio.ensure_future(bot.start(server.token))
        await asyncio.wait_for(bot.wait_until_ready(), 10)
        server.gateway.garbage("MESSAGE_CREATE", {"nothing": "of use"})
        with pytest.raises(KeyError):
            await asyncio.wait_for(running, 10)
        await bot.close()


@pytest.mark.slow
async def test_each_shard_gets_its_guilds_and_the_first_the_direct_messages(server: DiscordServer) -> None:
    class Sharded(discord.AutoShardedClient):
        heard: list[tuple[int, str]]

        async def on_message(self, message: discord.Message) -> None:
            shard = 0 if message.guild is None else message.guild.shard_id
            self.heard.append((shard, str(message.channel.type)))

    anna = server.person("anna")
    guilds = [server.guild(f"court {number}", anna) for number in range(4)]
    bot = Sharded(
        intents=discord.Intents(guilds=True, messages=True),
        shard_count=2,
        shard_ids=[0, 1],
        guild_ready_timeout=0.1,
    )
    bot.heard = []
    async with logged_in(server, bot):
        assert {one.id: one.shard_id for one in bot.guilds} == {one.id: (one.id >> 22) % 2 for one in guilds}
        assert sorted((one.shard, one.shards) for one in server.gateway.identifies) == [(0, 2), (1, 2)]
        for guild in guilds:
            await anna.says("public", guild=guild)
        await anna.says("private")
        await eventually(lambda: len(bot.heard) == 5)
    assert sorted(bot.heard) == sorted([(0, "private"), *(((g.id >> 22) % 2, "text") for g in guilds)])


async def test_it_leaves_a_guild_that_throws_it_out(anna: Person, bot: SmallBot) -> None:
    guild = anna.server.guild("court", anna)
    await eventually(lambda: bot.get_guild(guild.id))
    anna.server.remove_bot(guild)
    await eventually(lambda: not bot.guilds)
