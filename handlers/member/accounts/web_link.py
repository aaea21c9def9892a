"""/web: a log-in link for the web chat, for ten minutes and one use; and word of it when it was used."""

from datetime import timedelta

from handlers.feature import Errand
from handlers.member.accounts.telling import announce, privately
from handlers.turn import Turn
from storage.enums import OutboxClass, Platform
from storage.queries import joining as queries
from storage.queries import web as web_queries

WORK = "link.web_opened"
LIFETIME = timedelta(minutes=10)
MOST_AN_HOUR = 5


async def web(turn: Turn, _args: str) -> None:
    """Send the link, by itself and privately; an earlier one stops working."""
    problem = await _problem(turn)
    if problem is not None or turn.account is None:
        await turn.say(turn.text(problem or "link.web_off"), klass=OutboxClass.ACCOUNT)
        return
    person_id = turn.me.person.id
    await queries.void_codes_of(turn.tx, person_id, web_queries.LOGIN_CODE, turn.wall)
    code = await web_queries.new_code(
        turn.tx, web_queries.LOGIN_CODE, turn.wall, LIFETIME, person_id=person_id
    )
    minutes = LIFETIME // timedelta(minutes=1)
    await turn.say(turn.text("link.web_link_follows", minutes=minutes), klass=OutboxClass.ACCOUNT)
    link = f"{turn.house.policy.public_url}/web/{code}"
    await privately(turn, turn.account, turn.me, turn.text("link.web_link", link=link))


async def opened(errand: Errand) -> None:
    """The link was used: every account hears of it."""
    if errand.person_id is None:
        return
    async with errand.turn(errand.person_id) as turn:
        await announce(turn, turn.me, "link.web_opened")


async def _problem(turn: Turn) -> str | None:
    """The key of the sentence that says why there is no link, or None."""
    if turn.account is not None and turn.account.platform is Platform.WEB:
        return "link.web_here"
    if Platform.WEB not in turn.house.policy.platforms:
        return "link.web_off"
    if not turn.me.is_member and turn.me.operator is None:
        return "common.members_only"
    since = turn.wall - timedelta(hours=1)
    made = await queries.codes_since(turn.tx, turn.me.person.id, web_queries.LOGIN_CODE, since)
    return "link.web_too_many" if made >= MOST_AN_HOUR else None
