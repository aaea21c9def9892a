"""What must hold on SQLite and on PostgreSQL alike: numbers, codes, invitations, log-ins."""

import asyncio
import uuid
from datetime import timedelta
from pathlib import Path

from sqlmodel import col, select

from bot.platforms.port import Parcel
from bot.platforms.web.transcript import Own
from handlers.chat.outgoing import Amend, Remove, Say
from storage.enums import OutboxClass, Platform
from storage.queries import door, web
from storage.tables import Account, Invitation, Person, User, WebLogin, WebMessage
from storage.unit import Storage
from tests.bot.platforms.web.court import WebCourt
from tests.support.clocks import FakeClock
from tests.support.people import make_account, make_person, make_user


async def somebody(storage: Storage) -> tuple[Person, Account]:
    """A person with an account in the web chat."""
    async with storage.begin() as tx:
        person = await make_person(tx)
        return person, await make_account(tx, person)


def parcel(account: Account, number: int, meaning: Say | Amend | Remove, ref: str | None = None) -> Parcel:
    """A message on its way to the account."""
    return Parcel(
        outbox_id=number, person_id=account.person_id, account_id=account.id, platform=Platform.WEB,
        address="x", chat="x", meaning=meaning, ref=ref, klass=OutboxClass.GAME,
    )  # fmt: skip


async def test_simultaneous_changes_of_a_chat_get_numbers_without_gaps_or_repetitions(
    storage: Storage, clock: FakeClock, tmp_path: Path
) -> None:
    court = WebCourt(storage, clock, tmp_path)
    person, account = await somebody(storage)
    send, note = court.web.send, court.web._site.transcript.note_own
    await send(parcel(account, 1, Say("first"), "first"))
    own = [Own(account.id, person.id, "en", f"client-{n:02}", f"own {n}") for n in range(8)]
    await asyncio.gather(
        *(send(parcel(account, 2 + n, Say(str(n)))) for n in range(8)),
        *(send(parcel(account, 50, Say("once"))) for _ in range(4)),
        *(send(parcel(account, 60 + n, Amend("first", Say(f"changed {n}")))) for n in range(4)),
        *(note(each, new=True) for each in own),
    )
    async with storage.read() as tx:
        rows = await tx.all(select(WebMessage).order_by(col(WebMessage.seq)))
        news = await court.web._site.transcript.after(tx, account.id, 0, 200)
    assert [row.seq for row in rows] == list(range(1, 19))
    revs = sorted(row.rev for row in rows)
    assert len(set(revs)) == len(revs)
    assert max(revs) == news.rev == 18 + 4
    assert len(news.messages) == 18
    await send(parcel(account, 90, Remove("*")))
    async with storage.read() as tx:
        news = await court.web._site.transcript.after(tx, account.id, 22, 200)
    assert (len(news.removed), news.messages, news.rev) == (18, [], 40)


async def test_an_own_message_is_noted_once(storage: Storage, clock: FakeClock, tmp_path: Path) -> None:
    court = WebCourt(storage, clock, tmp_path)
    person, account = await somebody(storage)
    own = Own(account.id, person.id, "en", "client-01", "hello")
    await court.web._site.transcript.note_own(own, new=True)
    await asyncio.gather(*(court.web._site.transcript.note_own(own, new=False) for _ in range(4)))
    async with storage.read() as tx:
        assert len(await tx.all(select(WebMessage))) == 1


async def test_a_code_is_spent_once_however_many_try(storage: Storage, clock: FakeClock) -> None:
    async with storage.begin() as tx:
        code = await web.new_code(tx, web.OWNER_CODE, clock.wall(), timedelta(hours=1))

    async def spend() -> bool:
        async with storage.begin() as tx:
            return await web.spend_code(tx, web.OWNER_CODE, code, clock.wall()) is not None

    assert sorted(await asyncio.gather(*(spend() for _ in range(6)))) == [False] * 5 + [True]
    async with storage.begin() as tx:
        assert await web.spend_code(tx, web.LOGIN_CODE, code, clock.wall()) is None


async def test_the_last_place_of_an_invitation_is_given_once(storage: Storage, clock: FakeClock) -> None:
    async with storage.begin() as tx:
        tx.add(
            Invitation(
                code_hash=door.code_hash(tx, "come-in"),
                created_at=clock.wall(),
                expires_at=clock.wall() + timedelta(days=1),
                uses_left=2,
            )
        )

    async def use() -> bool:
        async with storage.begin() as tx:
            return await web.spend_invitation(tx, "come-in", clock.wall()) is not None

    assert sum(await asyncio.gather(*(use() for _ in range(6)))) == 2
    async with storage.read() as tx:
        assert (await tx.first(select(Invitation))).uses_left == 0


async def test_an_e_mail_belongs_to_one_log_in(storage: Storage) -> None:
    (_, first), (_, second) = await somebody(storage), await somebody(storage)

    async def claim(account: Account) -> bool:
        async with storage.begin() as tx:
            return await web.add_login(tx, WebLogin(account_id=account.id, email_hash="h" * 64))

    assert sorted(await asyncio.gather(claim(first), claim(second))) == [False, True]


async def test_a_log_in_is_adopted_with_the_membership_and_only_once(storage: Storage) -> None:
    person, account = await somebody(storage)
    async with storage.begin() as tx:
        login = WebLogin(account_id=account.id, email_hash="h" * 64, password_hashed="$argon2id$x")
        tx.add(await tx.seal(login, owner=person.id, email="anna@example.org"))
    async with storage.begin() as tx:
        row = await tx.get(Person, person.id)
        assert row is not None
        user = await make_user(tx, row)
        assert await web.adopt_login(tx, row, user) is True
        assert await web.adopt_login(tx, row, user) is False
    async with storage.read() as tx:
        found = await web.login_by_email(tx, "h" * 64)
        assert found is not None
        assert found.password_hashed == "$argon2id$x"
        assert found.web is not None
        assert (found.web.email, found.web.password_hashed) == (None, None)
        member = await tx.get(User, person.id)
        assert member is not None
        assert await tx.open(member, "email") == "anna@example.org"
        assert await web.login_hashes(tx, person.id) == ["h" * 64]
        assert await web.login_by_email(tx, "other") is None
        assert await web.login_of(tx, uuid.uuid4()) is None


async def test_somebody_without_a_log_in_adopts_nothing(storage: Storage) -> None:
    person, _ = await somebody(storage)
    async with storage.begin() as tx:
        row = await tx.get(Person, person.id)
        assert row is not None
        assert await web.adopt_login(tx, row, await make_user(tx, row)) is False
