"""People brought into a state once, who can be brought back into it as often as a gate likes."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from handlers.chat.incoming import Body, Command, Edited, FormAnswer, Text
from storage.tables import Safeword, User
from tests.acceptance.states import Arrange
from tests.support.court import Chatter, ScriptedCourt

CARRIERS = ("text", "caption", "edit", "argument", "field")
FILE = b"any file will do: nobody gets to look at it"


@dataclass(frozen=True, slots=True)
class Staged:
    """Somebody in a state; ``form`` and ``field`` are what an open form answers to, if one is open."""

    state: str
    chatter: Chatter
    person_id: uuid.UUID
    epoch: int
    form: str = "no such form"
    field: str = "field"

    def says(self, text: str, carrier: str) -> Body:
        """The update that carries ``text``: typed, under a file, as an edit, behind a command, in a form."""
        match carrier:
            case "caption":
                return self.chatter.upload(FILE, caption=text)
            case "edit":
                return Edited(text)
            case "argument" if not text.startswith("/"):
                return Command("tasks", text)
            case "field":
                return FormAnswer(self.form, {self.field: (text,)})
            case _:
                return _typed(text)


def _typed(text: str) -> Body:
    """What platforms make of a line: what begins with a slash is a command."""
    if not text.startswith("/"):
        return Text(text)
    name, _, args = text[1:].partition(" ")
    return Command(name, args)


async def staged(court: ScriptedCourt, states: Mapping[str, Arrange]) -> list[Staged]:
    """Somebody in each of these states."""
    people = []
    for state, arrange in states.items():
        anna = await arrange(court, f"member{next(court.numbers)}")
        person = await anna.person()
        if anna.form is None:
            people.append(Staged(state, anna, person.id, person.stop_epoch))
        else:
            token, field = anna.form.submit.token, anna.form.fields[0].name
            people.append(Staged(state, anna, person.id, person.stop_epoch, token, field))
    return people


async def give_word(court: ScriptedCourt, people: list[Staged], word: str) -> None:
    """Make ``word`` everybody's safeword; who has replaced hers keeps the new one beside it."""
    async with court.storage.begin() as tx:
        for each in people:
            own = select(Safeword).where(col(Safeword.person_id) == each.person_id)
            row: Safeword = await tx.first(own.order_by(col(Safeword.valid_until).is_(None)))
            await tx.seal(row, word=word)
            user = await tx.get(User, each.person_id)
            if user is not None and row.valid_until is None:
                await tx.seal(user, safeword=word)
