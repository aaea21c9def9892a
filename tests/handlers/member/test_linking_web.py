"""Linking a web account: its log-in comes along, and every e-mail keeps its own password."""

from sqlmodel import col, select

from storage.enums import Platform
from storage.queries import web
from storage.tables import Account, WebLogin
from tests.support import playing
from tests.support.court import Chatter, ScriptedCourt
from tests.support.linking import link

TELEGRAM, WEB = Platform.TELEGRAM, Platform.WEB


async def with_log_in(court: ScriptedCourt, chatter: Chatter, email: str, hashed: str) -> None:
    """Give somebody's web account an e-mail and a password."""
    async with court.storage.begin() as tx:
        person = await chatter.person()
        account = (
            await tx.all(
                select(Account).where(col(Account.person_id) == person.id, col(Account.platform) == WEB)
            )
        )[0]
        login = WebLogin(account_id=account.id, email_hash=email.ljust(64, "0"), password_hashed=hashed)
        tx.add(await tx.seal(login, owner=person.id, email=email))


async def password_of(court: ScriptedCourt, email: str) -> str | None:
    """What a log-in with this e-mail is checked against."""
    async with court.storage.read() as tx:
        login = await web.login_by_email(tx, email.ljust(64, "0"))
        return login.password_hashed if login else None


async def test_a_member_from_a_chat_takes_over_the_web_accounts_e_mail_and_password(
    court: ScriptedCourt,
) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    other = await court.guest("anna-w", platform=WEB)
    await other.says("/help")
    await with_log_in(court, other, "anna@example.org", "hers")
    await link(anna, other)
    user = await anna.user()
    async with court.storage.read() as tx:
        assert await tx.open(user, "email") == "anna@example.org"

    assert user.password_hashed == "hers"
    assert await password_of(court, "anna@example.org") == "hers"


async def test_of_two_web_accounts_each_keeps_its_own_log_in(court: ScriptedCourt) -> None:
    anna = await playing.member(court)
    await with_log_in(court, anna, "one@example.org", "first")
    async with court.storage.begin() as tx:
        person = await tx.lock((await anna.person()).id)
        user = await anna.user()
        assert person is not None
        member = await tx.get(type(user), user.id)
        assert member is not None
        await web.adopt_login(tx, person, member)
    olga = await playing.operator(court)
    await with_log_in(court, olga, "two@example.org", "second")
    await link(anna, olga)

    assert await password_of(court, "one@example.org") == "first"
    assert await password_of(court, "two@example.org") == "second"
    assert (await anna.user()).password_hashed == "first"


async def test_a_member_who_unlinks_her_only_web_account_has_no_log_in_left(court: ScriptedCourt) -> None:
    anna = await playing.member(court, platform=TELEGRAM)
    other = await court.guest("anna-w", platform=WEB)
    await other.says("/help")
    await with_log_in(court, other, "anna@example.org", "hers")
    await link(anna, other)
    await anna.says("/link")
    await anna.presses("Unlink the web chat")
    await anna.presses("Unlink it")
    user = await anna.user()

    assert (user.email, user.password_hashed) == (None, None)
    assert await password_of(court, "anna@example.org") is None
