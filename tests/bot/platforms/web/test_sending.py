"""What a person sends: taken once, shown once, cleaned, and never kept when it held the safeword."""

import asyncio
from typing import Any

import pytest
from sqlmodel import select

from handlers.chat.incoming import Command, FormAnswer, Press, StopRequest, Text
from handlers.chat.outgoing import Ask, Choice, Say
from storage.engines import sqlite_file
from storage.enums import OutboxClass, Platform
from storage.tables import WebMessage
from tests.bot.platforms.web.browser import client_id
from tests.bot.platforms.web.court import WebCourt
from tests.support.people import SAFEWORD


async def test_words_reach_the_court_and_the_transcript(court: WebCourt) -> None:
    anna = await court.member()
    answer = await anna.say("Good evening.", client="hello-01")
    assert (answer.status_code, answer.json()) == (202, {"ok": True})
    assert court.listener.bodies == [Text("Good evening.")]
    (message,) = await anna.newest()
    assert (message["from"], message["text"], message["client"]) == ("me", "Good evening.", "hello-01")
    assert (message["seq"], message["rev"], message["name"]) == (1, 1, "You")


async def test_the_court_is_told_who_where_and_when(court: WebCourt) -> None:
    anna = await court.member()
    await anna.say("hello", client="hello-01")
    account, _ = await court.person_of(anna)
    heard = court.listener.heard[-1]
    assert (heard.origin.platform, heard.origin.bot) == (Platform.WEB, "web")
    assert heard.origin.address == heard.origin.chat == str(account.id)
    assert heard.key == f"{account.id.hex}:hello-01"
    assert heard.sent_at == court.clock.wall()
    async with court.storage.read() as tx:
        from storage.queries import people

        found = await people.account_at(tx, Platform.WEB, "web", heard.origin.address)
        assert found is not None
        assert found.id == account.id, "the intake finds the account that registering made"


async def test_commands_presses_and_forms_are_what_they_are(court: WebCourt) -> None:
    anna = await court.member()
    for body in (
        {"kind": "command", "command": "tasks", "args": " all of them "},
        {"kind": "press", "token": "1.abc.0"},
        {"kind": "form", "token": "1.abc.1", "values": {"word": "yes", "tags": ["a", "b"]}},
    ):
        assert (await anna.post("/api/send", {"id": client_id(), **body})).status_code == 202
    assert court.listener.bodies == [
        Command("tasks", "all of them"),
        Press("1.abc.0"),
        FormAnswer("1.abc.1", {"word": ("yes",), "tags": ("a", "b")}),
    ]
    assert await anna.texts() == ["/tasks all of them"], "presses and forms are not echoed"


async def test_the_same_id_again_is_the_same_message(court: WebCourt) -> None:
    anna = await court.member()
    for _ in range(3):
        assert (await anna.say("once", client="twice-01")).status_code == 202
    together = await asyncio.gather(*(anna.say("at once", client="twice-02") for _ in range(5)))
    assert {answer.status_code for answer in together} == {202}
    assert court.listener.bodies == [Text("once"), Text("at once")]
    assert await anna.texts() == ["once", "at once"]


async def test_two_people_may_use_the_same_id(court: WebCourt) -> None:
    anna, ben = await court.member("anna@example.org"), await court.member("ben@example.org")
    await anna.say("from anna", client="same-id-1")
    await ben.say("from ben", client="same-id-1")
    assert court.listener.bodies == [Text("from anna"), Text("from ben")]
    assert (await anna.texts(), await ben.texts()) == (["from anna"], ["from ben"])


async def test_an_echo_that_failed_is_made_up_for_by_the_retry(
    court: WebCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.platforms.web.transcript import Transcript

    anna = await court.member()
    real = Transcript.note_own

    async def broken(*_: object, **__: object) -> None:
        raise OSError("no room left on the device")

    monkeypatch.setattr(Transcript, "note_own", broken)
    assert (await anna.say("hello", client="hello-01")).status_code == 500
    assert court.listener.bodies == [Text("hello")]
    monkeypatch.setattr(Transcript, "note_own", real)
    assert (await anna.say("hello", client="hello-01")).status_code == 202
    assert court.listener.bodies == [Text("hello")]
    assert await anna.texts() == ["hello"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<script>alert(1)</script> & <b>bold</b>", "<script>alert(1)</script> & <b>bold</b>"),
        ("tab\there\nand a line", "tab\there\nand a line"),
        ("win\r\ndows and old\rmac", "win\ndows and old\nmac"),
        ("null\x00 bell\x07 esc\x1b[31m del\x7f c1\x9b", "null bell esc[31m del c1"),
        ("\u202eturned\u202c 👩\u200d👧 e\u0301", "\u202eturned\u202c 👩\u200d👧 e\u0301"),
    ],
)
async def test_markup_survives_as_text_and_control_characters_do_not(
    court: WebCourt, typed: str, kept: str
) -> None:
    anna = await court.member()
    await anna.say(typed)
    assert court.listener.bodies == [Text(kept)]
    assert await anna.texts() == [kept]


async def test_half_a_letter_becomes_a_mark(court: WebCourt) -> None:
    anna = await court.member()
    body = b'{"id":"half-0001","kind":"text","text":"half \\ud83d letter, whole \\ud83d\\ude00"}'
    answer = await anna.http.post(
        "/api/send", content=body, headers={"X-CSRF": anna.csrf, "Content-Type": "application/json"}
    )
    assert answer.status_code == 202
    assert await anna.texts() == ["half � letter, whole 😀"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"kind": "text", "text": "  \n "}, 400),
        ({"kind": "text", "text": "\x00\x07"}, 400),
        ({"kind": "text", "text": "x" * 32_001}, 413),
        ({"kind": "command", "command": " "}, 400),
        ({"kind": "press", "token": ""}, 400),
        ({"kind": "press", "token": "x" * 65}, 400),
        ({"kind": "form", "token": "1.a.0", "values": {str(n): "x" for n in range(60)}}, 413),
        ({"kind": "form", "token": "1.a.0", "values": {"word": {"nested": "x"}}}, 400),
        ({"kind": "text", "text": 5}, 400),
        ({"kind": "text", "text": "hello", "id": "short"}, 400),
        ({"kind": "text", "text": "hello", "id": "no spaces or ünïcode"}, 400),
        ({"kind": "text", "text": "hello", "id": "x" * 65}, 400),
    ],
)
async def test_what_cannot_be_taken_is_said_in_a_sentence(
    court: WebCourt, body: dict[str, Any], status: int
) -> None:
    anna = await court.member()
    answer = await anna.post("/api/send", {"id": client_id(), **body})
    assert answer.status_code == status
    assert answer.json()["error"].endswith(".")
    assert court.listener.bodies == []
    assert await anna.newest() == []


async def test_a_command_without_end_is_words(court: WebCourt) -> None:
    anna = await court.member()
    await anna.post("/api/send", {"id": client_id(), "kind": "command", "command": "x" * 65, "args": "y"})
    assert court.listener.bodies == [Text(f"/{'x' * 65} y")]


# -- what must not be kept -----------------------------------------------------------------------------


async def test_what_came_with_the_safeword_is_shown_as_dots_and_kept_nowhere(court: WebCourt) -> None:
    anna = await court.member()
    said = f"no, {SAFEWORD}, and something private"
    for body in (
        {"kind": "text", "text": said},
        {"kind": "command", "command": "tasks", "args": said},
    ):
        assert (await anna.post("/api/send", {"id": client_id(), **body})).status_code == 202
    assert await anna.texts() == ["•••", "•••"]
    async with court.storage.read() as tx:
        for row in await tx.all(select(WebMessage)):
            assert "private" not in str(await tx.open(row, "body"))


async def test_a_new_safeword_is_shown_as_dots(court: WebCourt) -> None:
    anna = await court.member()
    court.listener.private = True
    await anna.say("marmalade kingdom")
    assert await anna.texts() == ["•••"]


async def test_an_answer_to_a_secret_question_is_shown_as_dots(court: WebCourt) -> None:
    anna = await court.member()
    await court.tells(anna, Ask("Say it once more.", hint="", secret=True), ref="ask")
    await anna.say("open sesame")
    await anna.say("open sesame, again")
    await court.tells(anna, "Thank you.")
    await anna.say("still the newest question")
    await court.tells(anna, Ask("And your name?", hint="a name"))
    await anna.say("Anna")
    assert [m["text"] for m in await anna.newest() if m["from"] == "me"] == ["•••", "•••", "•••", "Anna"]


async def test_a_secret_question_with_buttons_after_it_is_over(court: WebCourt) -> None:
    anna = await court.member()
    await court.tells(anna, Ask("Say it.", hint="", secret=True))
    await court.tells(anna, Say("Which?", choices=(Choice("This", token="1.a.0"),)))
    await anna.say("this one")
    assert (await anna.texts())[-1] == "this one"


async def test_the_transcript_is_sealed_on_disk(court: WebCourt) -> None:
    anna = await court.member()
    await anna.say("a very recognisable sentence")
    await court.tells(anna, "another recognisable sentence")
    async with court.storage.read() as tx:
        rows = await tx.all(select(WebMessage))
        assert len(rows) == 2
        assert all("recognisable" not in str(row.model_dump()) for row in rows)
    database = sqlite_file(court.storage.url)
    assert database is not None
    files = [*database.parent.glob(f"{database.name}*")]
    assert database in files
    assert not any(b"recognisable" in file.read_bytes() for file in files)


# -- the red button ------------------------------------------------------------------------------------


async def test_the_red_button_stops_without_a_word_and_without_a_limit(court: WebCourt) -> None:
    anna = await court.member()
    answers = [await anna.post("/api/stop", {"id": f"stop-{n:04}"}) for n in range(40)]
    assert {answer.status_code for answer in answers} == {202}
    assert set(court.listener.bodies) == {StopRequest()}
    assert await anna.newest() == []


async def test_a_retried_stop_is_one_stop(court: WebCourt) -> None:
    anna = await court.member()
    for _ in range(3):
        assert (await anna.post("/api/stop", {"id": "stop-0001"})).status_code == 202
    assert court.listener.bodies == [StopRequest()]


async def test_a_stop_that_was_not_stored_is_not_confirmed(court: WebCourt) -> None:
    anna = await court.member()
    court.listener.trouble = OSError("disk")
    assert (await anna.post("/api/stop", {"id": "stop-0001"})).status_code >= 500


# -- words before the answer ---------------------------------------------------------------------------


async def test_an_answer_waits_until_what_it_answers_is_in_the_chat(
    court: WebCourt, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = await court.member()
    await court.person_of(anna)
    answered: list[asyncio.Task[Any]] = []
    accept = court.listener.accept

    async def quick(self: object, inbound: Any, /) -> Any:
        taken = await accept(inbound)
        answered.append(asyncio.create_task(court.tells(anna, "the answer", klass=OutboxClass.REPLY)))
        await asyncio.sleep(0.3)
        return taken

    monkeypatch.setattr(type(court.listener), "accept", quick)
    await anna.say("the question")
    await asyncio.gather(*answered)
    assert await anna.texts() == ["the question", "the answer"]
