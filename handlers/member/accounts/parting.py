"""Unlinking: an account leaves its person. Never the last one, and nothing that stops play is lost by it."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Say, Speaker, Style
from handlers.member.accounts.telling import announce, day, place
from handlers.rules.joining import taken_along
from handlers.sessions import closing as sessions
from handlers.standing import set_standing, standing_of
from handlers.subject import Subject
from handlers.turn import Turn
from storage import log
from storage.enums import OutboxClass, Platform
from storage.queries import joining as queries
from storage.queries import people, web
from storage.tables import Account, Person


async def ask(turn: Turn, args: Mapping[str, str]) -> None:
    """Say what unlinking means, and ask."""
    account = await _own(turn, args)
    if account is None:
        return
    sure = Choice(turn.text("link.unlink_yes"), "link.unlink_sure", dict(args), Style.DANGER)
    no = Choice(turn.text("link.unlink_no"), "link.unlink_no", style=Style.PRIMARY)
    words = turn.text("link.unlink_ask", place=place(turn, account), since=day(account.created_at, turn.me))
    await turn.say(Say(words, choices=(no, sure)), klass=OutboxClass.ACCOUNT)


async def kept(turn: Turn, _args: Mapping[str, str]) -> None:
    """Thought better of it."""
    await turn.say(turn.text("link.kept"), klass=OutboxClass.ACCOUNT)


async def unlinked(turn: Turn, args: Mapping[str, str]) -> None:
    """The account goes; every account hears of it."""
    account = await _own(turn, args)
    if account is None:
        return
    # What loosens is written to the journal after the commit, and this loosens: what the member does from
    # now on does not reach that account any more.
    await turn.journal("unlink", address=account.address_hash)
    await log.append(
        turn.tx,
        at=turn.wall,
        actor=turn.me.person.id,
        kind="account.unlink",
        subject=turn.me.person.id,
        object_id=str(account.id),
    )
    if turn.account is not None and turn.account.id == account.id:
        turn.account = None
    if turn.me.person.spoke_account_id == account.id:
        turn.me.person.spoke_account_id = None
    gone = place(turn, account)
    if account.platform is Platform.WEB:
        await _close_web(turn, account)
    else:
        alone = await _alone(turn, account)
        await announce(turn, alone, "link.unlinked_there", accounts=[account])
    await sessions.end_unless_told(turn, turn.me)
    await announce(turn, turn.me, "link.unlinked", place=gone)


async def another_way(turn: Turn, account: Account) -> bool:
    """Whether the member still comes in without this account: by a chat, or a log-in with password."""
    for each in await people.accounts_of(turn.tx, turn.me.person.id):
        if each.id == account.id:
            continue
        if each.platform is not Platform.WEB:
            return True
        login = await web.login_of(turn.tx, each.id)
        if login is not None and login.web is not None and login.password_hashed is not None:
            return True
    return False


async def _own(turn: Turn, args: Mapping[str, str]) -> Account | None:
    """The account if it is this person's and may go, or None after saying why not."""
    account = await turn.tx.get(Account, uuid.UUID(args["account"]))
    if account is None or account.person_id != turn.me.person.id:
        await turn.say(turn.text("common.stale_button"))
        return None
    if not await another_way(turn, account):
        await turn.say(Say(turn.text("link.last_one"), by=Speaker.COURT), klass=OutboxClass.ACCOUNT)
        return None
    return account


async def _alone(turn: Turn, account: Account) -> Subject:
    """The account as a person of its own, for whom all that stops play goes on holding."""
    mine: Person = turn.me.person
    handling = turn.inbox.id if turn.inbox is not None else None
    person = await queries.part(turn.tx, account, turn.wall, handling=handling)
    set_standing(person, taken_along(standing_of(mine)))
    reason = await turn.tx.open(mine, "ban_reason")
    if reason is not None:
        await turn.tx.seal(person, ban_reason=reason)
    await turn.tx.flush()
    return Subject(person)


async def _close_web(turn: Turn, account: Account) -> None:
    """The web account goes with its log-in; e-mail and password were only for it."""
    await queries.drop_web_account(turn.tx, account)
    user = turn.me.user
    if user is not None and await web.web_account_of(turn.tx, user.id) is None:
        user.email = user.password_hashed = None
