"""What messages look like on Discord, and what of theirs Discord does not take."""

import uuid
from datetime import timedelta

from handlers.chat.outgoing import Ask, Choice, Medium, MediumKind, Meter, Say, Speaker
from storage.enums import OutboxClass, ProofType, TaskStatus
from tests.bot.platforms.discord.helpers import member, tells
from tests.contracts.discord import DiscordCourt
from tests.fakes.discord import DiscordServer
from tests.support.playing import picture, recording, seen, task_of


async def test_a_long_text_comes_in_parts_with_its_buttons_below_the_last(court: DiscordCourt) -> None:
    anna = await member(court)
    paragraph = "Stand straight, breathe slowly, and read every line of this twice. " * 9
    text = "\n\n".join(f"{number}. {paragraph}" for number in range(8))
    await tells(court, anna, Say(text, choices=(Choice("Understood", "task.list"),)))
    parts = anna.somebody.heard
    assert len(parts) > 2
    assert all(len(part.content) <= 2000 for part in parts)
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]
    said = " ".join(" ".join(part.content for part in parts).split())
    assert said.replace("\\", "") == " ".join(text.split())


async def test_a_stop_between_two_parts_ends_the_message(court: DiscordCourt, server: DiscordServer) -> None:
    anna = await member(court)
    server.faults.rate_limit(5.0, "/channels/*/messages", method="POST", times=1)
    text = "\n\n".join("Wait here until you are called for. " * 40 for _ in range(4))
    await tells(court, anna, Say(text))
    await anna.says("red")
    court.clock.advance(timedelta(seconds=10))
    court.engine.courier.wake()
    await court.settle()
    assert "Wait here" not in anna.heard


async def test_nothing_in_a_text_is_markup_or_a_ping(court: DiscordCourt) -> None:
    anna = await member(court)
    await tells(court, anna, "**bold** _it_ ||spoiler|| @everyone <@123> <t:1:R> # head\n> quote `code`")
    [message] = anna.somebody.heard
    assert "\\*\\*bold\\*\\*" in message.content
    assert "<@123>" not in message.content.replace("\\<@123>", "")
    assert message.allowed_mentions == {"parse": []}


async def test_a_persona_signs_with_her_name_and_safety_speaks_plainly(court: DiscordCourt) -> None:
    anna = await member(court)
    await tells(court, anna, "Good.", by=Speaker.PERSONA)
    await tells(court, anna, "You are safe.", by=Speaker.SAFETY, klass=OutboxClass.SAFETY)
    assert anna.somebody.texts == ["**Madame Octavia**\nGood.", "-# Safety\nYou are safe."]


async def test_time_that_is_left_is_a_bar_that_counts_down_by_itself(court: DiscordCourt) -> None:
    anna = await member(court)
    due = court.clock.court() + timedelta(hours=3)
    await tells(court, anna, Say("Still open.", meters=(Meter("Polish", 0.5, "3 hours", due),)))
    [message] = anna.somebody.heard
    [panel] = message.embeds
    assert panel["description"] == f"**Polish**\n▰▰▰▰▰▰▱▱▱▱▱▱ 3 hours · <t:{int(due.timestamp())}:R>"
    assert panel["color"] == 0xD9B66E


async def test_pictures_come_as_spoilers_and_sounds_as_files_both_with_words(court: DiscordCourt) -> None:
    anna = await member(court)
    person = (await anna.person()).id
    photo = await court.house.blobs.write(person, picture(), kind="photo", mime="image/png")
    voice = await court.house.blobs.write(person, b"OggS....", kind="audio", mime="audio/ogg")
    media = (
        Medium(MediumKind.PHOTO, str(photo), alt="A window", mime="image/png", spoiler=True),
        Medium(MediumKind.VOICE, str(voice), alt="Her voice", mime="audio/ogg", transcript="Come here."),
    )
    await tells(court, anna, Say("Look, and listen.", media=media))
    [message] = anna.somebody.heard
    assert [(each.name, each.description) for each in message.attachments] == [
        ("SPOILER_photo-1.png", "A window"),
        ("voice-2.ogg", "Her voice"),
    ]
    assert message.attachments[1].content == b"OggS...."
    assert message.content == "Look, and listen.\n> Come here."


async def test_a_file_that_is_gone_is_said_to_be_gone(court: DiscordCourt) -> None:
    anna = await member(court)
    lost = Medium(MediumKind.PHOTO, str(uuid.uuid4()), alt="Lost", mime="image/png")
    await tells(court, anna, Say("This one.", media=(lost,)))
    assert anna.somebody.texts == ["This one.\n-# It is no longer here."]


async def test_a_file_too_large_for_discord_is_said_to_be_so(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna = await member(court)
    person = (await anna.person()).id
    blob = await court.house.blobs.write(person, b"zip", kind="file", mime="application/zip")
    body = {"message": "Request entity too large", "code": 40005}
    server.faults.answer(413, "/channels/*/messages", method="POST", body=body)
    await tells(court, anna, Say("All of it.", media=(Medium(MediumKind.FILE, str(blob), name="all.zip"),)))
    assert "too large for Discord" in anna.heard


async def test_many_choices_are_a_menu_and_toggles_are_buttons(court: DiscordCourt) -> None:
    anna = await member(court)
    many = tuple(Choice(f"Year {year}", "task.list") for year in range(1980, 2010))
    few = tuple(Choice(f"Tag {n}", "task.list", selected=n == 2) for n in range(12))
    await tells(court, anna, Ask("Which year?", choices=many, nav=(Choice("Back", "task.list"),)))
    await tells(court, anna, Ask("Which?", choices=few))
    years, tags = anna.somebody.heard
    assert [len(menu["options"]) for menu in years.selects()] == [25, 5]
    assert years.buttons == ["Back"]
    assert tags.buttons[:4] == ["Tag 0", "Tag 1", "✓ Tag 2", "Tag 3"]
    assert [len(row["components"]) for row in tags.components] == [5, 5, 2]


async def test_a_secret_can_be_written_where_nobody_reads_it(court: DiscordCourt) -> None:
    anna = await member(court)
    await tells(court, anna, Ask("Your word?", hint="A word", secret=True))
    pressed = await anna.somebody.presses("Write it unseen")
    assert pressed.how == "modal"
    await anna.somebody.fills({"Your answer": "marmalade sky"})
    await court.settle()
    assert (await anna.person()).stopped_at is not None
    assert all("marmalade" not in message.content for message in anna.somebody.messages)


async def test_a_message_is_changed_in_its_place_without_a_press(court: DiscordCourt) -> None:
    anna = await member(court)
    await tells(court, anna, Say("Waiting.", choices=(Choice("Look", "task.list"),)), ref="x:1")
    person = await anna.person()
    async with court.engine.turns.about(person.id) as turn:
        await turn.amend("x:1", Say("Done."))
    await court.settle()
    async with court.engine.turns.about(person.id) as turn:
        await turn.amend("x:1", note="Thursday")
    await court.settle()
    [message] = anna.somebody.heard
    assert message.content == "Done.\n-# › Thursday"
    assert message.buttons == []


async def test_a_message_that_is_changed_into_a_longer_one_loses_neither_words_nor_buttons(
    court: DiscordCourt,
) -> None:
    anna = await member(court)
    await tells(court, anna, Say("Waiting."), ref="x:1")
    words = " ".join(f"word{number}" for number in range(700))
    async with court.engine.turns.about((await anna.person()).id) as turn:
        await turn.amend("x:1", Say(words, choices=(Choice("Look", "task.list"),)))
    await court.settle()
    assert " ".join(message.content for message in anna.somebody.heard).split() == words.split()
    assert [message.buttons for message in anna.somebody.heard][-1] == ["Look"]

    async with court.engine.turns.about((await anna.person()).id) as turn:
        await turn.amend("x:1", Say("Short again."))
    await court.settle()
    assert [message.content for message in anna.somebody.heard] == ["Short again."]


async def test_what_was_said_is_taken_away_again_but_never_what_she_said(court: DiscordCourt) -> None:
    anna = await member(court)
    for number in range(23):
        await tells(court, anna, f"Number {number}.")
    await anna.says("and mine")
    await anna.says("/hide")
    assert [message.content for message in anna.somebody.messages if not message.by_bot] == ["and mine"]
    assert "Number" not in anna.heard


async def test_a_voice_message_is_proof(court: DiscordCourt) -> None:
    anna = await member(court)
    task_id = await task_of(court, anna, proof_type=ProofType.AUDIO)
    message = await anna.somebody.sends_file(recording(), voice=True)
    await court.heard(message)
    assert (await seen(court, task_id)).task.status is not TaskStatus.ASSIGNED, anna.heard


async def test_a_photo_whose_address_expired_is_still_proof_after_a_restart(
    court: DiscordCourt, server: DiscordServer
) -> None:
    anna = await member(court)
    await anna.says("hello")
    task_id = await task_of(court, anna, proof_type=ProofType.PHOTO)
    await court.closes()
    await anna.somebody.sends_file(picture(), name="me.png")
    server.clock.advance(2 * 24 * 3600)
    later = await court.reopened()
    await later.settle()
    anna = await later.guest("anna")
    assert (await seen(later, task_id)).task.status is not TaskStatus.ASSIGNED, anna.heard
    await later.closes()


async def test_stickers_and_the_like_get_a_kind_answer(court: DiscordCourt, server: DiscordServer) -> None:
    anna = await member(court)
    author = {"id": anna.address, "username": "anna"}
    number = server.clock.snowflake()
    data = {"id": str(number), "channel_id": str(anna.somebody.dm.id), "author": author, "type": 0}
    server.gateway.garbage("MESSAGE_CREATE", {**data, "content": "", "sticker_items": [{"id": "1"}]})
    await anna.somebody.hears("")
    assert anna.bubbles
