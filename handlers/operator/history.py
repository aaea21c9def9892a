"""/log: what operators did and looked at. Nobody can change it."""

from collections.abc import Mapping

from handlers.chat.outgoing import Choice, Say, Speaker
from handlers.feature import Access, ActionSpec, CommandSpec, Feature, Group
from handlers.operator.roles import operator_name
from handlers.turn import Turn
from storage import log
from storage.queries import people
from storage.tables import AdminLog, User

PAGE = 15
BATCH = 150


async def history(turn: Turn, args: str) -> None:
    """The newest entries; words after the command search kinds and names."""
    await _page(turn, None, args.strip().casefold())


async def older(turn: Turn, args: Mapping[str, str]) -> None:
    """Older entries."""
    await _page(turn, int(args["before"]), args.get("search", ""))


async def _page(turn: Turn, before: int | None, search: str) -> None:
    rows = await log.recent(turn.tx, limit=BATCH, before=before)
    names = {row.person_id: operator_name(turn, row) for row in await people.operators(turn.tx)}
    lines: list[str] = []
    seen = None
    for row in rows:
        if len(lines) == PAGE:
            break
        seen = row.id
        line = await _line(turn, row, names.get(row.actor_id) if row.actor_id else None)
        if line is not None and (not search or search in f"{line} {row.kind}".casefold()):
            lines.append(line)
    nav: tuple[Choice, ...] = ()
    if len(rows) == BATCH or (rows and seen != rows[-1].id):
        nav = (Choice(turn.text("log.older"), "log.older", {"before": str(seen), "search": search}),)
    text = "\n".join(lines) or turn.text("log.nothing")
    await turn.say(Say(text, by=Speaker.DESK, nav=nav))


async def _line(turn: Turn, row: AdminLog, actor: str | None) -> str | None:
    if row.subject_id == turn.me.person.id and row.actor_id != turn.me.person.id:
        return None  # Nobody watches who looked at her own things.
    user = await turn.tx.get(User, row.subject_id) if row.subject_id else None
    if user is not None and not turn.me.may_run(user.domme_assigned):
        return None
    key = f"log.kind.{row.kind.replace('.', '_')}"
    return turn.text(
        "log.row_about" if user else "log.row",
        at=f"{row.at.astimezone(turn.me.zone):%d %b %H:%M}",
        actor=actor or turn.text("log.court"),
        what=turn.text(key) if turn.house.texts.has(key) else row.kind,
        whom=user.username if user else "",
    )


FEATURE = Feature(
    commands=(CommandSpec("log", Group.OPERATOR, Access.OPERATOR, history),),
    actions=(ActionSpec("log.older", Access.OPERATOR, older),),
)
