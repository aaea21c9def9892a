"""What everybody in the contract stories can do, whatever the place: the vocabulary of
``tests.support.court``, and the few things that every client has besides."""

from collections.abc import Sequence

from handlers.chat.incoming import Press
from handlers.chat.outgoing import MEANING, Choice, Field, FieldKind, Form
from storage.queries import forms, people
from storage.tables import Account, Person
from tests.support.court import Chatter
from tests.support.scripted import Bubble


class Somebody(Chatter):
    """A member or operator at a real client's counterpart."""

    can_edit = True
    """Whether the client can change what was said."""

    async def rewrites(self, text: str) -> None:
        """Change what was said last into other words."""
        raise NotImplementedError

    async def sends_voice(self, content: bytes) -> None:
        """Record a voice note, OGG/Opus as clients do."""
        raise NotImplementedError

    async def sends_sticker(self) -> bool:
        """Send something the court has no use for; False where the client has nothing of the kind."""
        raise NotImplementedError

    async def downloads(self, bubble: Bubble) -> list[bytes]:
        """The files of a message, as they can be kept."""
        raise NotImplementedError

    def native(self, bubble: Bubble) -> str:
        """What really stands in the chat, readable and the same every time."""
        raise NotImplementedError

    async def knocks(self) -> None:
        """Come to a door that may be closed."""
        await self.says("/start")

    async def comes_by(self, code: str) -> None:
        """Come in by an invitation, as the place leads in, up to the terms."""
        await self.says(f"/start {code}")
        for label in ("1990s", "1992", "4", "17"):
            await self.presses(label)

    async def presses_late(self, choice: Choice) -> None:
        """Press a button that is no longer there, as a client can that was a moment too slow."""
        await self.does(Press(choice.token))

    # -- forms that are asked step by step ---------------------------------------------------------

    async def fills_step_by_step(self, **values: str | Sequence[str]) -> None:
        """Answer the open form, question by question; what is not named is left as it is."""
        while (asked := await self.asked()) is not None:
            await self._answers(asked, values.get(asked.name))
            if await self.asked() == asked:
                return

    async def asked(self) -> Field | None:
        """The question of a form that is open."""
        person = await self.person()
        async with self.court.storage.read() as tx:
            row = await forms.draft_of(tx, person.id)
            kept = await tx.open(row, "form") if row else None
            form = MEANING.validate_json(kept) if kept else None
            return form.fields[row.position] if row and isinstance(form, Form) else None

    async def _answers(self, asked: Field, given: str | Sequence[str] | None) -> None:
        labels = dict(asked.options)
        if given is None:
            await self._presses_first("Keep", "Skip", "Done")
        elif asked.kind is FieldKind.MULTI:
            for value in (given,) if isinstance(given, str) else given:
                await self.presses(labels.get(value, value))
            await self.presses("Done")
        else:
            value = given if isinstance(given, str) else given[0]
            await (self.presses(labels[value]) if value in labels else self.says(value))

    async def _presses_first(self, *labels: str) -> None:
        shown = self.last.buttons
        for label in labels:
            if any(choice.label.startswith(label) for choice in shown):
                await self.presses(label)
                return

    # -- who they are ------------------------------------------------------------------------------

    async def person(self) -> Person:
        """The person's row, read fresh."""
        async with self.court.storage.read() as tx:
            account = await people.account_at(tx, self.platform, self.bot, self.address)
            assert isinstance(account, Account), f"{self.name} has not written yet"
            person = await tx.get(Person, account.person_id)
            assert person is not None
            return person
