"""From a code to a link: who gives it is asked, then who made it. Either can say no."""

import uuid
from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Style
from handlers.member.accounts import codes
from handlers.member.accounts.joining import join
from handlers.member.accounts.telling import place, privately, role, who
from handlers.rules.joining import Obstacle, obstacle
from handlers.subject import Subject
from handlers.turn import Turn
from storage.queries import joining as queries
from storage.tables import Account


async def given(turn: Turn, text: str) -> None:
    """A code that was meant as one: /link CODE, or the deep link."""
    code = codes.read(text)
    if not codes.may_try(turn):
        await turn.say(turn.text("link.too_many_tries"))
    elif code is None or not await _taken(turn, code):
        await turn.say(turn.text("link.unknown_code"))


async def typed(turn: Turn, text: str) -> bool:
    """Whether plain words are a code that links; if so it was dealt with. Other words are somebody else's."""
    code = codes.read(text)
    if code is None or not codes.may_try(turn):
        return False
    return await _taken(turn, code)


async def _taken(turn: Turn, code: str) -> bool:
    """Use a code, and ask here first. False if it links nothing."""
    found = await codes.peek(turn, code)
    first = await turn.subject(found.person_id) if found is not None and found.person_id else None
    account = await turn.tx.get(Account, found.account_id) if found and found.account_id else None
    if first is None or account is None or turn.account is None:
        return False
    problem = await _problem(turn, first)
    if problem is Obstacle.SAME:
        await turn.say(turn.text("link.same"))
        return True
    if await codes.spend(turn, code) is None:
        return False
    if problem is not None:
        await _say_why_not(turn, problem, first, account)
        return True
    await _ask_here(turn, first, account)
    return True


async def _ask_here(turn: Turn, first: Subject, account: Account) -> None:
    args = {
        "person": str(first.person.id),
        "account": str(account.id),
        "until": codes.until(turn.wall),
    }
    operator = turn.me.operator
    warning = "" if operator is None else turn.text("link.ask_role", role=role(turn, operator.role, turn.me))
    words = turn.text(
        "link.ask_here", place=place(turn, account), who=who(turn, first, turn.me), role=warning
    )
    yes = Choice(turn.text("link.yes"), "link.here_yes", args, Style.PRIMARY)
    no = Choice(turn.text("link.no"), "link.here_no", args)
    if turn.account is not None:
        await privately(turn, turn.account, turn.me, words, choices=(yes, no))


async def here_yes(turn: Turn, args: Mapping[str, str]) -> None:
    """The account that gave the code wants to be linked: the one that made it is asked."""
    found = await _other(turn, args)
    if found is None or turn.account is None:
        return
    first, account = found
    again = {
        "person": str(turn.me.person.id),
        "account": str(turn.account.id),
        "until": codes.until(turn.wall),
    }
    yes = Choice(turn.text_for(first, "link.yes"), "link.first_yes", again, Style.PRIMARY)
    no = Choice(turn.text_for(first, "link.no"), "link.first_no", again)
    words = turn.text_for(
        first, "link.ask_first", place=place(turn, turn.account, first), who=who(turn, turn.me, first)
    )
    await privately(turn, account, first, words, choices=(yes, no))
    await turn.say(turn.text("link.asked_there", place=place(turn, account)))


async def first_yes(turn: Turn, args: Mapping[str, str]) -> None:
    """The account that made the code agrees as well: they are linked."""
    found = await _other(turn, args)
    if found is not None:
        other, account = found
        await join(turn, other, account)


async def declined(turn: Turn, args: Mapping[str, str]) -> None:
    """Either side said no; the other hears it."""
    await turn.say(turn.text("link.declined"))
    other = await turn.subject(uuid.UUID(args["person"]))
    account = await turn.tx.get(Account, uuid.UUID(args["account"]))
    if other is not None and account is not None and account.person_id == other.person.id:
        await privately(turn, account, other, turn.text_for(other, "link.declined_there"))


async def _other(turn: Turn, args: Mapping[str, str]) -> tuple[Subject, Account] | None:
    """The other side as it is now, or None after saying why nothing can be linked any more."""
    other = await turn.subject(uuid.UUID(args["person"]))
    account = await turn.tx.get(Account, uuid.UUID(args["account"]))
    if other is None or account is None or account.person_id != other.person.id:
        await turn.say(turn.text("common.stale_button"))
        return None
    if codes.is_late(turn, args["until"]):
        await turn.say(turn.text("link.too_late"))
        return None
    problem = await _problem(turn, other)
    if problem is not None:
        await _say_why_not(turn, problem, other, account)
        return None
    return other, account


async def _problem(turn: Turn, other: Subject) -> Obstacle | None:
    return obstacle(
        same=other.person.id == turn.me.person.id,
        members=turn.me.is_member + other.is_member,
        leaving=await _leaving(turn, turn.me) or await _leaving(turn, other),
    )


async def _leaving(turn: Turn, subject: Subject) -> bool:
    """Whether somebody is being erased, or is locked as a minor or being asked about it."""
    person = subject.person
    if person.erasing_at or person.minor_locked_at or person.minor_asked_at:
        return True
    return await queries.being_erased(turn.tx, person.id)


async def _say_why_not(turn: Turn, problem: Obstacle, other: Subject, account: Account) -> None:
    await turn.say(turn.text(f"link.{problem.value}"))
    if problem is Obstacle.BOTH_MEMBERS:
        await privately(turn, account, other, turn.text_for(other, "link.both_members"))
