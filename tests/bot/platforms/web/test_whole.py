"""The web chat with the whole court behind it: from the door to the first task, the safeword, a proof."""

import asyncio
from typing import Any

from sqlmodel import select

from storage.queries import web
from storage.tables import Person, User, VaultBlob, WebLogin
from tests.bot.platforms.web.browser import PASSWORD, Browser, client_id
from tests.bot.platforms.web.whole import WholeCourt

WORD = "marmalade kingdom"
EMAIL = "anna@example.org"
TAG_STEPS = (
    ("Hard limits:", "Done"),
    ("Soft limits:", "Done"),
    ("Anything else", "Skip"),
    ("what you like", "Done"),
)


class Reader:
    """Somebody who reads the page and presses what she sees."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.seen = 0

    async def answer(self, words: str = "") -> dict[str, Any]:
        """The next message of the court that has these words in it."""
        async with asyncio.timeout(30):
            while True:
                for message in await self.browser.newest(200):
                    fresh = message["rev"] > self.seen and message["from"] != "me"
                    if fresh and words.casefold() in message["text"].casefold():
                        self.seen = message["rev"]
                        return message
                await asyncio.sleep(0.05)

    async def presses(self, label: str) -> None:
        """Press the newest open button of this label, once it is there."""
        async with asyncio.timeout(30):
            while True:
                for message in reversed(await self.browser.newest(200)):
                    buttons = [] if message["closed"] else [*message["buttons"], *message["nav"]]
                    for button in buttons:
                        if label.casefold() in button["label"].casefold():
                            body = {"id": client_id(), "kind": "press", "token": button["token"]}
                            assert (await self.browser.post("/api/send", body)).status_code == 202
                            return
                await asyncio.sleep(0.05)


async def onboarded(court: WholeCourt) -> Reader:
    """A member who went through every question on the page."""
    anna = Reader(await court.member(EMAIL))
    text = court.house.texts.get
    await anna.answer(text("terms.text")[:40])
    await anna.presses(text("terms.accept"))
    await anna.answer(text("onboarding.name")[:20])
    await anna.browser.say("Anna")
    assert (await anna.answer(text("word.ask")[:20]))["input"]["secret"] is True
    await anna.browser.say(WORD)
    await anna.answer(text("word.again")[:20])
    await anna.browser.say(WORD)
    await anna.answer(text("word.drill")[:20])
    await anna.browser.say(WORD)
    for question, button in TAG_STEPS:
        await anna.answer(question)
        await anna.presses(button)
    await anna.answer("Whom will you serve?")
    octavia = court.house.content.personas["octavia"].name
    await anna.presses(octavia)
    await anna.presses(text("onboarding.first_task"))
    return anna


async def test_from_the_door_to_the_first_task_a_proof_and_the_safeword(whole: WholeCourt) -> None:
    anna = await onboarded(whole)
    own = [m["text"] for m in await anna.browser.newest(200) if m["from"] == "me"]
    assert own == ["Anna", "•••", "•••", "•••"], "nothing of the safeword is ever shown"
    await whole.engine.turns.idle()
    await login_is_the_members(whole, anna)
    await a_proof_is_taken(whole, anna)
    await the_safeword_stops(whole, anna)


async def login_is_the_members(whole: WholeCourt, anna: Reader) -> None:
    """E-mail and password stand in the member's row now, and still log in."""
    async with whole.storage.read() as tx:
        user = await tx.first(select(User))
        login = await tx.first(select(WebLogin))
        assert await tx.open(user, "email") == EMAIL
        assert user.password_hashed.startswith("$argon2id$")
        assert (login.email, login.password_hashed) == (None, None)
        assert await web.login_by_email(tx, web.email_hash(tx.keyring, EMAIL)) is not None
    phone = whole.browser()
    assert (await phone.login(EMAIL, "wrong password")).status_code == 403
    assert (await phone.login(EMAIL, PASSWORD)).status_code == 303
    assert (await phone.get("/api/state")).json()["persona"]["key"] == "octavia"


async def a_proof_is_taken(whole: WholeCourt, anna: Reader) -> None:
    """Something uploaded is answered, and its raw bytes go."""
    anna.seen = max(message["rev"] for message in await anna.browser.newest(200))
    assert (await anna.browser.upload(("note.txt", b"no picture at all", "text/plain"))).status_code == 202
    await anna.answer()
    await whole.engine.turns.idle()
    async with whole.storage.read() as tx:
        assert [blob for blob in await tx.all(select(VaultBlob)) if blob.kind == "upload"] == []


async def the_safeword_stops(whole: WholeCourt, anna: Reader) -> None:
    """Red is answered out of character, seen in the header, and what came with it is not shown."""
    async with anna.browser.line() as line:
        await anna.browser.say(f"no more, {WORD}, my secret")
        while True:
            message = (await line.next("message"))["message"]
            if message["from"] == "safety" and message["rev"] > anna.seen:
                break
    state = (await anna.browser.get("/api/state")).json()
    assert (state["stopped"], state["mood"]) == (True, "stopped")
    assert not any("secret" in text for text in await anna.browser.texts())


async def test_a_lost_phone_is_stopped_by_name_from_a_strangers_browser(whole: WholeCourt) -> None:
    anna = await onboarded(whole)
    wrong = await whole.browser().fill("/stop", username="Anna", safeword="not the word")
    assert (await anna.browser.get("/api/state")).json()["stopped"] is False
    right = await whole.browser().fill("/stop", username="anna", safeword="  Marmalade   KINGDOM ")
    assert wrong.text.split("<main")[1] == right.text.split("<main")[1]
    assert (await anna.browser.get("/api/state")).json()["stopped"] is True


async def test_the_red_button_stops_a_locked_page(whole: WholeCourt) -> None:
    anna = await onboarded(whole)
    await anna.browser.post("/api/lock")
    assert (await anna.browser.post("/api/stop", {"id": client_id()})).status_code == 202
    async with whole.storage.read() as tx:
        assert (await tx.first(select(Person))).stopped_at is not None
