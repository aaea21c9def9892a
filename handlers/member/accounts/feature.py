"""/link and /web."""

from datetime import timedelta

from handlers.chat.outgoing import Choice, Say, Style
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.member.accounts import asking, codes, parting, web_link
from handlers.member.accounts.telling import day, place, privately
from handlers.turn import Turn
from storage.enums import OutboxClass, Platform
from storage.queries import people
from storage.tables import Account


async def link(turn: Turn, args: str) -> None:
    """/link lists the accounts and makes a code for another; with a code it links this one."""
    if args:
        await asking.given(turn, args)
        return
    await _list(turn)
    code = await codes.make(turn)
    if code is None or turn.account is None:
        await turn.say(turn.text("link.too_many_codes"), klass=OutboxClass.ACCOUNT)
        return
    await privately(turn, turn.account, turn.me, _how(turn, code))


async def _list(turn: Turn) -> None:
    accounts = list(reversed(await people.accounts_of(turn.tx, turn.me.person.id)))
    lines = [_line(turn, account) for account in accounts]
    words = "\n".join((turn.text("link.accounts"), *lines))
    if len(accounts) > 1:
        words += "\n\n" + turn.text("link.one_state")
    words += await _last_here(turn)
    words += "\n\n" + turn.text("link.code_follows")
    choices = [
        Choice(
            turn.text("link.unlink", place=place(turn, account), since=day(account.created_at, turn.me)),
            "link.unlink",
            {"account": str(account.id)},
            Style.DANGER,
        )
        for account in accounts
        if await parting.another_way(turn, account)
    ]
    await turn.say(Say(words, choices=tuple(choices)), klass=OutboxClass.ACCOUNT)


async def _last_here(turn: Turn) -> str:
    """When the member was here last and with what, so that she notices if it was somebody else."""
    user = turn.me.user
    if user is None or user.last_login_at is None:
        return ""
    at = f"{user.last_login_at.astimezone(turn.me.zone):%d %b %Y, %H:%M}"
    device, address = [await turn.tx.open(user, name) for name in ("last_login_device", "last_login_ip")]
    return "\n\n" + turn.text("link.last_here", how=", ".join(filter(None, (at, device, address))))


def _line(turn: Turn, account: Account) -> str:
    here = turn.account is not None and turn.account.id == account.id
    key = "link.account_here" if here else "link.account"
    return turn.text(key, place=place(turn, account), since=day(account.created_at, turn.me))


def _how(turn: Turn, code: str) -> str:
    """The code, and what to do with it on each platform of the court."""
    policy, names = turn.house.policy, turn.house.bot_names
    minutes = codes.LIFETIME // timedelta(minutes=1)
    lines = [turn.text("link.how", minutes=minutes), codes.spaced(code), ""]
    if Platform.TELEGRAM in policy.platforms:
        name = names.get(Platform.TELEGRAM, "")
        deep = f"https://t.me/{name}?start={codes.START_PREFIX}{code}"
        lines.append(
            turn.text("link.how_telegram_link", link=deep) if name else turn.text("link.how_telegram")
        )
    if Platform.DISCORD in policy.platforms:
        lines.append(turn.text("link.how_discord"))
    if Platform.WEB in policy.platforms:
        lines.append(turn.text("link.how_web", url=policy.public_url))
    return "\n".join((*lines, "", turn.text("link.how_sure")))


FEATURE = Feature(
    commands=(
        CommandSpec("link", Group.PRIVATE, Access.ANYBODY, link),
        CommandSpec("web", Group.PRIVATE, Access.ANYBODY, web_link.web),
    ),
    actions=(
        ActionSpec("link.here_yes", Access.ANYBODY, asking.here_yes),
        ActionSpec("link.here_no", Access.ANYBODY, asking.declined),
        ActionSpec("link.first_yes", Access.ANYBODY, asking.first_yes),
        ActionSpec("link.first_no", Access.ANYBODY, asking.declined),
        ActionSpec("link.unlink", Access.ANYBODY, parting.ask, once=False),
        ActionSpec("link.unlink_sure", Access.ANYBODY, parting.unlinked),
        ActionSpec("link.unlink_no", Access.ANYBODY, parting.kept),
    ),
    works={web_link.WORK: web_link.opened},
)
