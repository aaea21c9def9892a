"""Somebody at the page of the web chat: what she does and sees, in words of ``tests.support.court``."""

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.intake import Accepted
from handlers.chat.incoming import Body, Command, Press, StopRequest, Text
from handlers.chat.outgoing import Choice, Field, FieldKind, Form, Medium, MediumKind, Meter, Say
from storage.enums import OutboxClass, Platform
from storage.queries import web
from tests.bot.platforms.web.browser import client_id
from tests.contracts.native import of_page
from tests.contracts.somebody import Somebody
from tests.support.court import ScriptedCourt
from tests.support.scripted import Bubble

if TYPE_CHECKING:
    from tests.contracts.web import Pages

OPEN, TAKEN, LET_IN, NOT_LOGGED_IN = 200, 202, 303, 401
MOST_MESSAGES = 200


@dataclass(slots=True)
class Seen(Bubble):
    """A bubble of the page, with what the page was given for it."""

    given: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Seen":
        """What a bubble looks like."""
        message = _form(given) if given["form"] else _say(given)
        return cls(
            id=str(given["id"]),
            message=message,
            ref=None,
            klass=OutboxClass.REPLY,
            closed=bool(given["closed"]),
            given=given,
        )


def _choices(buttons: Sequence[Mapping[str, Any]]) -> tuple[Choice, ...]:
    return tuple(Choice(each["label"], token=each["token"], selected=each["selected"]) for each in buttons)


def _say(given: Mapping[str, Any]) -> Say:
    media = tuple(
        Medium(
            MediumKind(each["kind"]),
            alt=each["alt"],
            name=each["name"],
            mime=each["mime"],
            spoiler=each["spoiler"],
            protected=each["protected"],
        )
        for each in given["media"]
    )
    meters = tuple(Meter(each["label"], each["share"], each["note"]) for each in given["meters"])
    buttons, nav = _choices(given["buttons"]), _choices(given["nav"])
    return Say(given["text"], choices=buttons, nav=nav, meters=meters, media=media)


def _form(given: Mapping[str, Any]) -> Form:
    sheet = given["form"]
    fields = tuple(
        Field(
            each["name"],
            each["label"],
            FieldKind(each["kind"]),
            options=tuple((one["value"], one["label"]) for one in each["options"]),
        )
        for each in sheet["fields"]
    )
    submit, nav = _choices([sheet["submit"]])[0], _choices(given["nav"])
    return Form(sheet["title"], fields, submit, text=sheet["text"], nav=nav)


class PageChatter(Somebody):
    """Somebody at the page."""

    can_edit = False

    def __init__(self, court: ScriptedCourt, pages: "Pages", name: str) -> None:
        super().__init__(court, name, "", Platform.WEB)
        self.pages = pages
        self.browser = pages.browser()
        self._given: list[dict[str, Any]] = []

    # -- coming in -------------------------------------------------------------------------------

    async def comes_by(self, code: str) -> None:
        """Come in by the invitation's link."""
        await self.registers(f"/join/{code}")
        await self.opens()

    async def registers(self, path: str = "/register") -> None:
        """Date of birth, e-mail and password at the door; the chat itself is not opened yet."""
        email = f"{self.name.replace(' ', '.')}@example.org"
        answer = await self.browser.register(email, path=path, enter=False)
        assert answer.status_code == LET_IN, answer.text
        async with self.court.storage.read() as tx:
            login = await web.login_by_email(tx, web.email_hash(tx.keyring, email))
            assert login is not None
            self.address = str(login.account.id)

    async def comes_of_age(self) -> None:
        """The date of birth is asked for at the door; the empty chat greets whoever opens it."""
        await (self.says("/start") if self.browser.csrf else self.opens())

    async def knocks(self) -> None:
        """Come to a door that may be closed."""
        await self.opens()

    async def opens(self) -> None:
        """Have the page open, registered if need be."""
        if not self.address:
            await self.registers()
        if not self.browser.csrf:
            page = await self.browser.open()
            assert page.status_code == OPEN, page.text
            await self.court.settle()

    async def follows(self, link: str) -> None:
        """Open a link of the court's in this browser, and press its button if there is one."""
        path = "/" + link.split("/", 3)[3]
        answer = await self.browser.fill(path)
        assert answer.status_code == LET_IN, answer.text
        page = (await self.browser.open()).text
        self.address = page.split('data-account="')[1].split('"')[0]
        await self.court.settle()

    # -- what they do ----------------------------------------------------------------------------

    async def says(self, text: str) -> None:
        """Type a message, or a command if it begins with a slash."""
        await self.opens()
        if text.startswith("/"):
            name, _, words = text[1:].partition(" ")
            await self._posts(kind="command", command=name, args=words)
        else:
            await self._posts(kind="text", text=text)

    async def presses(self, label: str) -> None:
        """Press the newest button whose label contains ``label`` (case does not matter)."""
        await self._posts(kind="press", token=self.button(label).token)

    async def fills(self, **values: str | Sequence[str]) -> None:
        """Send in the newest open form."""
        form = self.form
        assert form is not None, f"{self.name} sees no form; the last message was: {self.last!r}"
        given = {name: value if isinstance(value, str) else list(value) for name, value in values.items()}
        await self._posts(kind="form", token=form.submit.token, values=given)

    async def _posts(self, **body: object) -> None:
        await self.opens()
        answer = await self.browser.post("/api/send", {"id": client_id(), **body})
        assert answer.status_code == TAKEN, answer.text
        await self.court.settle()

    async def sends(
        self, *files: Path | bytes, caption: str = "", mime: str | None = None, name: str = "file"
    ) -> None:
        """Upload files as one message."""
        contents = [file.read_bytes() if isinstance(file, Path) else file for file in files]
        guessed = mime or mimetypes.guess_type(name)[0] or _mime(contents[0])
        await self._uploads(*((name, each, guessed) for each in contents), caption=caption)

    async def sends_voice(self, content: bytes) -> None:
        """Record a voice note in the page."""
        await self._uploads(("voice.ogg", content, "audio/ogg"), voice="1")

    async def _uploads(self, *files: tuple[str, bytes, str], **fields: str) -> None:
        await self.opens()
        answer = await self.browser.upload(*files, **fields)
        assert answer.status_code == TAKEN, answer.text
        await self.court.settle()

    async def sends_sticker(self) -> bool:
        """The page has none."""
        return False

    async def stops(self) -> None:
        """Press the page's red button."""
        await self.opens()
        answer = await self.browser.post("/api/stop", {"id": client_id()})
        assert answer.status_code == TAKEN, answer.text
        await self.court.settle()

    async def does(self, body: Body, *, key: str | None = None, settle: bool = True) -> Accepted:
        """What can be done on the page; the update's key is the page's to choose."""
        del key, settle
        match body:
            case Text(text=text):
                await self.says(text)
            case Command(name=name, args=args):
                await self.says(f"/{name} {args}".strip())
            case Press(token=token):
                await self._posts(kind="press", token=token)
            case StopRequest():
                await self.stops()
            case _:
                raise AssertionError(f"The page has no way to send this: {body!r}")
        return Accepted(new=True)

    # -- what they see ---------------------------------------------------------------------------

    async def reads(self) -> None:
        """Look at the page again."""
        if not self.address:
            return
        answer = await self.browser.get("/api/messages", params={"before": 2**53 - 1, "limit": MOST_MESSAGES})
        self._given = [] if answer.status_code == NOT_LOGGED_IN else answer.json()["messages"]

    @property
    def bot(self) -> str:
        """The court's name on the web."""
        return self.pages.platform.bot

    @property
    def bubbles(self) -> list[Bubble]:
        """Every message of the court still on the page, oldest first."""
        return [Seen.of(each) for each in self._given if each["from"] != "me"]

    async def downloads(self, bubble: Bubble) -> list[bytes]:
        """The files of a message."""
        assert isinstance(bubble, Seen)
        answers = [await self.browser.get(each["url"]) for each in bubble.given["media"]]
        return [answer.content for answer in answers]

    def native(self, bubble: Bubble) -> str:
        """What the page was given."""
        assert isinstance(bubble, Seen)
        return of_page(bubble.given)


def _mime(content: bytes) -> str:
    """What a browser would call the file."""
    known = {
        b"\x89PNG": "image/png",
        b"RIFF": "audio/wav",
        b"OggS": "audio/ogg",
        b"\xff\xd8\xff\xe0": "image/jpeg",
    }
    return known.get(content[:4], "application/octet-stream")
